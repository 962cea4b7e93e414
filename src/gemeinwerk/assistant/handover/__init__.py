"""Conversations that people hand over, with consent, to the clerks who answer them."""
