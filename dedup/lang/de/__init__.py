"""German: the commonest words of news, written from general knowledge; no thesaurus, no phrases of credit."""
