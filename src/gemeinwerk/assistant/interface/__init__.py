"""Asking for programs: JSON and the Model Context Protocol."""
