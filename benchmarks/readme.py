"""The figures of README.md and docs/model-card.md, out of `results/`: `python -m benchmarks.readme --write` puts them there."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.change_pairs import kept_pairs
from benchmarks.fit_claims import ALTERED, left_out, rows
from benchmarks.labelled import LABELS, REAL
from benchmarks.relation_rows import class_of
from dedup.pair.explain.changes.confidence import DOUBTFUL

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "benchmarks" / "results"
BEGIN: Final = "<!-- figures: `python -m benchmarks.readme --write` puts them here out of benchmarks/results -->\n"
END: Final = "<!-- end of the figures -->\n"

_UNSEEN_SET, _UNSEEN_ARTICLES = "Each set with none of it seen", "Folds by connected articles"
_UNSEEN_CRAWL = "Each crawl with none of it seen"
_SETS: Final[Mapping[str, str]] = {
    "allsides_pairs, page": "two US outlets, with the page",
    "allsides_pairs, text": "two US outlets, the bare texts",
    "usnews, page": "two US outlets, drawn by shared words, with the page",
    "usnews, text": "the same, the bare texts",
    "usnews_own, page": "one outlet, drawn by shared words, with the page",
    "usnews_own, text": "the same, the bare texts",
    "webis_pairs, page": "one outlet mostly: follow-ups and updates, with the page",
    "webis_pairs, text": "the same, the bare texts",
}
"""Rows of relation.md, and what they are."""
_LABELS: Final = {"usnews": "usnews_pairs", "usnews_own": "usnews_own_pairs"}
"""Sets whose labels of both readers stand in `labels/`."""
_ELSEWHERE: Final = {"allsides_pairs": ".975 of 80 others", "webis_pairs": ".90 of 240"}
"""Of the sets whose labels are not in this project: what those who made them say of their readers; of other pairs, or of more."""


def figures() -> str:
    """The part of the README that holds figures, in Markdown."""
    return "\n".join([*_relations(), "", *_words(), "", *_claims(), ""])


def card_figures() -> str:
    """The part of the model card that holds figures, in Markdown."""
    last, unseen = _lines("added")[-1]["figures"], _rows(_UNSEEN_SET)
    read = sum(int(unseen[f"{name}, text"]["n"]) for name in REAL)
    yielded = [
        f"Of these pairs {read:,} are of real articles of outlets ({', '.join(f'`{name}`' for name in REAL)}), read by people.",
        "",
        "| relation, the whole set held out | pairs | right | “copy”, “derivative” right | found | called so "
        "| said with .8 and more | of these right | calibration error |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(f"| {name} | {row['n']} | " + " | ".join(_short(row[key]) for key in _CARD) + " |" for name, row in unseen.items()),
        "",
        "| framing and commentary | figure |",
        "|---|--:|",
        *(f"| {about} | {_short(last[key])} |" for key, about in _FRAMING.items()),
        "",
    ]
    return "\n".join(yielded)


_CARD: Final = ("relation", "derived_precision", "derived_recall", "called_derived", "sure", "sure_right", "calibration")
_FRAMING: Final = {
    "newssd": "subjective or objective, English sentences of NewsSD, test part (macro F1)",
    "newssd_italian": "the same in Italian, of which nothing was fitted",
    "babe": "biased or not, sentences of BABE (macro F1)",
    "basil_lexical": "lexical bias, sentences of BASIL (F1)",
    "basil_informational": "informational bias there (F1)",
    "kinds_held_out": "framing, commentary, background on families of `data/` held out (accuracy)",
    "kinds_held_out_macro_f1": "the same (macro F1)",
}


def _relations() -> Iterator[str]:
    unseen, folds = (_rows(title) for title in (_UNSEEN_CRAWL, _UNSEEN_ARTICLES))
    yield (
        "| pairs that people have read | pairs | relation right, new articles | relation right, new collection "
        "| “copy”, “derivative” right | of them found | two readers agree |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for key, name in _SETS.items():
        old, new = folds[key], unseen[key]
        derived = f"{_short(new['derived_precision'])} | {_short(new['derived_recall'])}"
        yield f"| {name} | {new['n']} | {_short(old['relation'])} | {_short(new['relation'])} | {derived} | {_agreed(key)} |"


def _agreed(key: str) -> str:
    """The share of the pairs of a row of which both readers say the same, copies of any kind being one."""
    name, _, given = key.partition(", ")
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    told: dict[tuple[str, str], set[int]] = {}
    for row in _lines(_LABELS[name], LABELS):
        told.setdefault((row["a"], row["b"]), set()).add(class_of(row["text_relation" if given == "text" else "relation"]))
    return _short(sum(len(relations) == 1 for relations in told.values()) / len(told))


def _words() -> Iterator[str]:
    yield "| the word | stands for | pairs | right |"
    yield "|---|---|--:|--:|"
    for row in _table("Reliability"):
        low, high = row["said"].split("-")
        yield f"| {row['word']} | {_short(low)} to {_short(high)} | {row['pairs']} | {_short(row['right'])} |"


def _claims() -> Iterator[str]:
    yield "| what is said | right, as a reader of both articles judged |"
    yield "|---|---|"
    verdicts = rows()
    for name, are_real in (("news that people were asked to alter", False), ("two outlets or one", True)):
        facts = [row for row in verdicts if row["severity"] == "fact" and (row["set"] != ALTERED) == are_real]
        said = [right for sure, right in left_out(verdicts, kept_pairs(), facts) if sure >= DOUBTFUL]
        read = f"of {len(facts)} read (each pair left out in turn)"
        yield f"| a changed fact, {name} | {sum(said)} of the {len(said)} that are still said, {read} |"
    loaded = [row for row in verdicts if row["severity"] == "loaded"]
    told = [right for sure, right in left_out(verdicts, kept_pairs(), loaded) if sure >= DOUBTFUL]
    of_gold = [row for row in loaded if row["set"] == "rewrites"]
    read = f"of {len(loaded)} read, {len(of_gold)} of them in the rewrites below (the same)"
    yield f"| a loaded word | {sum(told)} of the {len(told)} that are still said, {read} |"
    yield f"| a quotation is not word for word (how) | {_last_reading('read-quotes')} |"
    yield f"| whom a passage credits, and whether what it credits is there | {_last_reading('read-credits')} |"
    yield f"| who speaks | {_last_reading('read-speakers')} |"
    kept = sum(sure >= DOUBTFUL for sure, _ in left_out(verdicts, kept_pairs(), of_gold))
    fitted = (
        f" (the bar was set with {len(of_gold)} of these findings; with each pair left out {kept} of the {len(of_gold)} are said)"
    )
    last = _lines("rewrites")[-1]["figures"]
    for kind, name, beside in (
        ("fact", "changed facts in rewrites whose every change was marked by hand", ""),
        ("loaded", "loaded words there", fitted),
    ):
        precision, recall = (_short(last[f"{kind}_{figure}"]) for figure in ("precision", "recall"))
        right = f"{precision} of the {round(last[f'{kind}_said'])} that are said"
        yield f"| {name} | {right}; **{recall} of what is there is found**{beside} |"
    third = _lines("third_party")[-1]
    named, right = (_short(third["figures"][figure]) for figure in ("named", "named_right"))
    yield f"| the third text that both rest on | named for {named} of {third['cases']} pairs, {right} of these right |"


def _last_reading(name: str) -> str:
    listed = _lines(name)
    return _right(row for row in listed if row["reading"] == listed[-1]["reading"])


def _right(verdicts: Any) -> str:
    found = [row["right"] for row in verdicts]
    return f"{sum(found)} of {len(found)}"


def _rows(title: str) -> dict[str, dict[str, str]]:
    return {row["set"]: row for row in _table(title)}


def _table(title: str) -> list[dict[str, str]]:
    text = (RESULTS / "relation.md").read_text("utf-8")
    found = re.search(rf"^### {title}[^\n]*\n\n((?:\|[^\n]*\n?)+)", text, re.M)
    if found is None:
        raise SystemExit(f"benchmarks/results/relation.md has no table under ### {title}")
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in found[1].strip().splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def _lines(name: str, folder: Path = RESULTS) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _short(value: Any) -> str:
    """A share with two places, as it is written here: .76, 1.00."""
    if value == "–":
        return "–"
    shown = f"{float(value):.2f}"
    return shown.removeprefix("0") if shown.startswith("0") else shown


PAGES: Final = {ROOT / "README.md": figures, ROOT / "docs" / "model-card.md": card_figures}


def filled(page: Path) -> str:
    """The text of a page of PAGES with the figures of `results/` in their place."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{page} has no place for the figures: a line {BEGIN.strip()}, later a line {END.strip()}")
    return f"{before}{BEGIN}\n{PAGES[page]()}\n{END}{after}"


def write() -> None:
    """Put the figures into all pages."""
    for page in PAGES:
        page.write_text(filled(page), encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write()
    else:
        print(*(made() for made in PAGES.values()), sep="\n")
