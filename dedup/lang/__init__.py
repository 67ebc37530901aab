"""What belongs to one language, a folder each."""
