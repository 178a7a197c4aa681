"""`python -m bench.faults.saves`: acknowledged saves while PostgreSQL is killed; SAVES=4000, KILLS=4.

Four writers save until so many were acknowledged; meanwhile PostgreSQL is killed and started again. Then each
acknowledged number is looked for. The control does the same with a commit that waits for no disk: it must
lose some, or this would prove nothing.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from bench.faults.centre import DATABASE, Centre, a_centre
from bench.faults.told import figure, tell
from bench.figures import Figure
from crisis_center.stack.embedded import APP, dies_with_parent
from crisis_center.stack.tree import ROOT

WRITERS = 4


class Writer:
    """One process that saves. What it is told is saved stands in a file, a number a line."""

    def __init__(self, process: subprocess.Popen[bytes], told: Path, call_id: UUID) -> None:
        self.process, self.call_id = process, call_id
        self.told = told.open(encoding="utf-8")
        self._rest = ""
        self.acknowledged: list[int] = []

    def listen(self) -> int:
        """Take in what was acknowledged since, and return how much there is."""
        *lines, self._rest = (self._rest + self.told.read()).split("\n")
        self.acknowledged += [int(line) for line in lines]
        return len(self.acknowledged)


@dataclass
class Result:
    acknowledged: int
    kills: int
    lost: int
    other: int
    seconds: float


def measure(saves: int, kills: int, seed: int = 1) -> Iterator[Figure]:
    """Run the product and its control, each in a centre of its own."""
    with a_centre(with_web=False) as centre:
        result = run(centre, saves, kills, seed)
        lasting = ("acknowledged saves", "kills of PostgreSQL", "acknowledged saves lost")
        for name, value in zip(lasting, (result.acknowledged, result.kills, result.lost), strict=True):
            yield figure("saves", name, value)
        yield figure("saves", "saves that came back as something else", result.other)
        yield figure("saves", "saves a second, four writers", result.acknowledged / result.seconds, "r/s")
        connection = centre.place.postgres.connect()
        with connection.cursor() as cursor:
            cursor.execute(f"alter role {APP} set synchronous_commit = off")
        connection.close()
        control = run(centre, min(saves, 20_000), min(kills, 10), seed)
        yield figure("saves", "acknowledged saves lost by the control, which waits for no disk", control.lost)


def run(centre: Centre, saves: int, kills: int, seed: int) -> Result:
    dice, began = Random(seed), time.monotonic()  # noqa: S311 the same moments every time
    writers = [_writer(centre.place.data, f"writer_{number}", saves // WRITERS) for number in range(WRITERS)]
    killed = 0
    while any(writer.process.poll() is None for writer in writers):
        told = sum(writer.listen() for writer in writers)
        if killed < kills and told >= (killed + dice.uniform(0.2, 0.8)) * saves / kills:
            centre.kill("postgres")
            centre.launch("postgres")
            centre.wait_for_database()
            killed += 1
        time.sleep(0.01)
    seconds = time.monotonic() - began
    told = sum(writer.listen() for writer in writers)
    lost, other = _missing(writers)
    return Result(told, killed, lost, other, seconds)


def _writer(folder: Path, username: str, saves: int) -> Writer:
    from accounts.models import Team, User  # noqa: PLC0415 the models exist only now
    from bench.data.databases import using  # noqa: PLC0415 as above

    with using(DATABASE):
        team, _made = Team.objects.get_or_create(name="Shymkent")
        call_id = uuid4()
        User.objects.get_or_create(
            username=username, defaults={"display_name": username, "role": "operator", "team": team}
        )
    told = folder / f"{call_id}.told"
    with told.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.faults.saving", username, str(call_id), str(saves)],
            cwd=ROOT,
            env=dict(os.environ),
            stdout=output,
            preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 no thread is running here
        )
    return Writer(process, told, call_id)


def _missing(writers: list[Writer]) -> tuple[int, int]:
    """Return how many acknowledged numbers are not there, and how many are there as something else."""
    from bench.data.databases import using  # noqa: PLC0415 the models exist only now
    from bench.faults.saving import typed  # noqa: PLC0415 as above
    from hotline.models import CallDraft  # noqa: PLC0415 as above
    from vault.context import opening  # noqa: PLC0415 as above

    lost = other = 0
    with using(DATABASE):
        for writer in writers:
            with opening([writer.call_id], purposes=["call"]):
                drafts = CallDraft.objects.filter(call_id=writer.call_id).iterator(chunk_size=2000)
                held = {draft.seq: draft.typed == typed(draft.seq) for draft in drafts}
            lost += sum(seq not in held for seq in writer.acknowledged)
            other += sum(not is_right for is_right in held.values())
    return lost, other


def main() -> int:
    saves, kills = int(os.environ.get("SAVES", "4000")), int(os.environ.get("KILLS", "4"))
    missed = False
    for told in measure(saves, kills):
        tell(told)
        missed |= told.is_missed
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
