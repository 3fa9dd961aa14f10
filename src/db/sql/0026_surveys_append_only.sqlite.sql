-- Append-only means the database itself refuses.
CREATE TRIGGER survey_replies_no_update BEFORE UPDATE ON survey_replies BEGIN SELECT RAISE(ABORT, 'survey_replies is append-only'); END;
CREATE TRIGGER survey_replies_no_delete BEFORE DELETE ON survey_replies BEGIN SELECT RAISE(ABORT, 'survey_replies is append-only'); END;
CREATE TRIGGER survey_answers_no_update BEFORE UPDATE ON survey_answers BEGIN SELECT RAISE(ABORT, 'survey_answers is append-only'); END;
CREATE TRIGGER survey_answers_no_delete BEFORE DELETE ON survey_answers BEGIN SELECT RAISE(ABORT, 'survey_answers is append-only'); END;
CREATE TRIGGER survey_events_no_update BEFORE UPDATE ON survey_events BEGIN SELECT RAISE(ABORT, 'survey_events is append-only'); END;
CREATE TRIGGER survey_events_no_delete BEFORE DELETE ON survey_events BEGIN SELECT RAISE(ABORT, 'survey_events is append-only'); END;
