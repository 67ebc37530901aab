"""Thresholds of one's own: fewer accusations, surer ones. `dedup settings` lists all with their meaning.

python examples/own_thresholds.py data/ward-closure/source.txt data/ward-closure/rewrite.txt
"""

import sys

from dedup import Settings, compare, read_article


def main(first: str, second: str) -> None:
    usual, strict = Settings(), Settings(relation_derived_probability=0.8, direction_least_evidence=1.5)
    for name, settings in (("usual", usual), ("strict", strict)):
        result = compare(read_article(first), read_article(second), settings=settings)
        print(f"{name}: {result.relation}, source {result.source or 'not known'}, {settings.signature()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
