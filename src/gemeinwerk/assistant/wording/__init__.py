"""A language model may word an answer from the quotes; every sentence is checked."""
