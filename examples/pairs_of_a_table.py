"""A CSV with two columns of texts: the relation of each pair, the likeliest copies first.

python examples/pairs_of_a_table.py pairs.csv ranked.csv
"""

import sys

import pandas as pd

from dedup import compare_many


def main(table: str, output: str) -> None:
    pairs = pd.read_csv(table).dropna(subset=["ours", "theirs"])
    results = list(compare_many(zip(pairs["ours"], pairs["theirs"], strict=True)))
    pairs["relation"] = [result.relation for result in results]
    pairs["source"] = [{"a": "ours", "b": "theirs", None: ""}[result.source] for result in results]
    pairs["score"] = [result.score for result in results]
    pairs.sort_values("score", ascending=False).to_csv(output, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
