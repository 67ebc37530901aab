"""What holds in any language."""
