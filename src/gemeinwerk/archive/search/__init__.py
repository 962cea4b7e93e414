"""Full-text search of pages: German analysis, query planning, highlighting, policies."""
