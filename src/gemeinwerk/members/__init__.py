"""Members, people, roles, login, and the member context on which every policy rests."""
