"""Pages about bases and articles."""
