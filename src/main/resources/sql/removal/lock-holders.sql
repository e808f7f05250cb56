-- The transactions that hold locks on these tables, the oldest first. Without a process: a prepared transaction.
SELECT l.pid, a.usename, a.application_name, a.client_addr::text AS client, a.state, now() - a.xact_start AS age,
       left(regexp_replace(a.query, '\s+', ' ', 'g'), 100) AS query, string_agg(DISTINCT l.relation::regclass::text, ', ') AS tables
FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.relation IN (SELECT to_regclass(name) FROM unnest(:tables::text[]) AS t(name)) AND l.pid IS DISTINCT FROM pg_backend_pid()
GROUP BY l.pid, l.virtualtransaction, a.usename, a.application_name, a.client_addr, a.state, a.xact_start, a.query
ORDER BY a.xact_start NULLS FIRST
LIMIT 5
