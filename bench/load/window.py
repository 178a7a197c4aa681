"""One interleaved window: every target is driven between two runs of its reference, round after round.

Other work on the machine slows both alike. So a ratio to the neighbours means something where a number of
requests a second does not; the processor's milliseconds and the smallest times are next.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from bench.load.cpu import seconds_of_tree
from bench.load.driver import Answer, Order
from bench.servers import Server
from crisis_center.stack.tree import ROOT

Requests = Callable[[], list[str]]


@dataclass(frozen=True)
class Target:
    """What is asked of a server. `requests` is called for each run; with `once` each is sent one time."""

    name: str
    server: Server
    requests: Requests
    status: int = 200
    once: bool = False


@dataclass(frozen=True)
class Effort:
    """How long a window goes on."""

    rounds: int = 3
    seconds: float = 1.5
    connections: tuple[int, ...] = (1, 8)
    at_most: int = 1_000_000  # requests of one run


@dataclass(frozen=True)
class Run:
    """One target driven for a moment."""

    rate: float
    p50: float
    p95: float
    server_cpu: float  # milliseconds a request
    database_cpu: float
    kib: float


@dataclass
class Measured:
    """All runs of a target with one number of connections, and their rates beside the reference's."""

    runs: list[Run] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    def median(self, name: str) -> float:
        return statistics.median(getattr(run, name) for run in self.runs)

    def least(self, name: str) -> float:
        return min(getattr(run, name) for run in self.runs)

    @property
    def cpu(self) -> float:
        """Milliseconds of the processor for one request, the server's and PostgreSQL's."""
        return statistics.median(run.server_cpu + run.database_cpu for run in self.runs)


Results = dict[tuple[str, int], Measured]


class WrongAnswer(Exception):
    """The server answered something else: a form that came back, a sign-in page. No figure is worth it."""


@dataclass(frozen=True)
class Driver:
    """Drives targets and reads what it cost from /proc; `postgres` is the process of the database."""

    postgres: int

    def run(self, target: Target, *, connections: int, seconds: float, at_most: int) -> Run:
        order = Order(
            port=target.server.port,
            requests=target.requests(),
            status=target.status,
            connections=connections,
            seconds=seconds,
            once=target.once,
            at_most=at_most,
        )
        before = seconds_of_tree(target.server.pid), seconds_of_tree(self.postgres)
        answer = _driven(order)
        after = seconds_of_tree(target.server.pid), seconds_of_tree(self.postgres)
        if answer.bad or not answer.times:
            raise WrongAnswer(f"{target.name}: wanted {target.status}, came {answer.bad}")
        times = sorted(answer.times)
        return Run(
            rate=len(times) / answer.seconds,
            p50=statistics.median(times),
            p95=times[int(len(times) * 0.95)],
            server_cpu=(after[0] - before[0]) * 1000 / len(times),
            database_cpu=(after[1] - before[1]) * 1000 / len(times),
            kib=answer.bytes / len(times) / 1024,
        )

    def window(self, reference: Target, targets: Sequence[Target], effort: Effort) -> Results:
        """Drive each target between two runs of the reference; return both by name and connections."""
        results: Results = {}
        for target in (reference, *targets):
            self.run(target, connections=2, seconds=0.5, at_most=20)  # everything is loaded once
        for _round in range(effort.rounds):
            before = self._all(reference, effort)
            for target in targets:
                driven, after = self._all(target, effort), self._all(reference, effort)
                _keep(results, target.name, driven, before, after)
                _keep(results, reference.name, after, after, after)
                before = after
        return results

    def _all(self, target: Target, effort: Effort) -> dict[int, Run]:
        return {
            connections: self.run(
                target, connections=connections, seconds=effort.seconds, at_most=effort.at_most
            )
            for connections in effort.connections
        }


def _keep(
    results: Results, name: str, driven: dict[int, Run], before: dict[int, Run], after: dict[int, Run]
) -> None:
    for connections, run in driven.items():
        measured = results.setdefault((name, connections), Measured())
        measured.runs.append(run)
        measured.ratios.append(
            run.rate / statistics.mean((before[connections].rate, after[connections].rate))
        )


def _driven(order: Order) -> Answer:
    done = subprocess.run(
        [sys.executable, "-m", "bench.load.driver"],
        cwd=ROOT,
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=True,
        timeout=order.seconds + 90,
    )
    return Answer(**json.loads(done.stdout))
