"""The product in Chromium: real server, real worker, real database."""
