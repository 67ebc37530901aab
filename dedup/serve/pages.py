"""The server's pages: forms, a task's progress, what was found; a comparison is the same page that the command line writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dedup.read import SUFFIXES
from dedup.report.family_names import names_of
from dedup.report.page import inlined, page_policy
from dedup.report.visible import visible, web_address
from dedup.report.wording import counted, percent, plain, when
from dedup.result import ArticleInfo
from dedup.serve.api import desk_of, job_of, number
from dedup.serve.refusal import Refusal

_ASSETS: Final = {"serve.css": "text/css", "serve.js": "text/javascript"}
_TABS: Final = (("/", "Compare"), ("/find", "Find the source"), ("/search", "Search"), ("/families", "Families"))
_BATCH: Final = 25
"""Families on one page."""
_MOST_CHARACTERS: Final = 300
"""Characters of what is searched for."""


@cache
def _environment() -> Environment:
    templates = {item.name: item.read_text(encoding="utf-8") for item in (files(__package__) / "templates").iterdir()}
    return Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _asset(name: str) -> str:
    text = (files(__package__) / "assets" / name).read_text(encoding="utf-8")
    return inlined("base.css") + text if name.endswith(".css") else text


def _page(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    options = desk_of(request).options
    known = {"tabs": _TABS, "here": request.url.path, "fetch": options.fetch, "has_index": options.index is not None}
    known["suffixes"] = ",".join(SUFFIXES)
    return HTMLResponse(_environment().get_template(template).render({**known, **values}), status)


def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal as a page."""
    return _page(request, "refused.html.j2", {"message": refusal.message}, refusal.status)


async def compare(request: Request) -> Response:
    """Two boxes."""
    return _page(request, "compare.html.j2", {"boxes": (("a", "A"), ("b", "B"))})


async def find(request: Request) -> Response:
    """One box, to look for what it was taken from."""
    return _page(request, "find.html.j2", {"boxes": (("article", "The article"),)})


async def search(request: Request) -> Response:
    """Words to look for in the index, and the articles that hold them all. Raises Refusal."""
    words, outlet = (_asked(request, name) for name in ("words", "outlet"))
    values: dict[str, Any] = {"words": words, "outlet": outlet, "articles": None, "more": False}
    if words:
        desk = desk_of(request)
        desk.need_index()
        most = desk.options.limits.matches
        task = {"words": words, "outlet": outlet or None, "limit": most + 1}
        answer = await (await desk.pool.submit(desk.plain_job("search", task))).wait()
        values["articles"] = [_listed(item) for item in answer["articles"][:most]]
        values["more"] = len(answer["articles"]) > most
    return _page(request, "search.html.j2", values)


def _asked(request: Request, name: str) -> str:
    value = request.query_params.get(name, "").strip()
    if len(value) > _MOST_CHARACTERS:
        raise Refusal(422, f"{name} has {len(value):,} characters; up to {_MOST_CHARACTERS} are searched for")
    return value


def _listed(item: Mapping[str, Any]) -> dict[str, Any]:
    known = (item["outlet"], when(item["published"]) if item["published"] else None)
    return {
        "name": visible(item["name"]),
        "byline": " · ".join(visible(str(value)) for value in known if value),
        "href": web_address(item["url"]),
        "opening": visible(item["opening"]),
    }


async def families(request: Request) -> Response:
    """The families that the server was given, some at a time."""
    run = desk_of(request).families
    start = number(request, "from", 0, 0, 2**31)
    shown = [_family(item) for item in (run or [])[start : start + _BATCH]]
    total = len(run or [])
    after = start + _BATCH if start + _BATCH < total else None
    before = max(0, start - _BATCH) if start else None
    values = {"is_given": run is not None, "total": total, "families": shown, "start": start, "after": after, "before": before}
    return _page(request, "families.html.j2", values)


def _family(item: Mapping[str, Any]) -> dict[str, Any]:
    openings = {place: str(opening) for place, member in enumerate(item["members"]) if (opening := member.get("opening"))}
    called = names_of([_info(member) for member in item["members"]], openings)
    names = {member["id"]: one.name for member, one in zip(item["members"], called, strict=True)}
    return {
        "name": counted(len(item["members"]), "article"),
        "root": names.get(item.get("root") or "", ""),
        "members": [_member(member, names[member["id"]]) for member in item["members"]],
        "edges": list(_edges(item["edges"], names)),
    }


def _info(member: Mapping[str, Any]) -> ArticleInfo:
    title, outlet, published = (str(member[key]) if member.get(key) else None for key in ("title", "outlet", "published"))
    return ArticleInfo(str(member["id"]), title, None, outlet, published, 0)


def _member(member: Mapping[str, Any], name: str) -> tuple[str, str]:
    known = (member.get("outlet"), when(member["published"]) if member.get("published") else None)
    return name, " · ".join(visible(str(value)) for value in known if value)


def _edges(edges: list[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for edge in edges:
        ends = (edge["b"], edge["a"]) if edge.get("source") == "b" else (edge["a"], edge["b"])
        inside = edge.get("a_containment" if ends[1] == edge["a"] else "b_containment")
        yield {
            "ids": ends,
            "names": tuple(names.get(end, visible(str(end))) for end in ends),
            "known": edge.get("source") is not None,
            "kind": plain(str(edge.get("kind") or "")),
            "share": percent(inside) if isinstance(inside, (int, float)) else "",
        }


async def job(request: Request) -> Response:
    """A task: its progress; then what was found, or the comparison."""
    task = job_of(request)
    if task.state == "done" and task.kind == "compare" and task.result:
        return RedirectResponse(task.result["page"], 303)
    if task.state == "done" and task.kind == "find" and task.result:
        matches = [_match(item) for item in task.result["matches"]]
        return _page(request, "found.html.j2", {"found": task.result["found"], "matches": matches})
    return _page(request, "job.html.j2", {"job": task.shown(), "back": "/find" if task.kind == "find" else "/"})


def _match(item: Mapping[str, Any]) -> dict[str, Any]:
    known = (item.get("outlet"), when(item["published"]) if item.get("published") else None)
    return {
        "name": visible(item["name"]),
        "byline": " · ".join(visible(value) for value in known if value),
        "href": web_address(item["url"]),
        "page": item.get("page", ""),
        "said": item.get("finding") or f"not compared: {visible(item.get('failed') or 'no comparison')}",
        "relation": plain(item["relation"]) if item.get("relation") else "",
        "shares": _shares(item),
    }


def _shares(item: Mapping[str, Any]) -> str:
    if "this_containment" not in item:
        return ""
    here, there = percent(item["this_containment"]), percent(item["stored_containment"])
    return f"{here} of the runs of words of your article are in it, {there} of its runs are in yours"


async def comparison(request: Request) -> Response:
    """A comparison, as the page that needs nothing else."""
    text = await desk_of(request).rendered(request.path_params["id"], "html")
    return HTMLResponse(text, headers={"content-security-policy": f"{page_policy()}; frame-ancestors 'none'"})


async def asset(request: Request) -> Response:
    """The style or the script of the pages."""
    name = request.path_params["name"]
    if name not in _ASSETS:
        raise Refusal(404, "there is nothing at this address")
    return Response(_asset(name), media_type=_ASSETS[name])


ROUTES: Final = (
    Route("/", compare),
    Route("/find", find),
    Route("/search", search),
    Route("/families", families),
    Route("/jobs/{id}", job),
    Route("/comparisons/{id}", comparison),
    Route("/assets/{name}", asset),
)
