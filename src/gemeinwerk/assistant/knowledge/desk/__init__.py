"""The page and widget at which citizens ask."""
