"""Answers with their proof: what authorities have written down, quoted for who asks."""
