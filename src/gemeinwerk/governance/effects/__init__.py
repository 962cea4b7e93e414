"""What a resolution does, what it still waits for, and how it is undone."""
