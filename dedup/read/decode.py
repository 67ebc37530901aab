"""Bytes -> text: refuses what is no text, and says so where the encoding had to be guessed.

The order: signatures of binary formats; a byte order mark; UTF-8 when every byte fits; the encoding that the
server states; the one that the page declares;
UTF-16 without a mark; UTF-8 with a few broken bytes; a guess by words. No character is dropped, a byte order mark neither.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dedup.errors import InputError

_SIGNATURES: Final = (
    (b"%PDF-", "a PDF; save its text as .txt first"),
    (b"{\\rtf", "an RTF document; save it as .txt first"),
    (b"PK\x03\x04", "a zip archive or an office document; give the text itself"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document; save it as .txt first"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"BZh", "bzip2-compressed; unpack it first"),
    (b"\xfd7zXZ\x00", "xz-compressed; unpack it first"),
    (b"(\xb5/\xfd", "zstd-compressed; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_BYTE_ORDER_MARKS: Final = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|^\s*<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]+)", re.I
)
_WEB_LABELS: Final = {  # what browsers take these labels for (WHATWG Encoding)
    "iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254",
    "windows-874": "cp874", "windows-31j": "cp932", "x-gbk": "gb18030",
    "iso-8859-11": "cp874", "tis-620": "cp874", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman",
}  # fmt: skip
_OF_THE_WEB: Final = {
    "utf-8", "hz", "gbk", "gb2312", "gb18030", "big5", "big5hkscs", "euc_jp", "euc_kr", "shift_jis", "koi8-r", "koi8-u",
    "cp866", "cp874", "cp932", "cp949", "mac-roman", "mac-cyrillic",
    "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr",
    *(f"cp125{page}" for page in range(9)), *(f"iso8859-{part}" for part in range(1, 17)),
}  # fmt: skip
"""What a stranger may name. Python has codecs besides that are no encodings of texts, and of UTF-16 the bytes speak."""
_BY_SERVER: Final = ("stated by the server", "the server states")
_BY_PAGE: Final = ("declared in the page", "the page declares")
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\0\t\n\x0b\f\r\x1b") + b"\x7f"
_MOST_CONTROLS, _MOST_NULS = 0.05, 0.2
"""Shares of the bytes above which a file is binary: random bytes hold 10 % controls; a text with stray NULs stays far below."""
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_BROKEN_SHARE: Final = 0.1
"""With fewer broken places than this share of its multi-byte characters, a text is damaged UTF-8, not another encoding."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and notes on how its encoding was found; none when it simply is UTF-8."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, page: bool = False, stated: str | None = None) -> Decoded:
    """The text in `data`; `page`: it may be HTML that declares its encoding. Raises InputError for binary data.

    `stated`: the encoding that the server of the page names, which counts more than what the page declares, if it fits.
    """
    _refuse_binary(data)
    if decoded := _by_mark(data):
        return decoded
    if b"\0" in data and (decoded := _wide(data)):
        return decoded
    _refuse_controls(data)
    named = ((_known_label(stated), _BY_SERVER), (_declared(data) if page else None, _BY_PAGE))
    labels = [(label, by) for label, by in named if label]
    if labels and labels[0][0].startswith(("iso2022", "hz")):  # seven-bit: any such file is valid UTF-8 too
        return _as_labelled(data, labels)
    if b"\x1b$" in data:
        return _guessed(data)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        _refuse_surrogates(data)
    return _as_labelled(data, labels)


def label_of(encoding: str) -> str:
    """The usual name of an encoding: "windows-1252" for Python's "cp1252"."""
    return re.sub(r"^iso(?=\d)", "iso-", re.sub(r"^cp(?=125\d$|874$)", "windows-", encoding.replace("_", "-")))


def _refuse_binary(data: bytes) -> None:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"not a text but {what}")
    if data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        raise InputError("not a text but an image, a sound or a film")


def _refuse_controls(data: bytes) -> None:
    nuls, controls = data.count(b"\0"), len(data) - len(data.translate(None, _CONTROLS))
    if nuls > _MOST_NULS * len(data) or controls > _MOST_CONTROLS * len(data):
        raise InputError(f"not a text but binary data ({nuls:,} NUL and {controls:,} control bytes of {len(data):,})")


def _refuse_surrogates(data: bytes) -> None:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return
    place = next(index for index, character in enumerate(text) if "\ud800" <= character <= "\udfff")
    raise InputError(f"lone surrogate U+{ord(text[place]):04X} at character {place}: no valid UTF-8; write the file again as UTF-8")


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), (f"read as {encoding} (by its byte order mark)",))
            except UnicodeDecodeError as error:
                if encoding != "utf-32-le":
                    raise InputError(f"marked as {encoding}, but byte {error.start} does not fit; save it as UTF-8") from error
    return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: every other byte of a text in Latin letters is NUL."""
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = data[offset::2].count(b"\0"), data[1 - offset :: 2].count(b"\0")
        if len(data) % 2 == 0 and high > 0.3 * len(data) / 2 and low <= 0.02 * len(data) / 2:
            try:
                return Decoded(data.decode(encoding), (f"read as {encoding} (guessed)",))
            except UnicodeDecodeError:
                continue
    return None


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    return _known_label((match[1] or match[2]).decode("ascii", "replace"))


def _known_label(label: str | None) -> str | None:
    """Python's name of an encoding that is named as the web names it; None for none and for one that the web does not know."""
    label = (label or "").strip().lower()
    try:
        name = codecs.lookup(_WEB_LABELS.get(label, label)).name if label else ""
    except (LookupError, ValueError):
        return None
    return name if name in _OF_THE_WEB else None


def _as_labelled(data: bytes, labels: Iterable[tuple[str, tuple[str, str]]]) -> Decoded:
    """By the first label that fits; a wrong one is common, and where none fits the bytes decide."""
    misfits: list[str] = []
    for label, (how, who) in labels:
        if label == "utf-8":
            if damaged := _damaged(data):
                return Decoded(damaged.text, (*damaged.notes, *misfits))
            continue
        try:
            return Decoded(data.decode(label), (f"read as {label_of(label)} ({how})", *misfits))
        except UnicodeError:
            misfits.append(f"{who} {label_of(label)}, which does not fit")
    guessed = _damaged(data) or _guessed(data)
    return Decoded(guessed.text, (*guessed.notes, *misfits))


def _damaged(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    if broken > _BROKEN_SHARE * len(_MULTIBYTE.findall(data)):
        return None
    if not broken:
        return Decoded(text)
    return Decoded(text, (f"read as UTF-8 (guessed): {broken:,} broken place{'s' * (broken > 1)} replaced by U+FFFD",))


def _guessed(data: bytes) -> Decoded:
    from dedup.read.guess import guessed_encoding

    encoding = guessed_encoding(data)
    if encoding is None:
        raise InputError("neither UTF-8 nor any encoding that could be guessed; save it as UTF-8")
    return Decoded(data.decode(encoding), (f"read as {label_of(encoding)} (guessed)",))
