"""Invented German administrative texts, one TOML file per kind of paper."""
