"""Files -> Article: what is kept, what is refused in one line, what is told in a note."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.article import Article
from dedup.errors import InputError
from dedup.language import rarity
from dedup.read import Reading, read_article, read_noted, sniffed
from dedup.read.guess import _CANDIDATES
from dedup.settings import Settings

SENTENCE = "The mayor closed the bridge on Monday."
PARAGRAPHS = (
    "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said.",
    "“We had no choice,” Ines Oyle told reporters. She said repairs would take four weeks.",
    "Drivers have been told to use the ferry, which runs every hour until ten at night.",
)


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(content: str | bytes, name: str = "article.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def page(*, head: str = "", paragraphs: tuple[str, ...] = PARAGRAPHS, around: str = "") -> str:
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<title>Bridge | Tarn Post</title>{head}"
    return f"<!doctype html><html><head>{head}</head><body>{around}<article>{body}</article></body></html>"


def refusal(path: Path | str, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_noted(path, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message


def outcome(path: Path) -> Reading | str:
    try:
        return read_noted(path)
    except InputError as error:
        return str(error)


# text


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        f"\ufeff{SENTENCE}\r\nNext line.\r\n\r\n",
        f"  A title \n\n{SENTENCE}\u00a0It rained.\u2028\x85\x0b\x0c\t",
        "Café au lait.\u200b e\u0301 \U0001f600.",
    ],
    ids=["plain", "mark and CRLF", "white space of all sorts", "combining and astral"],
)
def test_a_text_file_is_its_text_to_the_last_code_point(file: Any, text: str) -> None:
    assert read_noted(file(text)) == Reading(Article(text=text, id="article"))


def test_any_text_survives_the_way_through_a_file(tmp_path: Path) -> None:
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: f"A.{text}"))
    def check(text: str) -> None:
        path = tmp_path / "any.txt"
        path.write_bytes(text.encode("utf-8"))
        assert read_article(path).text == text

    check()


def test_an_unknown_suffix_is_read_by_its_content(file: Any) -> None:
    assert read_article(file(SENTENCE, "notes.md")).text == SENTENCE
    assert read_article(file(json.dumps({"text": SENTENCE}), "record")).text == SENTENCE
    assert read_article(file(page(), "saved.asp")).text == "\n".join(PARAGRAPHS)


def test_the_suffix_decides_before_the_content(file: Any) -> None:
    assert read_article(file('{"text": "x"}')).text == '{"text": "x"}'
    assert read_article(file(json.dumps({"text": SENTENCE})), file_format="json").text == SENTENCE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"text": "A."}', "json"),
        ('\ufeff\n [ {"id": 1, "text": "A."}]', "json"),
        ('{"text": "cut of', "json"),
        ("{}", "json"),
        ("[]", "json"),
        ("{The mayor} said.", "text"),
        ("[AP] The mayor said.", "text"),
        ("<!DOCTYPE html><p>x", "html"),
        ("\ufeff <!-- saved --> <HTML lang=en>", "html"),
        ('<?xml version="1.0"?><html>', "html"),
        ("<p>A paragraph.</p>", "html"),
        ("<3 is what the mayor wrote.", "text"),
        ("<Petra> said so.", "text"),
        (SENTENCE, "text"),
    ],
)
def test_sniffing(text: str, expected: str) -> None:
    assert sniffed(text) == expected


def test_a_page_named_txt_is_text_and_told(file: Any) -> None:
    reading = read_noted(file(page()))
    assert reading.article.text == page()
    assert reading.notes == ("read as plain text, as its name says, though it looks like HTML",)


@pytest.mark.parametrize("start", ["<!---->" * 500, "<?xml ?>" * 400, " <!-- -->" * 400, "[" * 4000, "[ " * 2000, "{" + " " * 4000])
def test_sniffing_is_quick_on_hostile_starts(start: str) -> None:
    assert sniffed(f"{start}x") == "text"


# standard input


@pytest.mark.parametrize(
    "content", [SENTENCE, json.dumps({"text": SENTENCE}), page(paragraphs=(SENTENCE,))], ids=["text", "json", "html"]
)
def test_standard_input_is_read_in_every_format(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode("utf-8"))))
    article = read_article("-")
    assert (article.text, article.id) == (SENTENCE, "stdin")


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input: it is closed"):
        read_noted("-")


# refusals of files


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.txt")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)


def test_a_file_without_permission_is_refused(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    path = file(SENTENCE)
    monkeypatch.setattr("builtins.open", forbidden)
    assert "cannot be read: Permission denied" in refusal(path)


def test_a_path_that_no_system_knows_is_refused() -> None:
    assert "cannot be read" in refusal("a\0b")


@pytest.mark.parametrize("content", ["", "\n", " \t\u00a0\u2003\r\n", "\ufeff"], ids=["empty", "newline", "blank", "only a mark"])
def test_an_empty_or_blank_text_is_refused(file: Any, content: str) -> None:
    assert "the text" in refusal(file(content))


def test_a_text_of_punctuation_is_refused(file: Any) -> None:
    assert "no letter and no digit" in refusal(file("... --- !!! “”\n"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 text", "PDF"),
        (b"PK\x03\x04 mimetype", "zip"),
        (b"{\\rtf1\\ansi The mayor.}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"GIF89a....", "GIF"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x7fELF\x02\x01", "program"),
        (bytes(range(256)) * 4, "binary data"),
        (b"\0" * 400 + b"text", "binary data"),
    ],
)
@pytest.mark.parametrize("name", ["article.txt", "article.html", "article.json", "article"])
def test_binary_files_are_refused(file: Any, content: bytes, what: str, name: str) -> None:
    assert what in refusal(file(content, name))


def test_a_text_over_the_limit_is_refused_with_the_limit_and_its_name(file: Any) -> None:
    path, settings = file("word. " * 20), Settings(article_max_characters=119)
    assert "120 characters, over article_max_characters = 119" in refusal(path, settings=settings)
    assert read_article(path, settings=Settings(article_max_characters=120)).text == "word. " * 20


def test_the_limit_holds_for_the_article_and_not_for_the_page(file: Any) -> None:
    content = page(around="<nav>" + "<a href='/x'>menu</a>" * 1000 + "</nav>")
    assert read_article(file(content, "p.html"), settings=Settings(article_max_characters=400)).text == "\n".join(PARAGRAPHS)


def test_an_endless_file_is_not_read_to_its_end() -> None:
    if not os.path.exists("/dev/zero"):
        pytest.skip("needs /dev/zero")
    assert "over" in refusal("/dev/zero", settings=Settings(article_max_characters=10))


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xed\xa0\xbd\xed\xb8\x80"], ids=["alone", "pair written apart"])
def test_surrogates_in_utf8_are_refused(file: Any, data: bytes) -> None:
    assert "lone surrogate U+D8" in refusal(file(b"The mayor " + data + b" said."))


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b"\xff\xfe\x00\x00A")
@example(b"\x1b$B")
@example(b"<?xml version='1.0' encoding='x'?>\x80")
def test_any_bytes_give_an_article_or_one_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for suffix in (".txt", ".html", ".json", ""):
        path = folder / f"any{suffix}"
        path.write_bytes(data)
        first, second = outcome(path), outcome(path)
        assert first == second
        assert isinstance(first, Reading) or "\n" not in first


# encodings


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-16", "read as utf-16-le (by its byte order mark)"),
        ("utf-32", "read as utf-32-le (by its byte order mark)"),
        ("utf-16-be", "read as utf-16-be (guessed)"),
        ("utf-16-le", "read as utf-16-le (guessed)"),
    ],
)
def test_wide_encodings_are_read_and_told(file: Any, encoding: str, note: str) -> None:
    reading = read_noted(file(SENTENCE.encode(encoding)))
    assert reading.article.text.removeprefix("\ufeff") == SENTENCE
    assert reading.notes == (note,)


LANGUAGES = {
    "windows-1252": "“We can’t pay,” said the mayor – the levy, he added, was £5 million, or about €6 million a year.",
    "latin-1": "Le ministre a déclaré que l'élève était arrivé à l'école où le problème a été signalé.",
    "cp1252": "Der Bürgermeister erklärte, dass die Straße über den Fluß für Fußgänger geöffnet würde.",
    "mac_roman": "“We can’t pay,” said the mayor — the levy, he added, was £5 million a year.",
    "cp1250": "Starosta řekl, že mosty budou uzavřeny, protože peníze na opravu chybějí už několik let.",
    "iso8859_2": "Burmistrz powiedział, że mosty będą zamknięte, ponieważ środki są niewystarczające.",
    "cp1251": "Мэр города заявил, что мост будет закрыт до конца ноября из-за ремонта дороги.",
    "koi8_r": "Мэр города заявил, что мост будет закрыт до конца ноября из-за ремонта дороги.",
    "cp1253": "Ο δήμαρχος δήλωσε ότι η γέφυρα θα κλείσει μέχρι το τέλος Νοεμβρίου.",
    "cp1254": "Belediye başkanı, köprünün kasım ayı sonuna kadar kapatılacağını söyledi. Şehir için ağır.",
    "cp1255": "ראש העיר אמר כי הגשר ייסגר עד סוף נובמבר בגלל עבודות.",
    "cp1256": "قال رئيس البلدية إن الجسر سيغلق حتى نهاية نوفمبر بسبب أعمال الصيانة.",
    "shift_jis": "市長は、橋は十一月末まで閉鎖されると述べた。修理のためである。カタカナも。",
    "euc_jp": "市長は、橋は十一月末まで閉鎖されると述べた。修理のためである。カタカナも。",
    "iso2022_jp": "市長は、橋は十一月末まで閉鎖されると述べた。修理のためである。カタカナも。",
    "gb18030": "市长表示，由于维修工程，这座桥将关闭到十一月底。市民们感到不满。",
    "big5": "市長表示，由於維修工程，這座橋將關閉到十一月底。市民們感到不滿。",
    "cp949": "시장은 다리가 수리 때문에 십일월 말까지 폐쇄될 것이라고 말했다.",
}


@pytest.mark.parametrize(("encoding", "text"), LANGUAGES.items(), ids=list(LANGUAGES))
def test_other_encodings_are_guessed_right_and_told(file: Any, encoding: str, text: str) -> None:
    reading = read_noted(file(text.encode(encoding)))
    assert reading.article.text == text
    assert reading.notes[0].startswith("read as ")
    assert reading.notes[0].endswith("(guessed)")


def test_a_guess_names_the_encoding_as_users_know_it(file: Any) -> None:
    assert read_noted(file("The café’s owner was rude.".encode("cp1252"))).notes == ("read as windows-1252 (guessed)",)


def test_every_language_of_the_guesses_has_a_word_list() -> None:
    listed = {language for _, languages in _CANDIDATES for language in languages.split()}
    assert [language for language in sorted(listed) if rarity(("qqqqqq",), language)[0] < 8] == []


def test_a_few_broken_bytes_do_not_make_another_encoding(file: Any) -> None:
    text = "L’élève était à l’école. " * 5
    reading = read_noted(file(text.encode("utf-8") + b"caf\xe9 ici."))
    assert reading.article.text == text + "caf\ufffd ici."
    assert reading.notes[0] == "read as UTF-8 (guessed): 1 broken place replaced by U+FFFD"


def test_a_page_is_read_by_the_encoding_it_declares(file: Any) -> None:
    content = page(head='<meta charset="iso-8859-2">', paragraphs=(LANGUAGES["iso8859_2"],))
    reading = read_noted(file(content.encode("iso8859_2"), "p.html"))
    assert reading.article.text == LANGUAGES["iso8859_2"]
    assert reading.notes == ("read as iso-8859-2 (declared in the page)",)


@pytest.mark.parametrize("label", ["hex", "rot13", "undefined", "no-such-thing"])
def test_a_page_that_declares_nonsense_is_read_by_its_bytes(file: Any, label: str) -> None:
    content = page(head=f'<meta charset="{label}">', paragraphs=(LANGUAGES["latin-1"],))
    assert read_article(file(content.encode("latin-1"), "p.html")).text == LANGUAGES["latin-1"]


def test_a_page_that_declares_a_wrong_encoding_is_read_by_its_bytes(file: Any) -> None:
    content = page(head='<meta charset="ascii">', paragraphs=(LANGUAGES["koi8_r"],))
    assert read_noted(file(content.encode("utf-8"), "p.html")).article.text == LANGUAGES["koi8_r"]
    wrong = page(head='<meta charset="euc-jp">', paragraphs=(LANGUAGES["latin-1"],))
    reading = read_noted(file(wrong.encode("latin-1"), "p.html"))
    assert reading.article.text == LANGUAGES["latin-1"]
    assert reading.notes == ("read as windows-1252 (guessed)", "the page declares euc-jp, which does not fit")


# notes


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("The mayor\0 closed\0 it.", "2 NUL characters, kept as part of the text and counted in offsets"),
        ("The mayor \ufffd closed it.", "1 replacement character (U+FFFD): letters were lost before or while it was read"),
        (LANGUAGES["cp1256"], "right-to-left text: offsets count characters in reading order"),
        (LANGUAGES["cp1255"], "right-to-left text: offsets count characters in reading order"),
        (LANGUAGES["gb18030"], "a script without spaces between words: each character counts as a word"),
        ("the mayor closed the bridge\nit rained 3.5 days", "no sentence end was found: each line counts as one sentence"),
    ],
)
def test_what_is_odd_is_told_and_the_text_kept(file: Any, text: str, note: str) -> None:
    reading = read_noted(file(text))
    assert reading.article.text == text
    assert reading.notes == (note,)


def test_a_foreign_phrase_is_no_reason_for_a_note(file: Any) -> None:
    assert read_noted(file(f"{SENTENCE} The sign said “الجسر” in Arabic, and 橋 too.")).notes == ()


# JSON


def record(file: Any, value: Any) -> Reading:
    return read_noted(file(json.dumps(value), "r.json"))


def test_our_own_keys(file: Any) -> None:
    value = {
        "id": "7",
        "url": "https://tarn.example/7",
        "title": "Bridge shut",
        "outlet": "Tarn Post",
        "author": "Ines Oyle",
        "published": "2024-05-31T09:30:00+02:00",
        "text": f" {SENTENCE}\r\n",
        "crawled": 5,
    }
    assert record(file, value).article == Article(**{key: value[key] for key in value if key != "crawled"})  # type: ignore[arg-type]


NEWS_ARTICLE = {
    "@context": "https://schema.org",
    "@type": ["NewsArticle"],
    "@id": "https://tarn.example/7#article",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://tarn.example/7"},
    "headline": "Bridge shut",
    "articleBody": SENTENCE,
    "author": [{"@type": "Person", "name": "Ines Oyle"}, "Tom Reed"],
    "publisher": {"@type": "Organization", "name": "Tarn Post"},
    "datePublished": "2024-05-31",
}


@pytest.mark.parametrize(
    "value",
    [
        NEWS_ARTICLE,
        [NEWS_ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Tarn Post"}, NEWS_ARTICLE, {"@type": "Comment", "text": "First!"}]},
        [{"@graph": [NEWS_ARTICLE]}],
    ],
    ids=["object", "list of one", "graph", "graph in a list"],
)
def test_schema_org_keys(file: Any, value: Any) -> None:
    assert record(file, value).article == Article(
        text=SENTENCE,
        id="r",
        title="Bridge shut",
        url="https://tarn.example/7",
        outlet="Tarn Post",
        author="Ines Oyle, Tom Reed",
        published="2024-05-31",
    )


def test_null_and_blank_mean_not_known(file: Any) -> None:
    value = {"text": SENTENCE, "title": None, "url": "", "author": " ", "published": None, "outlet": {"name": None}, "id": None}
    assert record(file, value).article == Article(text=SENTENCE, id="r")


@pytest.mark.parametrize(
    ("author", "named"),
    [
        ("https://tarn.example/staff/oyle", None),
        (["https://tarn.example/staff/oyle", {"name": "Tom Reed"}], "Tom Reed"),
        ("Ines Oyle of https://tarn.example", "Ines Oyle of https://tarn.example"),
    ],
)
def test_the_page_of_an_author_is_no_name(file: Any, author: Any, named: str | None) -> None:
    assert record(file, {"text": SENTENCE, "id": "r", "author": author}).article.author == named


def test_a_number_serves_as_id(file: Any) -> None:
    assert record(file, {"text": SENTENCE, "id": 7}).article.id == "7"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""], ids=["marked", "unmarked"])
def test_json_with_a_byte_order_mark(file: Any, mark: bytes) -> None:
    assert read_article(file(mark + b'{"text": "A word."}', "r.json")).text == "A word."


def test_json_in_utf16(file: Any) -> None:
    assert read_article(file(json.dumps({"text": SENTENCE}).encode("utf-16"), "r.json")).text == SENTENCE


@pytest.mark.parametrize(
    ("stated", "date"), [("Fri, 31 May 2024 09:30:00 +0200", "2024-05-31T09:30:00+02:00"), ("2024-05-31Z", None)]
)
def test_dates_are_iso_or_told(file: Any, stated: str, date: str | None) -> None:
    reading = record(file, {"text": SENTENCE, "published": stated})
    assert reading.article.published == date
    assert bool(reading.notes) == (date is None)
    assert all(stated in note for note in reading.notes)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"text": "cut of', "broken JSON at line 1, column 10"),
        ('{"text": "A."}\n{"text": "B."}', "broken JSON at line 2, column 1: Extra data"),
        ("{}", "no article in the JSON: no key 'text' (or 'articleBody'); the object is empty"),
        ('{"titel": "x", "body": "y"}', "its keys are 'titel', 'body'"),
        ("[]", "the list is empty"),
        ('["a", "b"]', "it is a list of 2 items"),
        ('"a text"', "holds a string, expected an object"),
        ("5", "holds a number"),
        ("null", "holds null"),
        ('{"text": null}', "no key 'text' (or 'articleBody') with a text"),
        ('{"@type": "NewsArticle", "headline": "x"}', "no key 'text' (or 'articleBody') with a text"),
        ('{"text": ["A.", "B."]}', "key 'text' is a list, expected a string"),
        ('{"articleBody": 5}', "key 'articleBody' is a number, expected a string"),
        ('{"text": "A.", "title": {"a": 1}}', "key 'title' is an object, expected a string"),
        ('{"text": "A.", "headline": true}', "key 'headline' is a boolean, expected a string"),
        ('{"text": "A.", "author": 5}', "key 'author' is a number, expected a name"),
        ('{"text": "A.", "author": [{"name": 5}]}', "key 'author' is a number, expected a name"),
        ('{"text": "A.", "publisher": 5}', "key 'publisher' is a number, expected a name"),
        ('{"text": "A.", "published": true}', "key 'published' is a boolean, expected a string"),
        ('{"text": "A.", "url": ["x"]}', "key 'url' is a list, expected a string"),
        ('{"text": "A.", "id": 1.5}', "key 'id' is a number, expected a string or a whole number"),
        ('{"text": "A.", "id": true}', "key 'id' is a boolean"),
        ('[{"text": "A."}, {"text": "B."}]', "holds 2 articles; give a file with one"),
        ('{"@graph": [{"@type": "Article"}, {"@type": "NewsArticle"}]}', "holds 2 articles"),
        ('{"text": ""}', "the text is empty"),
        ('{"text": "…!"}', "no letter and no digit"),
        ('{"text": "The \\ud800 mayor."}', "lone surrogate U+D800 at character 4"),
        ('{"text": "A.", "title": "\\udc00"}', "key 'title' holds a lone surrogate at character 0"),
        ("[" * 100_000, "JSON"),
        ('{"text": "A.", "n": ' + "9" * 5000 + "}", "JSON that cannot be read"),
        ("", "broken JSON"),
        ("The mayor closed the bridge.", "broken JSON"),
    ],
)
def test_unusable_json_is_refused_with_the_reason(file: Any, content: str, what: str) -> None:
    assert what in refusal(file(content, "r.json"))


# dates and markup in records


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        (1717142400, "2024-05-31T08:00:00+00:00"),
        (1717142400000, "2024-05-31T08:00:00+00:00"),
        ("1717142400", "2024-05-31T08:00:00+00:00"),
        (20240531, "20240531"),
    ],
)
def test_dates_may_count_from_1970(file: Any, stated: object, date: str) -> None:
    assert record(file, {"text": SENTENCE, "date_publish": stated}).article.published == date


@pytest.mark.parametrize("stated", ["Fri, 31 May 2024 09:30:00 +9999", "2024-05-31T09:00:00+99:00", 2024, 1e300, "31/31/31"])
def test_a_date_that_is_none_is_told_and_not_used(file: Any, stated: object) -> None:
    reading = record(file, {"text": SENTENCE, "published": stated})
    assert reading.article.published is None
    assert f"the date {stated!r} under key 'published' is not used" in reading.notes[0]


def test_keys_of_crawlers_are_read_from_files(file: Any) -> None:
    value = {
        "maintext": SENTENCE,
        "source_domain": "tarn.example",
        "authors": ["Ines Oyle", "Tom Reed"],
        "publish_date": "2024-05-31",
    }
    article = record(file, value).article
    assert article == Article(SENTENCE, "r", outlet="tarn.example", author="Ines Oyle, Tom Reed", published="2024-05-31")


def test_a_text_that_is_html_is_read_as_what_it_shows(file: Any) -> None:
    reading = record(
        file, {"articleBody": "<p>“It&#8217;s shut,” she <b>said</b>.</p>\n<p>Nobody\nsaw<br>it.<script>x</script></p>"}
    )
    assert reading.article.text == "“It’s shut,” she said.\nNobody saw\nit."
    assert reading.notes == ("the text is HTML: read as what it shows, without its markup",)
    reading = record(file, {"text": "Oyle &amp; Reed said so."})
    assert reading.article.text == "Oyle & Reed said so."
    assert "character references" in reading.notes[0]
    assert (
        record(file, {"text": "&lt;p&gt;Oyle said so.&lt;/p&gt;&lt;p&gt;It is over.&lt;/p&gt;"}).article.text
        == "Oyle said so.\nIt is over."
    )


@pytest.mark.parametrize("text", ["If a < b and c > d, stop.", "AT&T said so.", "The tag <p opens a paragraph.", "x &y; z"])
def test_a_text_without_markup_stays_as_it_is(file: Any, text: str) -> None:
    reading = record(file, {"text": text})
    assert reading.article.text == text
    assert not any("HTML" in note or "references" in note for note in reading.notes)


# HTML


def test_a_page_gives_its_article_and_what_it_says_about_it(file: Any) -> None:
    head = """<link rel="canonical" href="https://tarn.example/news/7"><meta property="og:site_name" content="Tarn Post">
      <meta property="og:title" content="Bridge shut"><meta name="author" content="Ines Oyle">
      <meta property="article:published_time" content="2024-05-31T09:30:00+02:00">"""
    around = (
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav><div class='ad'>Advertisement</div>"
    )
    article = read_article(file(page(head=head, around=around), "p.html"))
    assert article == Article(
        text="\n".join(PARAGRAPHS),
        id="p",
        title="Bridge shut",
        url="https://tarn.example/news/7",
        outlet="Tarn Post",
        author="Ines Oyle",
        published="2024-05-31T09:30:00+02:00",
    )


def test_json_ld_states_the_time_where_no_meta_element_does(file: Any) -> None:
    stated = {key: NEWS_ARTICLE[key] for key in NEWS_ARTICLE if key != "articleBody"} | {"datePublished": "2024-05-31T07:30:00Z"}
    head = f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    article = read_article(file(page(head=head), "p.html"))
    assert (article.published, article.outlet, article.title) == ("2024-05-31T07:30:00Z", "Tarn Post", "Bridge shut")


def test_a_time_element_gives_the_time_of_the_day_that_was_found(file: Any) -> None:
    around = "<p class='date'><time datetime='2024-05-31T09:30:00+02:00'>31 May 2024</time></p>"
    assert read_article(file(page(around=around), "p.html")).published == "2024-05-31T09:30:00+02:00"


def test_links_are_those_of_the_articles_paragraphs(file: Any) -> None:
    linked = (
        'The <a href="https://vale.example/memo#top">Vale Courier</a> and <a href="/2023/toll">this paper</a> reported it first.'
    )
    around = '<nav><a href="https://tarn.example/mayor">mayor</a></nav>'
    head = '<link rel="canonical" href="https://tarn.example/news/7">'
    article = read_article(file(page(head=head, paragraphs=(linked, *PARAGRAPHS), around=around), "p.html"))
    assert article.addresses == ("https://vale.example/memo", "https://tarn.example/2023/toll")


def test_broken_json_ld_does_not_matter(file: Any) -> None:
    for script in ("{", '{"@type": ', "[" * 100_000):
        head = f'<script type="application/ld+json">{script}</script>'
        assert read_article(file(page(head=head), "p.html")).text == "\n".join(PARAGRAPHS)


def test_a_page_whose_text_is_in_json_ld_alone_keeps_its_paragraphs(file: Any) -> None:
    stated = NEWS_ARTICLE | {"articleBody": "\n\n".join(PARAGRAPHS)}
    script = f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    content = f'<html><head>{script}</head><body><div id="app"></div></body></html>'
    reading = read_noted(file(content, "p.html"))
    assert reading.article.text == "\n\n".join(PARAGRAPHS)
    assert reading.notes == ("the text was taken from the page's JSON-LD, not from the page itself",)


@pytest.mark.parametrize("href", ["http://[", "//[x", "javascript:go()", "mailto:a@b.example", "#note", "", "\0"])
def test_an_address_that_is_none_is_no_link(file: Any, href: str) -> None:
    linked = f'The <a href="{href}">council</a> said on Monday that it would meet again.'
    assert read_article(file(page(paragraphs=(linked, *PARAGRAPHS)), "p.html")).links == ()


def test_control_characters_of_a_page_do_no_harm(file: Any) -> None:
    content = page(paragraphs=("The mayor&#1; closed&#0; it&#xD800;\x02, said Oyle.", *PARAGRAPHS))
    assert read_article(file(content, "p.html")).text.endswith("\n".join(PARAGRAPHS))


def test_line_breaks_of_the_source_are_no_paragraphs(file: Any) -> None:
    content = page(paragraphs=(*PARAGRAPHS, "The mayor\n    closed <b>it</b>,\n<i>late</i>."))
    content = content.replace("</article>", "<blockquote>\n  Nobody asked\n  us.\n</blockquote><p>One<br>two.</p></article>")
    assert read_article(file(content, "p.html")).text.splitlines()[3:] == [
        "The mayor closed it, late.",
        "Nobody asked us.",
        "One",
        "two.",
    ]


def test_a_short_page_is_an_article_if_it_says_so(file: Any) -> None:
    assert read_article(file(f"<html><body><article><p>{SENTENCE}</p></article></body></html>", "p.html")).text == SENTENCE


def test_nul_characters_of_a_page_are_told(file: Any) -> None:
    reading = read_noted(file(page().replace("closed", "clo\0sed"), "p.html"))
    assert reading.notes == ("1 NUL character of the page dropped with its markup",)


@pytest.mark.parametrize(
    "content",
    [
        "",
        " \n",
        "<html></html>",
        "<html><body></body></html>",
        "<html><head><title>Home</title></head><body><nav><a href='/a'>News</a> <a href='/b'>Sport</a></nav></body></html>",
        "<html><body><h1>Log in</h1><form><label>Name</label><input name='a'><button>Go</button></form></body></html>",
        "<html><body><ul>" + "<li><a href='/x'>Another story about the mayor and the bridge</a></li>" * 30 + "</ul></body></html>",
        "<html><body><script>write('hello')</script><noscript>Please enable JavaScript to view this page.</noscript></body></html>",
        "<html><body><h1>404 Not Found</h1><p>The page you asked for does not exist.</p></body></html>",
        "just some words without any tag",
    ],
    ids=["empty", "blank", "no body", "empty body", "menu", "form", "list of links", "script", "error page", "no HTML"],
)
def test_a_page_without_an_article_is_refused(file: Any, content: str) -> None:
    assert "no article in the page" in refusal(file(content, "p.html"))


def test_reading_twice_gives_the_same(file: Any) -> None:
    path = file(page(), "p.html")
    assert read_noted(path) == read_noted(path)


PAGES = sorted(Path(__file__).parent.parent.glob("data/*/html/*.html"))
FURNITURE = ("cookie", "Most read", "You may also like", "Advertisement", "Share on", "Your email", "Registered office")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_pages_of_the_families_give_the_paragraphs_of_their_text_files(path: Path) -> None:
    """What a page lacks against its text file is furniture that the file keeps: byline, promotion, poll, disclaimer, copyright."""
    article = read_article(path)
    wanted = [line for line in path.parent.with_name(f"{path.stem}.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    found = article.text.splitlines()
    assert [line for line in found if line not in wanted] == []
    assert sum(len(line) for line in wanted if line not in found) <= 0.1 * sum(map(len, wanted))
    assert not any(word in article.text for word in FURNITURE)
    assert all([article.title, article.outlet, article.author, article.published])
