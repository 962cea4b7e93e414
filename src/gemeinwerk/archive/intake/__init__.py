"""What lies in the paths a person names: which files, of which record, and what is refused."""
