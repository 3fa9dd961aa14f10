-- Read notices are deleted after a time; the average of an item's ratings is read from the index alone.
CREATE INDEX notices_read ON notices(read_ms) WHERE read_ms IS NOT NULL;
DROP INDEX orders_item_rating;
CREATE INDEX orders_item_rating ON orders(menu_item_id, state, rating);
