"""Background work that survives: queued in the storing transaction, run by a worker."""
