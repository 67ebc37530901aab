"""A corpus's sketches -> pairs -> edges -> families with roots. The engines run these functions, here or on a cluster.

pairs      sampled hashes -> candidate pairs -> edges measured on exact shingles
graph      edges -> families: directed, pruned, rooted
model      what a family is, and its JSON
write      families -> JSON lines, CSV, GraphML, Parquet, a page, a summary
"""
