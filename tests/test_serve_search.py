"""The archive is searched by words in the server's pages: with the real command and a real index."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("starlette")

from serving import running

from dedup import Article, Detector


def test_an_article_is_found_by_its_words_and_its_outlet(tmp_path: Path) -> None:
    with Detector.open(tmp_path / "index", indexes=("minhash",)) as detector:
        detector.add(Article("The board sold the old crane for 400 pounds.", id="a", title="Crane sold <b>", outlet="Tarn Echo"))
        detector.add(Article("A crane was seen on the mud at low water.", id="b", title="A rare bird", outlet="Vale Courier"))
    with running("--index", str(tmp_path / "index")) as server:
        _, both = server.ask("/search?words=crane")
        _, one = server.ask("/search?words=crane&outlet=vale+courier")
        _, none = server.ask("/search?words=%22crane+old%22")
        status, _ = server.ask("/search")
    assert ("Crane sold &lt;b&gt;" in both, "A rare bird" in both) == (True, True)
    assert ("Crane sold" in one, "A rare bird" in one) == (False, True)
    assert "No article holds all of these words" in none
    assert status == 200
