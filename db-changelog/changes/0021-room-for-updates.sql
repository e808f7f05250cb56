--liquibase formatted sql

--changeset eligo:user-grants-room
-- Room for the next version of every row on its own page, not of one in four: where a bulk change touches everybody, as much as is
-- saved here is written elsewhere then, and into the key, and stays; and it takes twice as long. Holds for what is written from now on.
ALTER TABLE user_grants SET (fillfactor = 50);
--rollback ALTER TABLE user_grants SET (fillfactor = 80);
