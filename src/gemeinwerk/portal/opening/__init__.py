"""Proposing to open a collection or knowledge base: the page that needs them and the alliances."""
