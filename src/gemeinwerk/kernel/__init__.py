"""Ids, clock and errors. Knows no database and no other part."""
