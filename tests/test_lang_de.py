"""German, a language of few rules: the same checks as in English, by its own words."""

from __future__ import annotations

import pytest

from dedup import Article, Comparison, Settings, compare
from dedup.document import analyse
from dedup.lang.terms import terms

BEFORE = "Die Stadt Orlen hat am Montag über die Brücke beraten. Die Sitzung im Rathaus dauerte zwei Stunden. "
AFTER = " Die Arbeit an der Brücke beginnt nach Angaben der Stadt im Herbst."


def compared(source: str, derivative: str) -> Comparison:
    a, b = (Article(BEFORE + text + AFTER) for text in (source, derivative))
    return compare(a, b, source="a", settings=Settings().updated({"model": ""}))


def found(source: str, derivative: str) -> set[tuple[str, str]]:
    """Kind and severity of the changes that judge."""
    changes = [change for passage in compared(source, derivative).passages for change in passage.changes]
    return {(change.kind, change.severity) for change in changes if change.severity in ("fact", "loaded")}


@pytest.mark.parametrize(
    ("source", "derivative", "kind"),
    [
        (
            "Das Bauamt hat die alte Brücke im Sommer geprüft.",
            "Das Bauamt hat die alte Brücke im Sommer nicht geprüft.",
            "negation",
        ),
        ("Die Sanierung der Brücke kostet 4,5 Millionen Euro.", "Die Sanierung der Brücke kostet 5,4 Millionen Euro.", "number"),
        ("Der Umbau dauert einundzwanzig Monate.", "Der Umbau dauert zwölf Monate.", "number"),
        ("Die Sperrung kostet zwischen 300 und 500 Stellen.", "Die Sperrung kostet 500 Stellen.", "number"),
        ("Die Brücke wird im Mai gesperrt.", "Die Brücke wird im Juni gesperrt.", "date"),
        ("Einige Anwohner der Brücke haben geklagt.", "Alle Anwohner der Brücke haben geklagt.", "quantity"),
        ("Die Brücke könnte im Herbst einstürzen.", "Die Brücke wird im Herbst einstürzen.", "certainty"),
        ("Die Brücke wurde im vergangenen Jahr gebaut.", "Die Brücke wurde in diesem Jahr gebaut.", "time"),
    ],
)
def test_a_change_of_fact_is_seen(source: str, derivative: str, kind: str) -> None:
    assert kind in {kind for kind, severity in found(source, derivative) if severity == "fact"}


@pytest.mark.parametrize(
    ("source", "derivative"),
    [
        (
            "„Die Brücke ist sicher“, sagte die Ingenieurin am Abend im Rathaus.",
            "„Die Brücke ist sicher“, behauptete die Ingenieurin am Abend im Rathaus.",
        ),
        ("Der Plan für die alte Brücke ist bekannt.", "Der skandalöse Plan für die alte Brücke ist bekannt."),
    ],
)
def test_a_loaded_word_is_seen(source: str, derivative: str) -> None:
    assert ("loaded_word", "loaded") in found(source, derivative)


@pytest.mark.parametrize(
    ("source", "derivative"),
    [
        ("Der Zustand der Brücke ist zufriedenstellend.", "Der Zustand der Brücke ist gut."),
        ("Die Kosten liegen bei 1.900 Euro im Monat.", "Die Kosten liegen bei 1900 Euro im Monat."),
        ("Der Rat hat den Plan am Montag gebilligt.", "Am Montag hat der Rat den Plan gebilligt."),
        ("Die Brücke wird zwölf Monate lang gesperrt.", "Die Brücke wird 12 Monate lang gesperrt."),
    ],
)
def test_the_same_in_other_words_is_no_change(source: str, derivative: str) -> None:
    assert found(source, derivative) == set()


def test_numbers_are_read_as_german_writes_them() -> None:
    text = "Es waren 1.900,50 Euro, einundzwanzig Prozent mehr als am 3. Mai 2021."
    article = analyse(Article(BEFORE + text))
    forms = [term.form for term in terms(article, (len(BEFORE), len(BEFORE + text))) if term.kind not in ("word", "name")]
    assert forms == ["€1900.5", "21%", "d05-03/2021"]


def test_what_is_not_looked_for_is_noted() -> None:
    notes = compared("Der Rat tagt.", "Der Rat tagte.").notes
    assert len(notes) == 1
    assert "(de) are few" in notes[0]
