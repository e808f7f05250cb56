--liquibase formatted sql

--changeset eligo:grants-code runOnChange:true splitStatements:false stripComments:false
-- The complete number of a transaction of which a row has only the lower half (xmin), as the largest such number below next. So it can be
-- compared with a snapshot. A row that was copied from another cluster may have a half that no transaction here has had yet: 3, the
-- number of the first transaction of a cluster, stands for it.
CREATE OR REPLACE FUNCTION full_transaction_id(half xid, next xid8) RETURNS xid8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(3, next::text::bigint - ((next::text::bigint - half::text::bigint) & 4294967295))::text::xid8;
--rollback DROP FUNCTION full_transaction_id(xid, xid8);
