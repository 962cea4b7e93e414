"""The Markdown of an article: its parts with their places, and safe HTML."""
