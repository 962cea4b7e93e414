"""Which passages fit a question: words and meaning, and whether anything fits at all. Pure."""
