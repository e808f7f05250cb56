-- Renumbers merchants and offers from 1, in their present order: see ops/runbooks/numbers.md. All nodes must be stopped. One transaction;
-- user_grants is empty afterwards, and the next start fills it.
BEGIN;
LOCK TABLE merchant, cashback_configuration, exclusive_offer, loyalty_program, offer, user_grants IN ACCESS EXCLUSIVE MODE;
ALTER TABLE merchant DISABLE TRIGGER keep_identity;
ALTER TABLE cashback_configuration DISABLE TRIGGER keep_identity;
ALTER TABLE exclusive_offer DISABLE TRIGGER keep_identity;
ALTER TABLE loyalty_program DISABLE TRIGGER keep_identity;
-- Unique constraints are checked row by row, and a new number may equal another row's old number.
ALTER TABLE merchant DROP CONSTRAINT merchant_merchant_no_key;
ALTER TABLE cashback_configuration DROP CONSTRAINT cashback_configuration_offer_no_key;
ALTER TABLE exclusive_offer DROP CONSTRAINT exclusive_offer_offer_no_key;
ALTER TABLE loyalty_program DROP CONSTRAINT loyalty_program_offer_no_key;
ALTER TABLE offer DROP CONSTRAINT offer_offer_no_key;

UPDATE merchant t SET merchant_no = n.no FROM (SELECT id, row_number() OVER (ORDER BY merchant_no) AS no FROM merchant) AS n WHERE n.id = t.id;
UPDATE offer t SET offer_no = n.no FROM (SELECT id, row_number() OVER (ORDER BY offer_no) AS no FROM offer) AS n WHERE n.id = t.id;
UPDATE cashback_configuration t SET offer_no = o.offer_no FROM offer o WHERE o.id = t.id;
UPDATE exclusive_offer t SET offer_no = o.offer_no FROM offer o WHERE o.id = t.id;
UPDATE loyalty_program t SET offer_no = o.offer_no FROM offer o WHERE o.id = t.id;

ALTER TABLE merchant ADD CONSTRAINT merchant_merchant_no_key UNIQUE (merchant_no);
ALTER TABLE cashback_configuration ADD CONSTRAINT cashback_configuration_offer_no_key UNIQUE (offer_no);
ALTER TABLE exclusive_offer ADD CONSTRAINT exclusive_offer_offer_no_key UNIQUE (offer_no);
ALTER TABLE loyalty_program ADD CONSTRAINT loyalty_program_offer_no_key UNIQUE (offer_no);
ALTER TABLE offer ADD CONSTRAINT offer_offer_no_key UNIQUE (offer_no);
ALTER TABLE merchant ENABLE ALWAYS TRIGGER keep_identity;
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER keep_identity;
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER keep_identity;
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER keep_identity;
SELECT setval('merchant_no_seq', (SELECT coalesce(max(merchant_no), 0) + 1 FROM merchant), false),
    setval('offer_no_seq', (SELECT coalesce(max(offer_no), 0) + 1 FROM offer), false);

-- All places that hold old numbers: rows, copies in Redis, events, deferred revocations of runs, losses of halted runs by merchant, the nodes'
-- catalogues.
TRUNCATE user_grants, batch.deferred_revocation, batch.halted_merchant, truncated_source;
UPDATE batch.guard_halt SET closed_at = clock_timestamp() WHERE closed_at IS NULL;
UPDATE cache_namespace SET number = number + 1, servers = NULL;
DELETE FROM outbox_event WHERE kind = 'offer';
INSERT INTO outbox_event (kind, may_revoke) VALUES ('all', true);
INSERT INTO catalog_change (kind, audience) VALUES ('everything', true);
SELECT repair_eligibility_view();
COMMIT;
