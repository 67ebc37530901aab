"""Crawlers: from their records into the index."""
