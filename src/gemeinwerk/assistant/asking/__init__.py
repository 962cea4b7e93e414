"""Asking: the conversation and the answer as every page shows them, and the page of clerks."""
