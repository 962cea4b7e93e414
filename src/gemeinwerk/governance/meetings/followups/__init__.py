"""Tasks that follow from a meeting."""
