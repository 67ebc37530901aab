"""What the server refuses before anything reads it: each refusal a test."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")

from serving import AS_PROGRAM, HOST, TOKEN
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from dedup.cli import main
from dedup.errors import InputError
from dedup.serve import run
from dedup.serve.guard import OWN_POLICY, Guard
from dedup.serve.options import Limits, Options
from dedup.serve.refusal import Refusal

AS_PAGE = {"cookie": f"dedup_8765={TOKEN}", "origin": f"http://{HOST}", "host": HOST}
JSON = {"content-type": "application/json"}


async def _echo(request: Request) -> Response:
    return JSONResponse({"length": len(await request.body())})


def client(**known: Any) -> TestClient:
    options = replace(Options(TOKEN, limits=Limits(body_bytes=100)), **known)
    inner = Starlette(
        exception_handlers={Refusal: lambda _, error: JSONResponse({"error": str(error)}, error.status)},
        routes=[Route(path, _echo, methods=["GET", "POST", "DELETE"]) for path in ("/", "/healthz", "/api/compare")],
    )
    return TestClient(Guard(inner, options), base_url="http://127.0.0.1:8765")


def post(headers: dict[str, str], body: bytes = b"{}", **known: Any) -> int:
    return client(**known).post("/api/compare", content=body, headers={**JSON, **headers}).status_code


def test_a_page_of_its_own_and_a_program_with_the_token_are_answered() -> None:
    assert post(AS_PAGE) == 200
    assert post(AS_PROGRAM) == 200
    assert client().get("/api/compare", headers={"cookie": AS_PAGE["cookie"]}).status_code == 200


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "127.0.0.1:8766", "127.0.0.1.example.org:8765", "127.0.0.2:8765", ""])
def test_another_host_is_refused_whoever_asks(host: str) -> None:
    assert post({**AS_PROGRAM, "host": host}) == 421
    assert client().get("/healthz", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_the_other_names_of_this_machine_are_its_own(host: str) -> None:
    assert post({**AS_PROGRAM, "host": host}) == 200


def test_two_hosts_in_one_request_are_refused() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    pair = [(b"host", HOST.encode()), (b"host", b"example.org"), (b"authorization", f"Bearer {TOKEN}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": pair}
    asyncio.run(Guard(Starlette(), Options(TOKEN))(scope, receive, send))
    assert sent[0]["status"] == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"cookie": "dedup_8765=wrong"},
        {"cookie": f"dedup_8766={TOKEN}"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer \xe9"},
    ],
)
def test_without_the_token_nothing_is_answered(headers: dict[str, str]) -> None:
    encoded = {name.encode(): value.encode("latin-1") for name, value in {"host": HOST, **headers}.items()}
    answer = client().get("/api/compare", headers=list(encoded.items()))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_whether_it_lives_is_told_without_the_token() -> None:
    assert client().get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://example.org", "http://127.0.0.1:3000", "http://127.0.0.1", "null", f"http://{HOST}.example.org", ""]
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    assert post({**AS_PAGE, "origin": origin}) == 403
    assert post({**AS_PROGRAM, "origin": origin}) == 403
    assert client().delete("/api/compare", headers={**AS_PAGE, "origin": origin}).status_code == 403


def test_a_browser_that_hides_where_it_comes_from_is_refused() -> None:
    assert post({"cookie": AS_PAGE["cookie"]}) == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/jsonp"]
)
def test_what_is_no_json_is_refused(kind: str) -> None:
    assert post({**AS_PAGE, "content-type": kind}) == 415


def test_json_with_a_charset_is_json() -> None:
    assert post({**AS_PAGE, "content-type": "application/json; charset=utf-8"}) == 200


def test_a_packed_body_is_refused() -> None:
    assert post({**AS_PAGE, "content-encoding": "gzip"}) == 415


def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not() -> None:
    assert post(AS_PROGRAM, b"x" * 100) == 200
    assert post(AS_PROGRAM, b"x" * 101) == 413
    streamed = client().post("/api/compare", content=iter([b"x" * 60, b"x" * 60]), headers={**AS_PROGRAM, **JSON})
    assert streamed.status_code == 413
    assert streamed.json()["error"].startswith("the body is over 100 bytes")


def test_the_token_of_the_address_becomes_a_cookie_that_scripts_and_other_sites_do_not_get() -> None:
    answer = client().get("/", params={"token": TOKEN})
    assert answer.headers["set-cookie"] == f"dedup_8765={TOKEN}; Path=/; HttpOnly; SameSite=Strict"
    assert TOKEN not in answer.text
    assert 'content="0;url=/"' in answer.text
    assert client().get("/", params={"token": "wrong"}).status_code == 401


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere"])
def test_every_answer_says_how_it_may_be_used(path: str) -> None:
    answer = client().get(path, headers={"origin": "http://example.org"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["content-security-policy"] == OWN_POLICY
    assert "frame-ancestors 'none'" in OWN_POLICY
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_browser_that_asks_whether_it_may_is_told_no() -> None:
    asked = {"host": HOST, "origin": "http://example.org", "access-control-request-method": "POST"}
    answer = client().options("/api/compare", headers=asked)
    assert answer.status_code == 401
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_refusals_are_json() -> None:
    assert json.loads(client().get("/").text) == {
        "error": "the token is missing or wrong; open the address that the server has printed, or send it as Bearer"
    }


@pytest.mark.parametrize("token", ["", "short", "with a space in it now", "semicolon;semicolon", "naïve-naïve-naïve"])
def test_a_token_that_can_be_guessed_or_breaks_a_cookie_is_refused(token: str) -> None:
    with pytest.raises(InputError, match="16 or more"):
        Options(token)


@pytest.mark.parametrize(("options", "says"), [
    ((), "give the token in a --token-file"),
    (("--name", "desk.example"), "give the token in a --token-file"),
    (("--token-file",), "say with --name"),
])  # fmt: skip
def test_another_address_is_refused_without_a_token_of_ones_own_and_a_name(
    options: tuple[str, ...], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_text(TOKEN)
    given = (*options, str(tmp_path / "token")) if options == ("--token-file",) else options
    assert main(["serve", "--host", "0.0.0.0", "--port", "0", *given]) == 2
    assert says in capsys.readouterr().err


def test_at_another_address_it_warns_and_does_not_print_the_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(TOKEN)
    monkeypatch.setattr(run, "serve", lambda *_: None)
    given = ["--name", "desk.example", "--token-file", str(tmp_path / "token")]
    assert main(["serve", "--host", "0.0.0.0", "--port", "0", *given]) == 0
    told = capsys.readouterr()
    assert "warning: other machines can reach 0.0.0.0:" in told.err
    assert TOKEN not in told.out + told.err


def test_another_address_is_answered_by_the_names_it_was_given() -> None:
    options = Options(TOKEN, "0.0.0.0", names=("Desk.example", "desk.example:80"))
    assert options.hosts == {"0.0.0.0:8765", "desk.example:8765", "desk.example:80"}
    with pytest.raises(InputError, match="no name of a host"):
        Options(TOKEN, names=("http://desk.example/",))
