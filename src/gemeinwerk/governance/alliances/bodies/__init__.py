"""Bodies of an alliance, the rules by which they vote, and their seats."""
