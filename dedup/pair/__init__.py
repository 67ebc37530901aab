"""Two articles -> Comparison. `compare.py` lists the stages in order; each stage is one file."""
