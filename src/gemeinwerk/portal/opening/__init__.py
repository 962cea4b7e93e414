"""Proposing to open a collection: the page that needs both the archive and the alliances."""
