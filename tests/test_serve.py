"""The line before the processes, tasks that are followed and called off, what is kept: with processes that only pretend."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")

from serving import AS_PROGRAM, PRETENDED, TOKEN
from starlette.testclient import TestClient

from dedup.errors import InputError
from dedup.read import SUFFIXES
from dedup.serve import bodies, pool
from dedup.serve.app import application
from dedup.serve.families import read_families
from dedup.serve.options import Limits, Options
from dedup.serve.refusal import Refusal


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a server whose processes pretend; made with the options given."""
    monkeypatch.setattr(pool, "_COMMAND", (sys.executable, "-c", PRETENDED))

    @contextmanager
    def opened(**known: Any) -> Iterator[TestClient]:
        options = Options(TOKEN, **{"jobs": 1, **known})
        with TestClient(application(options), base_url="http://127.0.0.1:8765", headers=AS_PROGRAM) as client:
            yield client

    return opened


def begun(client: TestClient, text: str) -> str:
    answer = client.post("/api/compare", json={"a": text, "b": "other", "wait": False})
    assert answer.status_code == 202
    return str(answer.json()["job"])


def ended(client: TestClient, job: str) -> dict[str, Any]:
    until = time.monotonic() + 20
    while (state := client.get(f"/api/jobs/{job}").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < until, state
        time.sleep(0.02)
    return dict(state)


def test_a_comparison_is_answered_and_kept_under_its_id(served: Any, tmp_path: Path) -> None:
    with served(keep=tmp_path / "kept") as client:
        told = client.post("/api/compare", json={"a": "word", "b": "other"}).json()
    assert told["page"] == f"/comparisons/{told['id']}"
    assert told["comparison"] == {"said": "word"}
    assert json.loads((tmp_path / "kept" / f"{told['id']}.json").read_text())["comparison"] == {"said": "word"}


def test_the_boxes_take_every_file_that_is_read(served: Any) -> None:
    with served() as client:
        page, described = client.get("/").text, client.get("/api/openapi.json").text
    assert f'accept="{",".join(SUFFIXES)}"' in page
    assert ", ".join(SUFFIXES) in described


def test_a_task_is_followed_from_the_line_to_its_end(served: Any) -> None:
    with served() as client:
        job = begun(client, "sleep .3")
        events = client.get(f"/api/jobs/{job}/events").text
        states = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
        assert states[-1]["state"] == "done"
        assert "pretending" in {state["stage"] for state in states}
        assert "event: end" in events
        assert client.get(f"/jobs/{job}", follow_redirects=False).headers["location"].startswith("/comparisons/")
        again = client.get(f"/api/jobs/{job}/events").text  # after a reload
        assert again.count("data: ") == 1
        assert client.get(f"/api/jobs/{job}").json()["result"]["comparison"] == {"said": "sleep"}


def test_beyond_the_line_a_program_is_told_to_come_again(served: Any) -> None:
    with served(limits=Limits(waiting=2)) as client:
        jobs = [begun(client, "sleep 30") for _ in range(3)]  # one in work, two in the line
        answer = client.post("/api/compare", json={"a": "word", "b": "other"})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert [client.get(f"/api/jobs/{job}").json()["place"] for job in jobs] == [0, 1, 2]
        for job in jobs:
            client.request("DELETE", f"/api/jobs/{job}")
        assert client.post("/api/compare", json={"a": "word", "b": "other"}).status_code == 200


def test_what_takes_too_long_is_ended_and_the_next_one_is_served(served: Any) -> None:
    with served(limits=Limits(seconds=1.0)) as client:
        answer = client.post("/api/compare", json={"a": "sleep 30", "b": "other"})
        assert answer.status_code == 504
        assert "longer than 1 s" in answer.json()["error"]
        assert client.post("/api/compare", json={"a": "word", "b": "other"}).status_code == 200


def test_what_is_called_off_ends_at_once_in_work_and_in_the_line(served: Any) -> None:
    with served() as client:
        first, second = begun(client, "sleep 30"), begun(client, "sleep 30")
        for job in (second, first):
            assert client.request("DELETE", f"/api/jobs/{job}").json()["state"] == "cancelled"
        started = time.monotonic()
        assert client.post("/api/compare", json={"a": "word", "b": "other"}).status_code == 200
        assert time.monotonic() - started < 15
        assert ended(client, first)["state"] == "cancelled"
        assert "called off" in client.get(f"/jobs/{first}").text


def test_a_process_that_dies_fails_its_task_alone(served: Any) -> None:
    with served() as client:
        assert client.post("/api/compare", json={"a": "die", "b": "other"}).status_code == 500
        assert client.post("/api/compare", json={"a": "word", "b": "other"}).status_code == 200


@pytest.mark.parametrize("text", ["babble", "print", "mistake"])
def test_what_is_no_answer_fails_its_task_alone_and_is_logged(served: Any, text: str, caplog: pytest.LogCaptureFixture) -> None:
    with served() as client:
        answer = client.post("/api/compare", json={"a": text, "b": "other"})
        assert (answer.status_code, "bug" in answer.json()["error"]) == (500, True)
        assert client.post("/api/compare", json={"a": "word", "b": "other"}).status_code == 200
    assert [record for record in caplog.records if record.getMessage().startswith("bug: ")]


def test_a_process_that_cannot_be_started_is_tried_again(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    start, left = asyncio.create_subprocess_exec, [OSError(12, "Cannot allocate memory")] * 2

    async def tried(*command: Any, **known: Any) -> Any:
        if left:
            raise left.pop()
        return await start(*command, **known)

    monkeypatch.setattr(pool, "_RESTART_SECONDS", 0.01)
    monkeypatch.setattr(asyncio, "create_subprocess_exec", tried)
    with served(limits=Limits(seconds=10)) as client:
        job = begun(client, "word")
        assert ended(client, job)["state"] == "done"
    assert not left


def test_ended_tasks_are_forgotten_beyond_a_number(served: Any) -> None:
    with served(limits=Limits(remembered=2)) as client:
        jobs = [begun(client, "word") for _ in range(4)]
        for job in jobs[2:]:
            ended(client, job)
        begun(client, "word")
        assert client.get(f"/api/jobs/{jobs[0]}").status_code == 404


def test_what_is_remembered_of_a_task_is_its_state_and_where_its_comparison_is(served: Any) -> None:
    with served() as client:
        pool = client.app._desk.pool
        client.post("/api/extract", json={"text": "word"})
        told = client.post("/api/compare", json={"a": "word", "b": "other"}).json()
        client.get(f"/api/comparisons/{told['id']}")
        assert not pool._known
        job = begun(client, "word")
        assert ended(client, job)["result"]["comparison"] == {"said": "word"}
        assert set(pool.get(job).result) == {"id", "page", "finding", "certainty"}


def test_a_server_that_stops_leaves_no_task_and_no_folder(served: Any) -> None:
    with served() as client:
        job = begun(client, "sleep 30")
        assert client.get(f"/api/jobs/{job}").status_code == 200  # what is left behind, processes too, fails the test


@pytest.mark.parametrize("identity", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "0" * 15, "0" * 17, "G" * 16, "0" * 16])
def test_an_id_reaches_no_path(served: Any, identity: str) -> None:
    with served() as client:
        assert client.get(f"/api/comparisons/{identity}").status_code == 404


def test_what_a_server_was_not_started_for_says_how_to_start_it(served: Any) -> None:
    with served() as client:
        assert "--allow-add" in client.post("/api/add", json={"article": "word"}).json()["error"]
        assert "--index" in client.post("/api/find", json={"article": "word"}).json()["error"]
        assert "--families" in client.get("/api/families").json()["error"]
        for page, option in (("/find", "--index"), ("/families", "--families")):
            assert option in client.get(page).text


def test_the_counts_tell_of_routes_and_never_of_ids(served: Any) -> None:
    with served() as client:
        told = client.post("/api/compare", json={"a": "word", "b": "other"}).json()
        client.get("/nowhere")
        text = client.get("/metrics").text
    assert 'dedup_requests_total{method="POST",route="/api/compare",status="200"} 1' in text
    assert 'route="elsewhere",status="404"' in text
    assert 'dedup_tasks_total{end="done"} 1' in text
    assert told["id"] not in text


def test_the_log_holds_no_word_of_a_text(served: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level("DEBUG")
    with served() as client:
        client.post("/api/compare", json={"a": "zyzzyva", "b": "other"})
        client.post("/api/compare", content=b'{"a": zyzzyva', headers={"content-type": "application/json"})
        client.get("/api/jobs/zyzzyva?zyzzyva")
    lines = [record for record in caplog.records if record.name == "dedup.serve"]
    assert len(lines) == 3
    assert not [record for record in lines if "zyzzyva" in record.getMessage()]
    assert "zyzzyva" not in "".join(capfd.readouterr())


def test_families_are_shown_some_at_a_time(served: Any, tmp_path: Path) -> None:
    members = [
        {"id": "t1", "words": 9, "title": "Tarn levy rises", "outlet": "Tarn Post", "published": "2024-05-31"},
        {"id": "t2", "words": 9, "outlet": "Quay Daily", "published": "2024-06-01"},
    ]
    members.append({"id": "5d0c7e", "words": 9, "opening": "The levy of the tarn goes up, the board said on"})
    edge = {"a": "t1", "b": "t2", "source": "a", "a_containment": 0.4, "b_containment": 0.8, "kind": "copy"}
    family = {"family": "t1", "root": "t1", "members": members, "edges": [edge]}
    file = tmp_path / "families.jsonl"
    file.write_text("".join(json.dumps(family) + "\n" for _ in range(30)))
    with served(families=file) as client:
        answer = client.get("/api/families?offset=28&limit=5").json()
        assert (answer["total"], len(answer["families"])) == (30, 2)
        assert client.get("/api/families?limit=x").status_code == 422
        page = client.get("/families").text
        assert "30 families" in page
        assert page.count("80% of the runs of words") == 25
        assert page.count("<bdi>Tarn levy rises</bdi> → <bdi>Quay Daily</bdi>") == 25  # no id where more is known
        assert "t2" not in page
        assert ("(no headline) The levy of the tarn" in page, "5d0c7e" in page) == (True, False)
        assert "Smaller ones" in page
        assert "data-pair" not in page  # without an index there are no texts
    file.write_text('{"family": "t1"}\n')
    with pytest.raises(InputError, match="line 1: no family"):
        read_families(file)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"[]", 400, "a list"),
        (b"{", 400, "no JSON"),
        (b"\xff\xfe", 400, "no JSON"),
        (b"[" * 100_000, 400, "no JSON"),
        (b'{"b": "x"}', 422, "'a' is missing"),
        (b'{"a": 1, "b": "x"}', 422, "a is a number"),
        (b'{"a": {}, "b": "x"}', 422, "a has no text"),
        (b'{"a": {"text": 1}, "b": "x"}', 422, "a.text is a number"),
        (b'{"a": {"text": "\\ud800"}, "b": "x"}', 422, "lone surrogate"),
        (b'{"a": {"path": "/etc/passwd"}, "b": "x"}', 422, "unknown key 'path'"),
        (b'{"a": "x", "b": "x", "sorce": "a"}', 422, "unknown key 'sorce'"),
        (b'{"a": "x", "b": "x", "source": []}', 422, "source has to be one of a, b, null"),
        (b'{"a": "x", "b": "x", "model": 1}', 422, "model is a number"),
    ],
)
def test_a_body_that_cannot_be_used_says_which_key_and_what_is_expected(body: bytes, status: int, said: str) -> None:
    with pytest.raises(Refusal, match=said) as caught:
        bodies.compare_task(bodies.parsed(body))
    assert caught.value.status == status
