"""Events are stored by flush instead of one by one, and a heartbeat is a process's, not a run's."""


def migrate(cr, version):
    """Give the rows there are what the new columns want; drop the columns that nothing reads any more."""
    if not version:
        return
    cr.execute("ALTER TABLE ai_agent_run_event ADD COLUMN last_seq integer")
    cr.execute("UPDATE ai_agent_run_event SET last_seq = seq")
    cr.execute("ALTER TABLE ai_agent_run DROP COLUMN heartbeat, DROP COLUMN process")
