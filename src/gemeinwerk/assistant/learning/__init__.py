"""What people asked in vain: cleaned, grouped into gaps, closed by articles, and measured."""
