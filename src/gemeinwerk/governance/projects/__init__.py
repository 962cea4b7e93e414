"""Projects of an alliance (Vorhaben): from a need to a solution that others take over."""
