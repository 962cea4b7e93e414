"""Offices: who knows about what, and how to reach them."""
