"""Conversations that were handed over to a person, with consent."""
