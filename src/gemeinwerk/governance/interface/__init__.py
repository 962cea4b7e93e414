"""The read side of alliances and grants as JSON (OpenAPI 3.1), for whoever is signed in."""
