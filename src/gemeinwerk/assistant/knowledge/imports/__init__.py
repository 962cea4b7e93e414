"""Articles and offices out of files, and into files."""
