"""What the routes share: the processes, the comparisons kept, the counts. And how a worker's answer becomes the API's."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from dedup.errors import StoreError
from dedup.serve.families import read_families
from dedup.serve.jobs import Job
from dedup.serve.metrics import Metrics
from dedup.serve.options import Options
from dedup.serve.pool import Pool
from dedup.serve.refusal import Refusal
from dedup.serve.results import Results

_CACHED: Final = 8
"""Pages of comparisons held ready: what is opened is often opened again."""


class Desk:
    """One server's state."""

    def __init__(self, options: Options) -> None:
        """Raises StoreError, and InputError for a file of families that is none."""
        self.options = options
        self.metrics = Metrics()
        self.families = read_families(Path(options.families)) if options.families else None
        self.results = Results(options.keep)
        self.pool = Pool(options)
        self._pages: dict[str, str] = {}

    async def start(self) -> None:
        """Begin to work."""
        await self.pool.start()

    async def stop(self) -> None:
        """End what is under way, and remove what was for this run alone."""
        await self.pool.stop()
        self.results.close()

    def compare_job(self, task: dict[str, Any], *, waits: bool = True) -> Job:
        """A comparison; its result carries the id under which it is kept.

        Unless somebody waits for it, the result is remembered, and without the comparison, which `outcome` reads where it is kept.
        """
        return Job("compare", task, self._compared if waits else lambda answer: _lean(self._compared(answer)))

    def outcome(self, job: Job) -> dict[str, Any] | None:
        """The result of a task that was not waited for, as a waiting program gets it; None before its end."""
        if job.kind != "compare" or job.result is None:
            return job.result
        record = self.results.get(job.result["id"])
        return job.result if record is None else {**job.result, "comparison": record["comparison"]}

    def find_job(self, task: dict[str, Any]) -> Job:
        """A search for the source; every match that was compared carries the id of its comparison."""
        self.need_index()
        return Job("find", task, self._answered)

    def plain_job(self, kind: str, task: dict[str, Any]) -> Job:
        """A task whose answer is the API's as it stands."""
        return Job(kind, task, dict)

    def need_index(self) -> None:
        """Raises Refusal (404) where the server has no index."""
        if self.options.index is None:
            raise Refusal(404, "the server has no index; start it with --index INDEX")

    async def rendered(self, identity: str, form: str) -> str:
        """A kept comparison in a form. Raises Refusal (404)."""
        if form == "html" and identity in self._pages:
            return self._pages[identity]
        record = self.results.get(identity)
        if record is None:
            raise Refusal(404, "there is no comparison of that id; it may be from before the server was started")
        job = await self.pool.submit(Job("render", {"record": record, "format": form}, dict), first=True)
        text: str = (await job.wait())["text"]
        if form == "html":
            self._pages[identity] = text
            for old in list(self._pages)[:-_CACHED]:
                del self._pages[old]
        return text

    def _compared(self, answer: dict[str, Any]) -> dict[str, Any]:
        identity = self._kept(answer["record"])
        outcome = {"finding": answer["finding"], "certainty": answer["certainty"]}
        return {"id": identity, "page": f"/comparisons/{identity}", **outcome, "comparison": answer["record"]["comparison"]}

    def _answered(self, answer: dict[str, Any]) -> dict[str, Any]:
        return {"found": answer["found"], "matches": [self._match(one) for one in answer["matches"]]}

    def _match(self, one: dict[str, Any]) -> dict[str, Any]:
        record = one.pop("record", None)
        if record is None:
            return one
        identity = self._kept(record)
        return {**one, "comparison_id": identity, "page": f"/comparisons/{identity}"}

    def _kept(self, record: dict[str, Any]) -> str:
        try:
            return self.results.keep(record)
        except StoreError as error:
            raise Refusal(507, str(error)) from error


def _lean(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "comparison"}
