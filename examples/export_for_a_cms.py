"""What a CMS takes in: schema.org's isBasedOn for the page, a report in Markdown for the editor, the whole result as JSON.

python examples/export_for_a_cms.py data/ward-closure/source.txt data/ward-closure/rewrite.txt out/
"""

import json
import sys
from pathlib import Path

from dedup import compare, read_article
from dedup.report.schema_org import render_schema_org


def main(first: str, second: str, folder: str) -> None:
    source, rewrite = read_article(first), read_article(second)
    result = compare(source, rewrite)
    place = Path(folder)
    place.mkdir(exist_ok=True)
    (place / "schema.json").write_text(render_schema_org(result, source, rewrite), encoding="utf-8")
    (place / "report.md").write_text(result.to_markdown(), encoding="utf-8")
    (place / "result.json").write_text(json.dumps(result.to_dict(), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
