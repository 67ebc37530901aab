"""One alignment of two articles: likelihood, links, stretches, passages, edits."""
