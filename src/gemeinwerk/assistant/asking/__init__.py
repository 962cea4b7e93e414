"""A clerk asks: own and opened bases, and the archive."""
