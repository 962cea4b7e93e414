"""Standards and interfaces of an alliance, and which project uses which."""
