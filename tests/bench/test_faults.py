"""A call typed while everything under it is killed, on a small scale: nothing is timed, everything is counted."""

import json
import os
import subprocess
import sys

import pytest

from bench.faults.told import GROUPS, figure, heard
from bench.load.pace import Stream, pace
from crisis_center.stack.tree import ROOT


def figures(module, **scale):
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=os.environ | scale,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    return {line["name"]: line["value"] for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.browser
def test_what_is_typed_while_server_database_and_tab_die_comes_back():
    told = figures("bench.faults", RUNS="1", CHARACTERS="240", FAULTS="web,postgres,tab", SEED="7")
    counted = {name: told[name] for name in told if "second" not in name and "longest" not in name}
    missing = counted.pop("most characters missing after a tab or a browser died")
    assert missing <= 200
    assert counted == {
        "runs": 1,
        "kills of server, database, cache and line": 2,
        "deaths of a tab or a browser": 1,
        "characters missing where the page lived on": 0,
        "texts that came back as something else": 0,
        "states mixed from two tabs or two workers": 0,
    }


def test_what_was_acknowledged_is_there_after_a_kill():
    told = figures("bench.faults.saves", SAVES="200", KILLS="1")
    assert set(told) == set(GROUPS["saves"])
    assert (told["acknowledged saves"], told["kills of PostgreSQL"]) == (200, 1)
    assert (told["acknowledged saves lost"], told["saves that came back as something else"]) == (0, 0)


def test_a_printed_figure_is_heard_with_its_goal():
    told = figure("saves", "acknowledged saves lost", 3)
    assert heard(json.dumps(told.told())) == told
    assert told.is_missed


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell"
AWAY = b"HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"


def test_a_stream_sends_at_its_moments_and_counts_what_was_no_answer(answers):
    port = answers([OK, AWAY, OK])
    requests = ["GET / HTTP/1.1\r\n\r\n"]
    heard_of = pace(port, 0.25, [Stream("page", requests, every=0.1, first=0.0)])["page"]
    assert (len(heard_of.times), heard_of.bad) == (2, {"503": 1})
