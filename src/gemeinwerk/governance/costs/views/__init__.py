"""Pages about the money of an alliance."""
