"""The archive is searched by words in the server's pages: with the real command and a real index."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("starlette")

from serving import running

from dedup import Article, Detector


def test_an_article_is_found_by_its_words_and_its_outlet(tmp_path: Path) -> None:
    with Detector.open(tmp_path / "index", indexes=("minhash",)) as detector:
        detector.add_many(Article(f"Boat number {number} left the harbour.", id=f"boat-{number}") for number in range(21))
        detector.add(Article("The board sold the old crane for 400 pounds.", id="a", title="Crane sold <b>", outlet="Tarn Echo"))
        detector.add(Article("Herons return to the marsh\nThe first were counted on Monday at the mere.", id="5d0c7e"))
        detector.add(Article("A crane was seen on the mud at low water.", id="b", title="A rare bird", outlet="Vale Courier"))
        detector.add(Article("The board met on Monday, and it sold the quay to nobody at all. It rained.", id="77ae01"))
    with running("--index", str(tmp_path / "index")) as server:
        _, both = server.ask("/search?words=crane")
        _, one = server.ask("/search?words=crane&outlet=vale+courier")
        _, none = server.ask("/search?words=%22crane+old%22")
        _, boats = server.ask("/search?words=harbour")
        _, begun = server.ask("/search?words=quay")
        _, untitled = server.ask("/search?words=mere")
        long, said = server.ask(f"/search?words={'crane+' * 60}")
        status, _ = server.ask("/search")
    assert ("Crane sold &lt;b&gt;" in both, "A rare bird" in both) == (True, True)
    assert ("Crane sold" in one, "A rare bird" in one) == (False, True)
    assert ("Herons return to the marsh</" in untitled, "5d0c7e" in untitled) == (True, False)
    assert ("(no headline) The board met on Monday" in begun, "77ae01" in begun) == (True, False)
    assert "No article holds all of these words" in none
    assert ("The first 20 are shown" in boats, boats.count("<h3")) == (True, 20)
    assert "2 articles, the best first" in both
    assert (long, "up to 300 are searched for" in said) == (422, True)
    assert status == 200
