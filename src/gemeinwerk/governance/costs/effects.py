"""What resolutions do with money: set a cost key, release a budget."""
