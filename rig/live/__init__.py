"""The show as it runs: loop, journal, processes."""
