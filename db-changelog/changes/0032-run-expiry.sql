--liquibase formatted sql

--changeset eligo:run-expiry
-- Set with each heartbeat by the node itself, from its own settings. Other nodes may have other settings, so none of them
-- computes when a heartbeat of another node expires.
ALTER TABLE batch.node ADD COLUMN expires_at timestamptz NOT NULL DEFAULT now() + interval '12 s';
ALTER TABLE batch.run ADD COLUMN expires_at timestamptz NOT NULL DEFAULT now() + interval '12 s';
ALTER TABLE batch.node ALTER COLUMN expires_at DROP DEFAULT;
ALTER TABLE batch.run ALTER COLUMN expires_at DROP DEFAULT;
--rollback ALTER TABLE batch.node DROP COLUMN expires_at;
--rollback ALTER TABLE batch.run DROP COLUMN expires_at;
