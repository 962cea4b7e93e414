"""Pages about alliances, their members, bodies and seats."""
