"""A crawler's loop: has this article been seen, and where does it come from?

python examples/crawler_loop.py articles.index crawl.jsonl
"""

import json
import sys

from dedup import Article, Detector


def main(index: str, crawl: str) -> None:
    with Detector.open(index) as detector, open(crawl, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            article = Article(record["text"], id=record["id"], url=record.get("url"), outlet=record.get("outlet"))
            for match in detector.find(article):
                print(f"{article.id}\t{match.relation}\t{match.article.id}\t{match.similarity:.2f}")
            detector.add(article)


if __name__ == "__main__":
    main(*sys.argv[1:])
