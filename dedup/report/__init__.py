"""Renderings of one Comparison: terminal, JSON and a page. None of them computes anything about the articles.

Each is a function from a `Comparison` (and the two articles, for their raw text) to text: `terminal.render_terminal`,
`json.render_json`, `page.render_page`. What they share: `wording` (every sentence a reader sees), `visible` (characters that
must not act), `figures` (shares of words, with and without boilerplate and quotations), `sides` (who stands left and right).
"""
