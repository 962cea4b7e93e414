"""Pages of meetings below ``/buendnisse/<alliance>/sitzungen/``."""
