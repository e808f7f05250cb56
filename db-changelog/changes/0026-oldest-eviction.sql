--liquibase formatted sql

--changeset eligo:cache-eviction-age
-- Seconds since the oldest eviction was written that Redis has not acknowledged, of the namespace that is open; 0 where there is none.
-- STABLE: it sees what its caller's statement sees, of the namespace too.
CREATE FUNCTION cache_eviction_age() RETURNS double precision LANGUAGE sql STABLE
RETURN (SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(noted_at)), 0))
        FROM cache_eviction WHERE namespace = open_cache_namespace());
--rollback DROP FUNCTION cache_eviction_age();
