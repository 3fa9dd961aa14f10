CREATE TRIGGER ledger_nodes_append_only BEFORE UPDATE OR DELETE ON ledger_nodes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_roots_append_only BEFORE UPDATE OR DELETE ON ledger_roots FOR EACH ROW EXECUTE FUNCTION refuse_change();
