"""The author's own voice: framing and commentary."""
