"""Citizens ask: the public page of an authority, and its widget."""
