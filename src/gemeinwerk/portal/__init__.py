"""Start page, navigation, and what waits for me."""
