"""How two articles are related, and which one is the source."""
