"""Changes of meaning, one kind a file."""
