"""`dedup serve`: a page and a JSON API on this machine, for who has no Python and for crawlers in other languages.

    from dedup.serve.options import Options
    from dedup.serve.app import application
    app = application(Options(token="…"))      # an ASGI application; `dedup.serve.run` serves it

What comes in is checked in `guard` (who asks, from where, how much) and `bodies` (what is asked); the work is done by processes
that can be ended (`pool`, `worker`, `tasks`), the answers are kept in `results`. Needs the extra `serve`.
"""
