"""Alliances, bodies, votes, resolutions and agreements, and what they open, start or release."""
