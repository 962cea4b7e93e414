"""What was asked in vain: cleaned, grouped, closed by an article; measuring."""
