--liquibase formatted sql

--changeset eligo:cache-code runOnChange:true splitStatements:false stripComments:false
-- The epoch of the database: another one after a restart, a restore or a promotion of the server, and in a copy of the database.
CREATE OR REPLACE FUNCTION database_epoch() RETURNS text LANGUAGE sql STABLE
RETURN extract(epoch FROM pg_postmaster_start_time()) || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database());

-- The open namespace, or null, for queries that ask for more.
CREATE OR REPLACE FUNCTION open_cache_namespace() RETURNS text LANGUAGE sql STABLE
RETURN (SELECT number || ' ' || servers FROM cache_namespace WHERE servers IS NOT NULL AND opened_in_epoch = database_epoch());

-- The age in seconds of the oldest eviction of the open namespace that Redis has not acknowledged; 0 where there is none. STABLE: it
-- sees what the calling statement sees, the namespace included.
CREATE OR REPLACE FUNCTION cache_eviction_age() RETURNS double precision LANGUAGE sql STABLE
RETURN (SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0))
        FROM cache_eviction WHERE namespace = open_cache_namespace());
--rollback DROP FUNCTION cache_eviction_age();
--rollback DROP FUNCTION open_cache_namespace();
--rollback DROP FUNCTION database_epoch();
