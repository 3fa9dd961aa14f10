CREATE TRIGGER star_events_no_update BEFORE UPDATE ON star_events BEGIN SELECT RAISE(ABORT, 'star_events is append-only'); END;
CREATE TRIGGER star_events_no_delete BEFORE DELETE ON star_events BEGIN SELECT RAISE(ABORT, 'star_events is append-only'); END;
-- A star that was granted stays.
CREATE TRIGGER star_granted_stays BEFORE UPDATE ON star_applications WHEN OLD.state = 'granted' BEGIN SELECT RAISE(ABORT, 'a granted star stays'); END;
CREATE TRIGGER star_applications_no_delete BEFORE DELETE ON star_applications BEGIN SELECT RAISE(ABORT, 'star_applications are kept'); END;
