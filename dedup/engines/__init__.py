"""Who runs the pure functions of `sketch` and `families` over a whole corpus: this machine, or a Spark cluster."""
