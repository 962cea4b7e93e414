"""Grants: who may read what of whom, until when, on which basis."""
