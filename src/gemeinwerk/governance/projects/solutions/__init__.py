"""What a project leaves for others: the solution, who may see it, and who adopts it."""
