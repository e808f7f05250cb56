--liquibase formatted sql
-- The last file: a changeset for each release, which says that all of its changelog is applied. A node that finds a release that it does
-- not know is older than the database, and leaves the schema as it is.

--changeset eligo:release-0.1.0
SELECT 1;
--rollback empty
