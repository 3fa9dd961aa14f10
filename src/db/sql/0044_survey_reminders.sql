-- Whoever is invited and has not answered is reminded once.
ALTER TABLE surveys ADD COLUMN reminded_ms BIGINT;
