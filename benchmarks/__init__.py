"""Benchmarks: one suite a file, `python -m benchmarks SUITE` runs it, README.md tells where the data come from."""
