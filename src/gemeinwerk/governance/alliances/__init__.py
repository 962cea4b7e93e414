"""Alliances, who belongs to them, their bodies and seats."""
