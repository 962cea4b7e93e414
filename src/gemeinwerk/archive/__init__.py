"""Collections, records, documents and pages: intake, recognition, search, reading."""
