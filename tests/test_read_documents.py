"""What people have in hand besides texts and pages: Markdown, items of feeds, PDF, Word, e-books, addresses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from xml.sax.saxutils import escape

import pytest

from dedup.errors import InputError
from dedup.fetch import Fetched
from dedup.read import SUFFIXES, Reading, read_bytes, read_noted
from dedup.read.address import read_fetched
from dedup.read.corpus import check_paths, read_corpus
from dedup.read.pdf import _paragraphs
from dedup.read.zipped import _decoded
from dedup.settings import Settings

FIRST = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said."
SECOND = "“We had no choice,” Ines Oyle told reporters."
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
)


def zipped(files: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(*paragraphs: str, extra: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped(
        {
            "word/document.xml": f"<w:document {WORD}><w:body>{body}{extra}</w:body></w:document>",
            "docProps/core.xml": f"<cp:coreProperties {CORE}><dc:title>Bridge shut</dc:title><dc:creator>I. Reed</dc:creator>"
            "</cp:coreProperties>",
        }
    )


def pdf(*lines: str, packed: str = "", locked: str = "") -> bytes:
    """A PDF of one page with a line of text each; `packed` and `locked` are what it states of filters and of its encryption."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /MediaBox [0 0 612 792] >>",
        f"<< /Length {len(content)} {packed} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Title (Bridge shut) >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(f"{len(body):010} 00000 n \n")
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = f"xref\n0 7\n0000000000 65535 f \n{''.join(places)}trailer << /Size 7 /Root 1 0 R /Info 6 0 R {locked} >>\n"
    return f"{body}{table}startxref\n{len(body)}\n%%EOF\n".encode("latin-1")


def refusal(data: bytes, name: str, settings: Settings | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name, settings=settings)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_markdown_is_read_as_what_it_shows() -> None:
    head = "---\ntitle: 'Bridge shut'\ndate: 2024-05-31\nunknown: 3\n---\n"
    body = f"# Bridge shut again\n\n{FIRST[:39]}\n{FIRST[40:]}\n\n> **“We had** "
    body += "[no choice](https://tarn.example/a),” Ines Oyle told reporters.\n"
    article = read_bytes((head + body).encode(), "a.md").article
    assert (article.text, article.title, article.published) == (f"{FIRST}\n{SECOND}", "Bridge shut", "2024-05-31")
    assert article.addresses == ("https://tarn.example/a",)


def test_the_head_of_a_markdown_text_may_end_its_lines_as_windows_does() -> None:
    text = f"---\r\ntitle: Bridge shut\r\ndate: 2024-05-31\r\n---\r\n{FIRST}\r\n"
    article = read_bytes(text.encode(), "a.md").article
    assert (article.text, article.title, article.published) == (FIRST, "Bridge shut", "2024-05-31")


def test_a_markdown_text_without_a_heading_keeps_every_line() -> None:
    article = read_bytes(f"{FIRST}\n\n* {SECOND}\n".encode(), "a.md").article
    assert (article.text, article.title) == (f"{FIRST}\n{SECOND}", None)


RSS = """<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tarn Post</title>{}</channel></rss>"""
ITEM = f"""<item><title>Bridge shut</title><link>https://tarn.example/bridge</link><dc:creator>I. Reed</dc:creator>
<pubDate>Fri, 31 May 2024 09:30:00 +0200</pubDate><description>{FIRST}</description>{{}}</item>"""


def test_the_item_of_a_feed_is_read_with_what_it_states() -> None:
    whole = f"<content:encoded>{escape(f'<p>{FIRST}</p><p>{SECOND}</p>')}</content:encoded>"
    article = read_bytes(RSS.format(ITEM.format(whole)).encode(), "a.xml").article
    assert article.text == f"{FIRST}\n{SECOND}"
    assert (article.title, article.url, article.author) == ("Bridge shut", "https://tarn.example/bridge", "I. Reed")
    assert (article.outlet, article.published) == ("Tarn Post", "2024-05-31T09:30:00+02:00")


def test_an_item_with_a_description_alone_says_that_it_may_be_a_beginning() -> None:
    reading = read_bytes(ITEM.format("").replace("dc:creator", "author").encode(), "-")
    assert reading.article.text == FIRST
    assert any("only the beginning" in note for note in reading.notes)


def test_an_entry_of_atom_is_read() -> None:
    entry = f"""<entry xmlns="http://www.w3.org/2005/Atom"><title>Bridge shut</title><link href="https://tarn.example/bridge"/>
    <author><name>I. Reed</name></author><published>2024-05-31T09:30:00Z</published>
    <content type="html">{escape(FIRST)}</content></entry>"""
    article = read_bytes(entry.encode(), "a.atom").article
    assert (article.text, article.url, article.author) == (FIRST, "https://tarn.example/bridge", "I. Reed")


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (RSS.format(ITEM.format("") * 2), "it holds 2 items"),
        ("<rss><channel/></rss>", "no item of a feed: its root is <rss>"),
        ("<sitemap><loc>a</loc></sitemap>", "no item of a feed: its root is <sitemap>"),
        ("<item><title>Only that</title></item>", "the item holds no text"),
        ("no XML at all", "broken XML"),
        ("", "broken XML"),
        (" \n", "broken XML"),
    ],
)
def test_xml_that_is_no_single_item_is_refused(xml: str, why: str) -> None:
    assert why in refusal(xml.encode(), "a.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "koi8-r", "utf-16"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    words = "Мэр закрыл старый мост после ночи дождей." if encoding == "koi8-r" else "À Tarn, le maire a fermé le pont « cet été »."
    feed = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{ITEM.format("").replace(FIRST, words)}</channel></rss>'
    feed = feed.replace("dc:creator", "author")
    assert read_bytes(feed.encode(encoding), "a.rss").article.text == words


def test_a_feed_that_was_written_anew_as_utf_8_is_read_as_that_whatever_it_declares() -> None:
    feed = '<?xml version="1.0" encoding="shift_jis"?><item><description>Le maire a fermé le pont.</description></item>'
    assert read_bytes(feed.encode(), "a.rss").article.text == "Le maire a fermé le pont."


def test_entities_of_an_xml_file_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("never to be read", encoding="utf-8")
    feed = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><item><description>{FIRST} &x;</description></item>'
    assert "never" not in read_bytes(feed.encode(), "a.xml").article.text


def test_the_pages_of_a_pdf_are_paragraphs() -> None:
    lines = (
        "The mayor of Tarn closed the old bridge on Mon-",
        "day after a night of heavy rain.",
        "The ferry will run every hour until ten at night.",
    )
    reading = read_bytes(pdf(*lines), "report.pdf")
    assert reading.article.text == "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain.\n" + lines[2]
    assert reading.article.title == "Bridge shut"
    assert read_bytes(pdf(*lines), "no suffix").article.text == reading.article.text


def test_lines_are_joined_where_a_sentence_goes_on() -> None:
    assert _paragraphs("A line that is long enough to be\nwrapped. It ends here.\nAnother one.\n\nA head\nline") == (
        "A line that is long enough to be wrapped. It ends here.\nAnother one.\nA head line"
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7\nnothing", "a PDF that cannot be read"),
        (pdf(), "the PDF holds no text: its pages are pictures"),
        (pdf(FIRST, packed="/Filter /Unheard"), "a PDF that cannot be read: "),
        (pdf(FIRST, packed="/Filter /JBIG2Decode"), "a PDF that cannot be read: "),
        (pdf(FIRST, locked="/Encrypt << /Filter /Unheard /V 4 >>"), "a PDF that cannot be read: "),
    ],
    ids=["broken", "a scan", "unknown filter", "filter of pictures", "unknown lock"],
)
def test_a_pdf_without_a_text_is_refused(data: bytes, why: str) -> None:
    assert why in refusal(data, "a.pdf")


def test_a_long_pdf_is_refused_before_it_is_read_to_the_end() -> None:
    assert "article_max_characters = 10" in refusal(pdf("a line of many characters"), "a.pdf", Settings(article_max_characters=10))


def test_a_word_document_is_read_without_what_was_struck_out() -> None:
    struck = "<w:p><w:r><w:t>It stays</w:t></w:r><w:del><w:r><w:delText>not this</w:delText><w:t>nor this</w:t></w:r></w:del></w:p>"
    article = read_bytes(word(FIRST, "", SECOND, extra=struck), "a.docx").article
    assert (article.text, article.title, article.author) == (f"{FIRST}\n{SECOND}\nIt stays", "Bridge shut", "I. Reed")


def test_an_e_book_is_read_in_the_order_of_its_spine() -> None:
    opf = """<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:title>Bridge shut</dc:title><dc:date>2024-05-31</dc:date></metadata><manifest><item id="b" href="two.xhtml"/>
    <item id="a" href="one.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    page = "<html><head><title>No text</title></head><body><p>{}</p></body></html>"
    files = {"META-INF/container.xml": container, "OEBPS/book.opf": opf}
    pages = {"OEBPS/one.xhtml": page.format(FIRST), "OEBPS/two.xhtml": page.format(SECOND)}
    article = read_bytes(zipped({**files, **pages}), "a.epub").article
    assert (article.text, article.title, article.published) == (f"{FIRST}\n{SECOND}", "Bridge shut", "2024-05-31")


@pytest.mark.parametrize("label", ["unicode_escape", "idna", "utf-7"])
def test_a_chapter_names_no_encoding_that_is_none_of_texts(label: str) -> None:
    page = f'<?xml version="1.0" encoding="{label}"?><html><body><p>{FIRST} \\u0041 +AEE-</p></body></html>'
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    files = {"META-INF/container.xml": '<container><rootfile full-path="b.opf"/></container>', "b.opf": book, "a.xhtml": page}
    assert read_bytes(zipped(files), "a.epub").article.text == f"{FIRST} \\u0041 +AEE-"


def test_a_chapter_that_opens_a_body_over_and_over_is_searched_once() -> None:
    before = process_time()
    _decoded(b"<body " * 200_000)
    assert process_time() - before < 10
    assert _decoded(b"<html><BODY class='a'>One</body>two") == "One"


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = word("x" * 5_000_000)
    assert len(bomb) < 100_000
    assert "bytes when unpacked" in refusal(bomb, "a.docx", Settings(article_max_characters=1_000))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped({"a.txt": FIRST}), "a zip archive, neither .docx nor .epub"),
        (word(FIRST)[:60], "an archive that cannot be read"),
        (zipped({"word/document.xml": "<w:document"}), "broken XML in word/document.xml"),
        (
            zipped({"META-INF/container.xml": "<container><rootfiles/></container>"}),
            "an e-book whose META-INF/container.xml names no",
        ),
    ],
    ids=["no-document", "cut", "broken", "no-root"],  # an archive holds the time it was made, and each worker makes its own
)
def test_an_archive_without_an_article_is_refused(data: bytes, why: str) -> None:
    assert why in refusal(data, "a.docx")


@pytest.mark.parametrize("name", ["crawl.jsonl", "crawl.JSONL.gz", "crawl.parquet", "crawl.warc.gz"])
def test_a_file_of_many_articles_says_what_reads_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"`dedup families` finds .* `dedup index add` stores"):
        read_noted(tmp_path / name)


def test_a_text_that_is_an_address_is_told_as_that() -> None:
    assert "give the address itself: dedup compare https://tarn.example/a" in refusal(b" https://tarn.example/a \n", "-")


def test_every_file_of_an_article_is_read_where_a_corpus_names_it(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        (tmp_path / f"a{suffix}").write_bytes(b"")
    check_paths(sorted(tmp_path.iterdir()))


def test_documents_are_read_where_a_corpus_names_them(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(FIRST))
    assert [found.article and found.article.text for found in read_corpus([path])] == [FIRST]


def fetched(data: str | bytes, media_type: str = "", charset: str | None = None, url: str = "https://tarn.example/a") -> Reading:
    return read_fetched(Fetched(data if isinstance(data, bytes) else data.encode(), url, media_type, charset))


def test_what_was_fetched_is_read_as_the_server_says() -> None:
    page = f"<article><p>{FIRST}</p><p>{SECOND}</p></article>"
    article = fetched(page, "text/html").article
    assert (article.id, article.url, article.text) == ("https://tarn.example/a", "https://tarn.example/a", f"{FIRST}\n{SECOND}")
    assert fetched(pdf("The bridge is closed."), "application/octet-stream").article.text == "The bridge is closed."
    assert fetched(FIRST, "text/plain").article.text == FIRST
    assert fetched(f"# Shut\n\n{FIRST}", "text/plain", url="https://tarn.example/a.md").article.title == "Shut"


def a_page(text: str, label: str = "") -> str:
    head = f'<head><meta charset="{label}"></head>' if label else ""
    return f"<html>{head}<body><article><p>{text}</p></article></body></html>"


def test_the_encoding_that_the_server_states_counts() -> None:
    bill = "The bill was €5, he said."
    data = a_page(bill).encode("iso-8859-15")
    assert fetched(data, "text/html").article.text != bill  # the guess
    reading = fetched(data, "text/html", "ISO-8859-15")
    assert reading.article.text == bill
    assert "read as iso-8859-15 (stated by the server)" in reading.notes
    assert fetched(a_page(bill, "iso-8859-1").encode("iso-8859-15"), "text/html", "iso-8859-15").article.text == bill


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [("windows-874", "cp874", "สะพานปิดแล้ว"), ("windows-31j", "cp932", "橋は閉まった"), ("x-gbk", "gbk", "桥已关闭")],
)
def test_labels_of_the_web_that_python_does_not_know_are_known(label: str, codec: str, text: str) -> None:
    reading = fetched(text.encode(codec), "text/plain", label)
    assert reading.article.text == text
    assert reading.notes[0].endswith("(stated by the server)")


@pytest.mark.parametrize(("stated", "told"), [("euc-jp", True), ("utf-8", False), ("iso-2022-jp", True)])
def test_where_the_server_states_what_does_not_fit_the_page_is_asked(stated: str, told: bool) -> None:
    bill = "The bill was €5, he said."
    reading = fetched(a_page(bill, "iso-8859-15").encode("iso-8859-15"), "text/html", stated)
    assert reading.article.text == bill
    assert "read as iso-8859-15 (declared in the page)" in reading.notes
    assert (f"the server states {stated}, which does not fit" in reading.notes) is told


def test_a_few_broken_bytes_in_what_the_server_says_is_utf_8_are_no_other_encoding() -> None:
    school = f"{FIRST} L’élève était à l’école, et le maire a fermé le pont d’été. "
    data = a_page(f"{school}Un caféX ici.", "iso-8859-1").encode().replace("éX".encode(), b"\xe9")
    assert fetched(data, "text/html", "utf-8").article.text == f"{school}Un caf\ufffd ici."


@pytest.mark.parametrize("label", ["unicode_escape", "raw_unicode_escape", "punycode", "idna", "utf-7", "utf-16", "cp037", "mbcs"])
def test_a_stranger_names_no_encoding_that_is_none_of_the_web(label: str) -> None:
    words = "Le maire a fermé le pont d’été \\u0041 +AEE- au café."
    reading = fetched(a_page(words).encode("cp1252"), "text/html", label)
    assert (reading.article.text, reading.notes[0]) == (words, "read as windows-1252 (guessed)")
    assert fetched(a_page(words, label).encode("cp1252"), "text/html").article.text == words
