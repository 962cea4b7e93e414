"""Access keys of people: making, listing, withdrawing. Above the journal, which notes all."""
