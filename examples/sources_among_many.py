"""The sources of some articles among many that are stored: one line for each that was taken from another.

python examples/sources_among_many.py stored.jsonl asked.jsonl
"""

import sys
import tempfile

from dedup import Detector
from dedup.read.corpus import read_corpus


def main(stored: str, asked: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Detector.open(f"{folder}/index") as detector:
        detector.add_many(found.article for found in read_corpus([stored]) if found.article)
        for found in read_corpus([asked]):
            if found.article is None:
                print(f"{found.where}: {found.error}", file=sys.stderr)
                continue
            for match in detector.find(found.article):
                if match.related and match.copied == "this":
                    print(f"{match.derivative}\t{match.source}\t{match.relation}\t{match.related.confidence:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
