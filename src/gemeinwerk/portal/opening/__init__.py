"""Opening a collection to a partner: the page that needs both the archive and its grants."""
