"""Who works here: inviting, roles, leaving. Above the journal, which notes all."""
