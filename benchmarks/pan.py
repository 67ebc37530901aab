"""Suite `pan`: PAN 2013 text alignment (Potthast et al. 2013): which stretch of a suspicious text comes from which of a source.

The layout: `pairs` (suspicious and source file, a line each), `susp/`, `src/` and one folder of XML gold for each kind of
obfuscation, `NN-KIND/SUSPICIOUS-SOURCE.xml`. Offsets are code points of the texts as they are, line ends included.

The measures are those of the task (Potthast et al. 2010, "An Evaluation Framework for Plagiarism Detection"), macro-averaged
over cases and over detections.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Final

from benchmarks.suite import DataError, Figures, Options, Published, Suite
from dedup import Article, Settings, alignments
from dedup.errors import InputError

KINDS: Final = ("no-plagiarism", "no-obfuscation", "random", "translation", "summary")
"""Kinds of obfuscation by the names of their folders, `NN-KIND-…`."""

FIGURE_NAMES: Final = {"no-obfuscation": "none", "random": "random", "translation": "translation", "summary": "summary"}


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A gold case or a detection: half-open stretches of code points that belong together."""

    suspicious: Span
    source: Span


@dataclass(frozen=True, slots=True)
class PanPair:
    """Two texts of the set, by the paths of their files, and the gold cases between them."""

    kind: str
    suspicious: Path
    source: Path
    cases: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class PanOutcome:
    """The gold and the detections of one pair."""

    kind: str
    suspicious: str
    source: str
    cases: tuple[Match, ...]
    detections: tuple[Match, ...]


def read_pairs(data: Path) -> list[PanPair]:
    """All pairs of the set, in the order of their folders. Raises DataError for a missing file or gold of another layout."""
    folders = sorted(path for path in data.glob("[0-9][0-9]-*") if (path / "pairs").is_file())
    if not folders:
        raise DataError(f"{data} holds no folder NN-KIND with a file `pairs`; give the folder of the PAN 2013 corpus")
    return [pair for folder in folders for pair in _pairs_of(data, folder)]


def _pairs_of(data: Path, folder: Path) -> list[PanPair]:
    kind = next((kind for kind in KINDS if folder.name[3:].startswith(kind)), folder.name[3:])
    found = []
    for line in (folder / "pairs").read_text(encoding="utf-8").splitlines():
        suspicious, source = (data / side / name for side, name in zip(("susp", "src"), line.split(), strict=True))
        found.append(PanPair(kind, suspicious, source, read_xml(folder / f"{suspicious.stem}-{source.stem}.xml")))
    return found


def read_xml(path: Path) -> tuple[Match, ...]:
    """The cases (features named "plagiarism" or "detected-plagiarism") of one file. Raises DataError."""
    try:
        features = ElementTree.parse(path).getroot().iter("feature")
        named = [item.attrib for item in features if item.get("name") in ("plagiarism", "detected-plagiarism")]
        return tuple(Match(_stretch(item, "this"), _stretch(item, "source")) for item in named)
    except (OSError, ElementTree.ParseError, KeyError, ValueError) as error:
        raise DataError(f"{path}: not a PAN annotation: {error!r}") from error


def _stretch(attributes: Mapping[str, str], side: str) -> Span:
    start = int(attributes[f"{side}_offset"])
    return start, start + int(attributes[f"{side}_length"])


def write_xml(outcome: PanOutcome, folder: Path) -> Path:
    """Write the detections of one pair as PAN's XML, `SUSPICIOUS-SOURCE.xml` in `folder`; the path."""
    root = ElementTree.Element("document", reference=outcome.suspicious)
    for match in outcome.detections:
        (start, end), (source_start, source_end) = match.suspicious, match.source
        ElementTree.SubElement(
            root,
            "feature",
            name="detected-plagiarism",
            this_offset=str(start),
            this_length=str(end - start),
            source_reference=outcome.source,
            source_offset=str(source_start),
            source_length=str(source_end - source_start),
        )
    path = folder / f"{Path(outcome.suspicious).stem}-{Path(outcome.source).stem}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def detect(source: Article, suspicious: Article, settings: Settings) -> tuple[Match, ...]:
    """The alignments of a pair as detections.

    In this corpus the source of a summary is its whole text, so an alignment that summarises is mapped to that: the one
    convention of the set that is met here.
    """
    return tuple(
        Match(found.derivative, (0, len(source.text)) if found.summarises else found.source)
        for found in alignments(source, suspicious, settings)
    )


def judge(pair: PanPair, settings: Settings) -> PanOutcome:
    """Align one pair; texts without a word have nothing to align."""
    try:
        detections = detect(_article(pair.source), _article(pair.suspicious), settings)
    except InputError:
        detections = ()
    return PanOutcome(pair.kind, pair.suspicious.name, pair.source.name, pair.cases, detections)


def _article(path: Path) -> Article:
    with path.open(encoding="utf-8", newline="") as file:
        return Article(file.read(), id=path.stem)


def score(cases: Sequence[Sequence[Match]], detections: Sequence[Sequence[Match]]) -> Figures:
    """Plagdet, recall, precision and granularity of the detections, given pair by pair in the same order as the cases.

    Recall is the mean over cases of the share of their characters, both texts together, that detections of the same case
    cover; precision the same with the roles exchanged; a detection is one of a case when the two overlap in both texts.
    Granularity is the mean number of detections of a detected case. Plagdet is F1 / log2(1 + granularity). No case or no
    detection: 0, and 1 when there is neither. Source: Potthast et al. 2010.
    """
    recalls, precisions, pieces = [], [], []
    for gold, found in zip(cases, detections, strict=True):
        recalls += [covered(case, found) for case in gold]
        precisions += [covered(detection, gold) for detection in found]
        pieces += [count for case in gold if (count := len(_overlapping(case, found)))]
    if not recalls and not precisions:
        return {"plagdet": 1.0, "recall": 1.0, "precision": 1.0, "granularity": 1.0}
    recall, precision, granularity = _mean(recalls), _mean(precisions), _mean(pieces) or 1.0
    f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    return {"plagdet": f1 / math.log2(1 + granularity), "recall": recall, "precision": precision, "granularity": granularity}


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def covered(one: Match, others: Iterable[Match]) -> float:
    """Share of the characters of `one`, both texts together, that those of `others` which overlap it in both texts cover."""
    touching = _overlapping(one, others)
    suspicious = _covered_length(one.suspicious, [other.suspicious for other in touching])
    source = _covered_length(one.source, [other.source for other in touching])
    return (suspicious + source) / (one.suspicious[1] - one.suspicious[0] + one.source[1] - one.source[0])


def _overlapping(one: Match, others: Iterable[Match]) -> list[Match]:
    return [other for other in others if _shared(one.suspicious, other.suspicious) > 0 and _shared(one.source, other.source) > 0]


def _shared(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _covered_length(stretch: Span, others: list[Span]) -> int:
    total, reached = 0, stretch[0]
    for start, end in sorted(others):
        total += max(0, min(end, stretch[1]) - max(start, reached))
        reached = max(reached, min(end, stretch[1]))
    return total


def figures(outcomes: Sequence[PanOutcome]) -> Figures:
    """The measures over all pairs, and plagdet for each kind of obfuscation that has cases."""
    every = score([item.cases for item in outcomes], [item.detections for item in outcomes])
    for kind, name in FIGURE_NAMES.items():
        of_kind = [item for item in outcomes if item.kind == kind]
        if any(item.cases for item in of_kind):
            own = score([item.cases for item in of_kind], [item.detections for item in of_kind])
            every |= {(f"{measure}_{name}"): value for measure, value in own.items()}
    clean = [item for item in outcomes if item.kind == "no-plagiarism"]
    if clean:
        every["false_pairs_clean"] = sum(bool(item.detections) for item in clean) / len(clean)
    return every


def load(data: Path, options: Options) -> list[PanPair]:
    """The pairs for the harness."""
    del options
    return read_pairs(data)


def report(outcomes: Sequence[PanOutcome], options: Options) -> dict[str, str]:
    """Nothing but figures; with --detections the detections of every pair are written there as PAN's XML."""
    if "detections" in options.extra:
        for outcome in outcomes:
            write_xml(outcome, Path(options.extra["detections"]))
    return {}


def run(data: Path, limit: int | None = None, jobs: int = 1, settings: Settings | None = None) -> Figures:
    """Figures of the set, or of `limit` of its pairs spread evenly over it, in `jobs` processes."""
    pairs = read_pairs(data)
    if limit is not None and limit < len(pairs):
        pairs = [pairs[index * len(pairs) // limit] for index in range(limit)]
    return figures(judged(pairs, settings or Settings(), jobs))


def judged(pairs: Sequence[PanPair], settings: Settings, jobs: int = 1) -> list[PanOutcome]:
    """The outcome of every pair, in order."""
    if jobs <= 1:
        return [judge(pair, settings) for pair in pairs]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(judge, pairs, repeat(settings), chunksize=64))


_BEST: Final = "Sanchez-Perez et al. 2014"
SUITE: Final[Suite[PanPair, PanOutcome]] = Suite(
    name="pan",
    about="PAN 2013 text alignment: copied, shuffled, translated and summarised stretches",
    folder="pan13-train",
    signs=("[0-9][0-9]-*/pairs",),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    extra={"detections": "write the detections there, one XML a pair  [default: not written]"},
    published={
        "plagdet": Published(0.878, _BEST),
        "plagdet_none": Published(0.962, "best of any system", confirmed=False),
        "plagdet_random": Published(0.884, _BEST),
        "plagdet_translation": Published(0.887, _BEST),
        "plagdet_summary": Published(0.624, "best of any system", confirmed=False),
        "granularity": Published(1.003, _BEST, confirmed=False),
    },
    wanted={
        "plagdet": "≥ .955",
        "plagdet_none": "≥ .985",
        "plagdet_random": "≥ .955",
        "plagdet_translation": "≥ .945",
        "plagdet_summary": "≥ .90",
        "granularity": "≤ 1.005",
    },
)
