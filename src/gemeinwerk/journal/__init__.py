"""The append-only journal: a chain of hashes per member that anybody can recompute."""
