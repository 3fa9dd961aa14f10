-- What the command screen asks of today, however much has been: orders' moves from the newest on, and what was taken back since a moment.
CREATE INDEX outbox_moves ON outbox(seq) WHERE topic = 'order.moved';
CREATE INDEX hours_reversals ON hours_entries(created_ms, reverses) WHERE source = 'reversal';
