"""The PAN suite: measures worked by hand, and the corpus' files."""

from __future__ import annotations

import math

import pytest

from benchmarks.pan import Match, PanOutcome, covered, detect, figures, judged, read_pairs, read_xml, run, score, write_xml
from benchmarks.suite import DataError
from dedup.article import Article
from dedup.document import analyse
from dedup.settings import Settings

CASE = Match((100, 200), (0, 100))

SENTENCES = (
    "The harbour commission delayed the dredging of the northern channel until the herring had spawned. "
    "Divers counted eleven wrecks along the breakwater, among them a paddle steamer from 1887. "
    "Insurance for the salvage crew was refused twice by the underwriters in Rotterdam. "
)
BEFORE = "Our bakery opens at seven and sells rye bread, plum cake and strong coffee to early commuters. "
AFTER = "Tickets for the puppet theatre are available from the kiosk beside the fountain every Saturday. "
OTHER = "Two violinists retired; nobody in the orchestra recalls who first proposed a lottery for their desks. "


def corpus(folder, suspicious: str, source: str, gold: str):
    for name, text in (("susp/suspicious-document1.txt", suspicious), ("src/source-document1.txt", source)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    own = folder / "02-no-obfuscation"
    own.mkdir()
    (own / "pairs").write_text("suspicious-document1.txt source-document1.txt\n", encoding="utf-8")
    (own / "suspicious-document1-source-document1.xml").write_text(gold, encoding="utf-8")
    return folder


def gold_of(this: tuple[int, int], source: tuple[int, int]) -> str:
    return (
        '<document reference="suspicious-document1.txt">'
        f'<feature name="plagiarism" this_offset="{this[0]}" this_length="{this[1] - this[0]}"'
        f' source_reference="source-document1.txt" source_offset="{source[0]}" source_length="{source[1] - source[0]}" />'
        '<feature name="about" title="news" /></document>'
    )


def test_a_detection_that_equals_the_case_is_perfect():
    assert score([[CASE]], [[CASE]]) == {"plagdet": 1.0, "recall": 1.0, "precision": 1.0, "granularity": 1.0}


def test_half_of_one_side_costs_a_quarter_of_the_recall():
    found = score([[CASE]], [[Match((100, 150), (0, 100))]])
    assert found["recall"] == 0.75
    assert found["precision"] == 1.0
    assert found["plagdet"] == pytest.approx(2 * 0.75 / 1.75)


def test_a_detection_must_overlap_in_both_texts():
    found = score([[CASE]], [[Match((100, 200), (100, 200))]])
    assert (found["plagdet"], found["recall"], found["precision"], found["granularity"]) == (0.0, 0.0, 0.0, 1.0)


def test_two_pieces_cover_the_case_and_raise_granularity():
    found = score([[CASE]], [[Match((100, 150), (0, 50)), Match((150, 200), (50, 100))]])
    assert (found["recall"], found["precision"], found["granularity"]) == (1.0, 1.0, 2.0)
    assert found["plagdet"] == pytest.approx(1 / math.log2(3))


def test_overlapping_detections_count_each_character_once():
    assert covered(CASE, [Match((100, 160), (0, 60)), Match((140, 200), (40, 100))]) == 1.0


def test_precision_is_the_mean_over_detections_and_recall_over_cases():
    found = score([[CASE], [], [CASE]], [[CASE, Match((500, 510), (500, 510))], [Match((0, 5), (0, 5))], []])
    assert found["recall"] == 0.5
    assert found["precision"] == pytest.approx(1 / 3)
    assert found["granularity"] == 1.0


def test_nothing_to_find_and_nothing_found_is_perfect_and_one_of_both_is_zero():
    assert score([[]], [[]])["plagdet"] == 1.0
    assert score([[]], [[CASE]])["plagdet"] == 0.0
    assert score([[CASE]], [[]])["plagdet"] == 0.0


def test_figures_are_given_by_kind_and_over_all():
    outcomes = [
        PanOutcome("no-obfuscation", "a.txt", "b.txt", (CASE,), (CASE,)),
        PanOutcome("random", "a.txt", "c.txt", (CASE,), ()),
        PanOutcome("no-plagiarism", "a.txt", "d.txt", (), (CASE,)),
    ]
    found = figures(outcomes)
    assert (found["plagdet_none"], found["plagdet_random"], found["plagdet"]) == (1.0, 0.0, 0.5)
    assert found["false_pairs_clean"] == 1.0
    assert "plagdet_summary" not in found


def test_written_detections_are_read_back(tmp_path):
    outcome = PanOutcome("random", "suspicious-document1.txt", "source-document2.txt", (), (CASE, Match((0, 7), (3, 9))))
    path = write_xml(outcome, tmp_path / "found")
    assert path.name == "suspicious-document1-source-document2.xml"
    assert read_xml(path) == outcome.detections


def test_offsets_are_code_points_of_the_raw_text_with_its_line_ends(tmp_path):
    suspicious, source = "\r\n𝄞 " + BEFORE + SENTENCES + AFTER, SENTENCES + "\r\n" + OTHER
    start = suspicious.index(SENTENCES)
    stretch = (start, start + len(SENTENCES.rstrip())), (0, len(SENTENCES.rstrip()))
    data = corpus(tmp_path, suspicious, source, gold_of(*stretch))
    outcome = judged(read_pairs(data), Settings())[0]
    assert outcome.cases == (Match(*stretch),)
    assert outcome.detections == outcome.cases
    assert run(data)["plagdet_none"] == 1.0


def test_texts_with_nothing_in_common_give_no_detection():
    assert detect(analyse(Article(BEFORE)), analyse(Article(AFTER)), Settings()) == ()


def test_a_folder_of_another_layout_is_refused(tmp_path):
    with pytest.raises(DataError, match="PAN 2013"):
        read_pairs(tmp_path)
    (tmp_path / "broken.xml").write_text("<document>", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.xml"):
        read_xml(tmp_path / "broken.xml")
