"""`dedup serve` as a user starts it: its answers, what it was started for, what its API's description promises, many clients."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import which
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("datasketch")

from fuzzing import SEARCH
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import Server, running

from dedup import Article, Detector
from dedup.result import Comparison
from dedup.serve.api import ROUTES
from dedup.serve.tasks import FORMATS
from dedup.settings import Settings

SOURCE = (
    "The harbour board voted on Monday to raise the levy to 12 per cent from June. Ferry owners said that it would cost them "
    "two crossings a day. “We were not asked,” said Mara Tolland, who runs the largest of the lines."
)
REWRITE = (
    "Ferry owners lose two crossings a day after the harbour board voted on Monday to raise the levy to 15 per cent from June. "
    "“We were not asked,” said Mara Tolland, who runs the largest of the lines."
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "articles.index"
    with Detector.open(folder, indexes=["minhash"], settings=Settings(model="")) as detector:
        detector.add_many([Article(SOURCE, "source", title="Levy rises", outlet="Tarn Post")])
    return folder


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Server]:
    with running("--no-model", "--index", str(place), "--allow-add") as server:
        yield server


def test_two_texts_are_compared_and_told_in_every_form(server: Server) -> None:
    told = server.json("/api/compare", {"a": {"text": SOURCE, "title": "Levy rises"}, "b": {"text": REWRITE}, "source": "a"})
    assert Comparison.from_dict(told["comparison"]).source == "a"
    assert "Levy rises" in told["finding"]
    assert told["comparison"]["brief"]["finding"] == told["finding"]
    assert told["comparison"] == server.json(f"/api/comparisons/{told['id']}")
    for form in FORMATS:
        status, text = server.ask(f"/api/comparisons/{told['id']}?format={form}")
        assert (status, "12 per cent" in text or form in ("html", "pan", "schema-org")) == (200, True), form
    assert server.ask(f"/api/comparisons/{told['id']}?format=exe")[0] == 422
    status, page = server.ask(told["page"])
    assert status == 200
    assert "Levy rises" in page


def test_a_file_is_read_as_the_command_line_reads_it(server: Server) -> None:
    page = f"<html><head><title>Levy rises</title></head><body><article><p>{SOURCE}</p></article></body></html>"
    told = server.json("/api/extract", {"file": base64.b64encode(page.encode("utf-16")).decode(), "name": "page.html"})
    assert told["article"]["text"].strip() == SOURCE
    assert told["article"]["title"] == "Levy rises"
    assert "utf-16" in " ".join(told["notes"])
    assert server.ask("/api/extract", {"file": "?"})[0] == 422
    assert server.ask("/api/extract", {"file": base64.b64encode(b"\0\1\2\0").decode()})[0] == 422


def test_what_is_stated_beside_a_file_or_an_id_is_known_of_it(server: Server) -> None:
    page = f"<html><head><title>Levy</title></head><body><article><p>{SOURCE}</p></article></body></html>"
    coded = base64.b64encode(page.encode()).decode()
    stated = {
        "title": "Levy rises",
        "outlet": "Tarn Post",
        "url": "https://tarn.example/levy",
        "id": "levy",
        "published": "2024-05-31",
    }
    told = server.json("/api/extract", {"text": "", "file": coded, "name": "page.html", **stated})
    assert {**told["article"], "text": told["article"]["text"].strip()} == {"text": SOURCE, **stated}
    told = server.json("/api/extract", {"file": coded, "name": "page.html", "published": "some day"})
    assert "'some day'" in " ".join(told["notes"])
    told = server.json("/api/extract", {"id": "source", "author": "Mara Tolland"})
    assert (told["article"]["title"], told["article"]["author"]) == ("Levy rises", "Mara Tolland")


def test_the_source_is_found_and_its_comparison_opens(server: Server) -> None:
    told = server.json("/api/find", {"article": {"text": REWRITE, "id": "rewrite"}})  # by its id, as another test stores it
    assert [match["id"] for match in told["matches"]] == ["source"]
    assert told["found"] == 1
    match = told["matches"][0]
    assert match["certainty"] in match["finding"]
    assert "Levy rises" in match["finding"]
    assert server.ask(match["page"])[0] == 200


def test_a_stored_article_is_named_by_its_id(server: Server) -> None:
    told = server.json("/api/compare", {"a": {"id": "source"}, "b": REWRITE})
    assert told["comparison"]["a"]["outlet"] == "Tarn Post"
    assert server.ask("/api/compare", {"a": {"id": "gone"}, "b": REWRITE})[0] == 422


def test_an_article_is_added_and_named_with_its_candidates(server: Server) -> None:
    told = server.json("/api/add", {"article": {"text": REWRITE, "id": "rewrite"}})
    assert told == {"id": "rewrite", "version": 1, "candidates": ["source"]}


def test_addresses_are_not_read_unless_it_was_started_for_them(server: Server) -> None:
    status, text = server.ask("/api/extract", {"url": "https://example.org/"})
    assert status == 422
    assert "--fetch" in text


@pytest.mark.hypothesis  # the plugin sees no `given` in it, and `make soak` would pass it by
def test_the_description_of_the_api_holds_and_nothing_fails(server: Server) -> None:
    """Drawn requests, in order and out of it: no 500, and no answer that the description does not promise."""
    schemathesis = pytest.importorskip("schemathesis")
    headers = {"authorization": f"Bearer {server.token}"}
    schema = schemathesis.openapi.from_url(f"{server.address}/api/openapi.json", headers=headers)
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert {operation.path for operation in operations} == {route.path for route in ROUTES} - {"/api/openapi.json"}
    assert len(operations) == 11
    for operation in operations:
        _try_out(operation, headers)


def _try_out(operation: Any, headers: dict[str, str]) -> None:
    from schemathesis import GenerationMode, checks

    held = [checks.not_a_server_error, *map(checks.CHECKS.get_one, ("status_code_conformance", "response_schema_conformance"))]

    @given(st.sampled_from(list(GenerationMode)).flatmap(lambda mode: operation.as_strategy(generation_mode=mode)))
    @settings(max_examples=5 * SEARCH, deadline=None)
    def tried(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=held)

    tried()


def test_of_the_requests_of_16_clients_none_is_lost(server: Server) -> None:
    """`python -m benchmarks.speed_serve` sends 200, and tells how long they took."""

    def ask(number: int) -> Any:
        return server.json("/api/extract", {"text": f"{SOURCE} {number}"})["article"]["text"]

    with ThreadPoolExecutor(16) as clients:
        assert list(clients.map(ask, range(64))) == [f"{SOURCE} {number}" for number in range(64)]


@pytest.mark.skipif(which("node") is None, reason="needs Node")
def test_the_client_in_javascript_of_the_docs_compares(server: Server, tmp_path: Path) -> None:
    docs = (Path(__file__).parent.parent / "docs" / "serve.md").read_text("utf-8")
    client = tmp_path / "client.mjs"
    client.write_text(docs.partition("```js\n")[2].partition("```")[0], encoding="utf-8")
    command = ["node", str(client), server.address, SOURCE, REWRITE]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, "TOKEN": server.token}
    )
    assert done.returncode == 0, done.stderr
    assert "derivative" in done.stdout
    assert f"{server.address}/" in done.stdout


GO_PROGRAM = """package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

{client}
func main() {{
	told, err := compare(os.Args[1], os.Getenv("TOKEN"), os.Args[2], os.Args[3])
	fmt.Println(told.Finding, told.Page, told.Error, err)
}}
"""


@pytest.mark.slow
@pytest.mark.skipif(which("go") is None, reason="needs Go")
def test_the_client_in_go_of_the_docs_compares(server: Server, tmp_path: Path) -> None:
    docs = (Path(__file__).parent.parent / "docs" / "serve.md").read_text("utf-8")
    client = docs.partition("```go\n")[2].partition("```")[0]
    (tmp_path / "client.go").write_text(GO_PROGRAM.format(client=client), encoding="utf-8")
    alone = {"GOCACHE": str(tmp_path / "cache"), "GOPATH": str(tmp_path / "path"), "GOPROXY": "off", "GO111MODULE": "off"}
    command = ["go", "run", "client.go", server.address, SOURCE, REWRITE]
    known = {**os.environ, **alone, "TOKEN": server.token}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300, env=known)
    assert done.returncode == 0, done.stderr
    assert "draws on" in done.stdout
    assert done.stdout.rstrip().endswith("<nil>")
