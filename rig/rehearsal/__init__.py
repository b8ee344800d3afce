"""Before and after the night: dry run, demo, replay, reports."""
