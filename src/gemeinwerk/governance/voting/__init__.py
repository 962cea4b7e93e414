"""How a body votes: rules as data, and counting by them."""
