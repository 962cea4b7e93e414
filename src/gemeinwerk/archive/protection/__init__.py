"""What partners may be shown of a record at all: its state, and the protective period."""
