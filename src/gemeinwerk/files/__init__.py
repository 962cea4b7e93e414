"""Stored bytes: content-addressed, synced before the row that names them commits."""
