"""Asking another authority for a single record, and its decision."""
