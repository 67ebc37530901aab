"""A language is a folder: words by tag, groups, patterns, and terms made with them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import dedup
from dedup import Article, Comparison, Settings, compare, language
from dedup.document import analyse
from dedup.lang.base import NEUTRAL, Pack, languages, pack_of, pack_of_both
from dedup.lang.terms import terms
from dedup.language import language_of
from dedup.pair.relate.languages import held_back
from dedup.read import markup
from dedup.words import words
from tests.inline_words import inline_words, words_in_patterns


def rows(pack: Pack, name: str) -> list[list[str]]:
    path = pack.folder / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.split("\t") for line in lines if not line.startswith("#")]


PACKS = [NEUTRAL, *(pack_of(code) for code in sorted(languages()))]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_each_word_has_one_row(pack: Pack) -> None:
    words = Counter(row[0] for name in ("words", "phrases") for row in rows(pack, name))
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_rows_are_a_word_and_its_tags_in_order(pack: Pack) -> None:
    for name, many in (("words", False), ("phrases", True)):
        listed = rows(pack, name)
        assert all(len(row) == 2 and row[1] and (" " in row[0]) == many for row in listed)
        assert [row[0] for row in listed] == sorted(row[0] for row in listed)
        assert all(len(set(row[1].split(","))) == len(row[1].split(",")) for row in listed)


def test_a_language_without_a_folder_is_neutral() -> None:
    assert pack_of("pl") is NEUTRAL
    assert pack_of_both("en", "de") is NEUTRAL
    assert pack_of_both("en", "en") is pack_of("en")


def test_a_tag_with_values_is_asked_for_by_value_or_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text("can\tmodality:1,small\nwill\tmodality:3\n", encoding="utf-8")
    pack = Pack("xx", tmp_path)
    assert pack.words("modality:1") == {"can"}
    assert pack.words("modality") == {"can", "will"}
    assert pack.ranks("modality") == {"can": 1.0, "will": 3.0}
    assert pack.words("negator") == frozenset()


def test_terms_of_no_known_language_are_plain_words_and_numbers() -> None:
    found = terms(analyse(Article("Жители города получили 300 писем.")), (0, 33))
    assert [term.form for term in found] == ["жители", "города", "получили", "#300", "писем"]


GERMAN = (
    "Die Brücke über die Orle bleibt gesperrt. Der Zustand der Brücke ist gut, sagte die Ingenieurin am Montag. "
    "Die Stadt will im Herbst mit der Arbeit beginnen."
)
FRENCH = (
    "La mairie a fermé la cave du musée après la crue. Les tableaux ont été portés dans une salle du premier étage. "
    "La visite reprend en mai."
)
POLISH = (
    "Rada miasta przyjęła nowy plan rozbudowy portu. Prace mają się rozpocząć wiosną i potrwają dwa lata. "
    "Mieszkańcy nie zostali zapytani o zdanie."
)
ENGLISH = (
    "The city council has adopted a new plan for the port. The work is to begin in spring and will take two years. "
    "The residents were not asked what they think of it."
)


def compared(a: str, b: str) -> Comparison:
    return compare(Article(a), Article(b), source="a", settings=Settings().updated({"model": ""}))


def judged(result: Comparison) -> list[tuple[str, str]]:
    """The changes that judge: not those of style."""
    return [(change.kind, change.derivative.text) for p in result.passages for change in p.changes if change.kind != "style"]


@pytest.mark.parametrize(
    ("source", "derivative"),
    [
        pytest.param(GERMAN, GERMAN.replace("Der Zustand", "Der bauliche Zustand"), id="gut in German"),
        pytest.param(GERMAN.replace("ist gut", "ist erfreulich"), GERMAN, id="gut put in"),
        pytest.param(FRENCH.replace("la cave", "la réserve"), FRENCH, id="cave in French"),
        pytest.param(POLISH, POLISH.replace("nowy plan", "ambitny plan"), id="a Polish adjective"),
    ],
)
def test_words_of_another_language_judge_nothing(source: str, derivative: str) -> None:
    result = compared(source, derivative)
    assert [kind for kind, _ in judged(result) if kind in ("loaded_word", "label", "action", "name")] == []


def test_a_translation_is_not_surely_independent() -> None:
    result = compared(POLISH, ENGLISH)
    assert result.confidence <= 0.5
    assert any("two languages (pl, en)" in note and "a translation is not seen" in note for note in result.notes)


def test_a_language_without_rules_is_noted() -> None:
    result = compared(POLISH, POLISH.replace("nowy", "wielki"))
    assert any("(pl)" in note and "loaded words" in note for note in result.notes)


def test_english_is_compared_without_a_note() -> None:
    assert compared(ENGLISH, ENGLISH.replace("two", "three")).notes == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (POLISH, "pl"),
        (ENGLISH, "en"),
        ("Kommunen har besluttet at lukke havnen, og det er ikke første gang, siger borgmesteren til avisen.", "da"),
        ("Belediye bu yıl liman için yeni bir plan hazırladı ve çalışmalar için daha çok para ayrıldı.", "tr"),
        ("Kaupunki on päättänyt sulkea sataman, mutta se ei ole vielä kertonut siitä, kun asukkaat ovat kysyneet.", "fi"),
        ("Primăria a decis să închidă portul pentru că nu mai sunt bani, iar locuitorii nu au fost întrebați.", "ro"),
        ("Rada města se rozhodla, že přístav bude uzavřen, protože na jeho opravu už nejsou peníze.", "cs"),
        (
            "L'ajuntament ha decidit tancar el port perquè no hi ha diners per a les obres, però els veïns no hi estan d'acord.",
            "ca",
        ),
        ("O concello decidiu pechar o porto porque non hai cartos para as obras, pero os veciños non están de acordo.", "gl"),
        ("Mayor resigns", "en"),
        ("ქალაქის საბჭომ დახურა პორტი", "und"),
        ("", "und"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, code: str) -> None:
    assert language_of(words(text).norms) == code


def test_common_words_are_the_same_from_the_cache_and_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEDUP_CACHE", str(tmp_path / "cache"))
    language._votes.cache_clear()
    worked_out = language._votes()
    language._votes.cache_clear()
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert language._votes() == worked_out == language._votes_of_lists()
    language._votes.cache_clear()


SOURCES = {path: path.read_text(encoding="utf-8") for path in Path(dedup.__file__).parent.rglob("*.py")}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_every_tag_is_read_by_something(pack: Pack) -> None:
    code = "\n".join(SOURCES.values())
    named = {*re.findall(r"""["']([a-z_]+(?::[^"']*)?)["']""", code), *re.findall(r"<<(\w+)>>", code.lower())}
    made = set(re.findall(r"""f["']([a-z_]+):\{""", code))
    assert [tag for tag in pack.tags if tag not in named and tag.split(":")[0] not in named | made] == []


PLAIN = re.compile(r"[A-Za-z]{3,}")
MARKUP = re.compile(
    r"</?\(\?:.*?\)|&\(\?:.*?\);|<!--|<\?xml|"
    r"\b(?:div|blockquote|table|section|article|figure|figcaption|hr|pre|header|footer|aside|item|entry|rss|feed)\b"
)
"""Names of elements and entities in patterns of pages: no language."""


def words_in(texts: list[str]) -> int:
    """Words that the strings of a call spell out."""
    return len(PLAIN.findall(MARKUP.sub(" ", re.sub(r"\(\?P<\w+>", "", " ".join(texts)))))


def english_of(source: str) -> list[str]:
    """Regular expressions of a source file that spell out words, and lists of words that are split."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if (node.func.attr == "compile" and words_in(texts) > 4) or (
            node.func.attr == "split" and isinstance(node.func.value, ast.Constant) and words_in(texts) > 4
        ):
            found.append(" ".join(texts)[:60])
    return found


ASKING = ("pair", "families", "read")
"""Rooms that ask a language's pack for its words."""
ROOT = Path(dedup.__file__).parent


SIGNS = {"www.": "addresses", "html": "pages", "text": "forms of a file", "closing": "tags", "faint": "tags"}
"""What is held against a text though no language has it."""
ELEMENTS = {*markup._BLOCKS, *markup._RAW, "template"}
"""Names of elements of pages, which are no language's either."""
COMPARING = ("pair", "families")
"""Rooms whose regular expressions may not spell out a single word; those of `read` name elements of pages."""


def of_room(*rooms: str) -> pytest.MarkDecorator:
    """The files of some rooms, one test each."""
    paths = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in rooms]
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.relative_to(ROOT).as_posix())


@of_room(*ASKING)
def test_rooms_spell_out_no_english(path: Path) -> None:
    assert english_of(SOURCES[path]) == []


@of_room(*ASKING)
def test_rooms_hold_no_words_of_their_own_against_a_text(path: Path) -> None:
    held = [(found, set(found.partition(": ")[2].split())) for found in inline_words(SOURCES[path])]
    assert [found for found, words in held if words - SIGNS.keys() - ELEMENTS] == []


@of_room(*COMPARING)
def test_patterns_of_rooms_spell_out_no_word(path: Path) -> None:
    assert [found for found in words_in_patterns(SOURCES[path]) if "doctype" not in found] == []


def test_rooms_ask_for_languages_by_their_pack_alone() -> None:
    asking = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ASKING]
    assert [path.name for path in asking if "dedup.lang.en" in SOURCES[path]] == []


def test_a_list_of_english_words_would_be_seen() -> None:
    words, page = '"said told added noted claimed".split()', 're.compile(r"</(?:div|table|section|figure|aside)>")'
    assert english_of(f"WORDS = {words}\nPAGE = {page}\n") == ["said told added noted claimed"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('return term.form == "but"', ["but"]),
        ('return term.norm in ("and", "or")', ["and", "or"]),
        ("return term.form in ADVICE", ["should"]),
        ('after = row[i + 1].form\n    return after != "to"', ["to"]),
        ('near = {one.form for one in row}\n    return near & {"able"}', ["able"]),
        ('return any(word == "than" for word in norms)', ["than"]),
        ('return term.form.endswith(("able", "ment"))', ["able", "ment"]),
        ('return term.form[:2] == "un"', ["un"]),
        ('return name.lower().removeprefix("the ")', ["the "]),
        ('return term.form in pack.words("negator")', []),
        ('return term.kind == "number"', []),
        ('sorts = {pack.values("reason")[one.form] for one in row}\n    return sorts == {"time"}', []),
        ('return thesaurus.relation(term.norm, other.norm) == "same"', []),
    ],
)
def test_a_single_word_held_against_a_text_would_be_seen(line: str, words: list[str]) -> None:
    source = f'ADVICE = frozenset(("should",))\ndef rule(term, other, row, i, norms, name, pack, thesaurus):\n    {line}\n'
    assert [found.partition(": ")[2] for found in inline_words(source)] == words


def test_a_word_in_a_pattern_would_be_seen() -> None:
    assert words_in_patterns('re.sub(r"^[Tt]he\\s+", "", name)') == ["1: ^[Tt]he\\s+"]
    assert words_in_patterns('re.split(r",| and |&", name)') == ["1: ,| and |&"]
    assert words_in_patterns('re.compile(r"\\bwww\\.|(?P<who>[A-Z]\\w+)")') == []


def test_that_one_draws_on_the_other_stays_below_the_ceiling_of_a_language_as_a_whole() -> None:
    chances = {"copy": 0.3, "derivative": 0.6, "common_source": 0.06, "independent": 0.04}
    held = held_back(chances, "derivative", "pl", "pl")
    assert round(held["copy"] + held["derivative"], 6) == 0.6
    assert held["derivative"] == 2 * held["copy"]
    assert round(sum(held.values()), 6) == 1
    assert held_back(chances, "derivative", "en", "en") == chances
    assert held_back(chances, "near_duplicate", "pl", "pl") == chances


@of_room(*ASKING)
def test_rooms_name_no_language(path: Path) -> None:
    """The pack is that of the document's language: none is asked for by name."""
    assert re.findall(r"pack_of\(\s*[\"']", SOURCES[path]) == []
