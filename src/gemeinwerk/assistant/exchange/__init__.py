"""Articles from and into files: HTML, PDF, DOCX, Markdown, CSV, XZuFi-like XML."""
