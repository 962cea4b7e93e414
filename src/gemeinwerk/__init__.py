"""Gemeinwerk: the platform on which German counties do their digital work together."""
