"""Agreements: their legal form, what must happen before they bind, and when they end."""
