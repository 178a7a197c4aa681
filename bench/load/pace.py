"""A second process again: many streams, each of which sends at moments of its own, whatever the server does.

A time counts from the moment when a request was due, so that one that had to wait for the one before it is as
slow as it was for whoever sat there. Reads one JSON order from standard input and writes one JSON answer.
"""

import heapq
import json
import selectors
import sys
import time
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from bench.load.driver import CLOSES, LONGEST_ANSWER, Line


@dataclass
class Stream:
    """What one browser sends, over one connection: each `every` seconds, the first time after `first`."""

    name: str
    requests: list[str]
    every: float
    first: float
    status: int = 200


@dataclass
class Heard:
    """How the streams of one name went; times in milliseconds."""

    times: list[float] = field(default_factory=list)
    bad: dict[str, int] = field(default_factory=dict)


class Sender:
    """One stream on its way."""

    def __init__(self, port: int, stream: Stream) -> None:
        self.stream, self.port = stream, port
        self.sent, self.due = 0, 0.0
        self.asked, self.is_second_try = b"", False

    @cached_property
    def line(self) -> Line:
        """Open it when the first thing is sent: a line that says nothing holds a thread of the server."""
        return Line(self.port)

    def send(self, due: float) -> None:
        self.due, self.is_second_try = due, False
        requests = self.stream.requests
        self.asked = requests[self.sent % len(requests)].encode("latin-1")
        self.sent += 1
        if self.line.is_closed():
            self.open()
        self.line.send(self.asked)

    def open(self) -> None:
        self.line.socket.close()
        self.line.open()

    def tries_again(self) -> bool:
        """Ask once more, as a browser does, when the line was closed just as this was sent over it."""
        if self.line.received or self.is_second_try:
            return False
        self.is_second_try = True
        self.open()
        self.line.send(self.asked)
        return True

    def answered(self, heard: Heard) -> None:
        status = self.line.received[9:12].decode("latin-1")
        if status == str(self.stream.status):
            heard.times.append((time.perf_counter() - self.due) * 1000)
        else:
            heard.bad[status] = heard.bad.get(status, 0) + 1


def pace(port: int, seconds: float, streams: list[Stream]) -> dict[str, Heard]:
    """Let every stream send for so long, and wait for the last answers."""
    heard: dict[str, Heard] = {stream.name: Heard() for stream in streams}
    waiting, began = selectors.DefaultSelector(), time.perf_counter()
    senders = [Sender(port, stream) for stream in streams]
    due = [(began + sender.stream.first, number, sender) for number, sender in enumerate(senders)]
    heapq.heapify(due)
    while due or waiting.get_map():
        _send_what_is_due(due, waiting, heard, began + seconds)
        patience = max(0.0, due[0][0] - time.perf_counter()) if due else LONGEST_ANSWER
        if waiting.get_map():
            for key, _events in waiting.select(patience):
                _take_in(key, heard, due, waiting)
        elif due:
            time.sleep(patience)
    for sender in senders:
        sender.line.socket.close()
    return heard


def _send_what_is_due(
    due: list[Any], waiting: selectors.BaseSelector, heard: dict[str, Heard], ends: float
) -> None:
    """Send it. What was due but could not be sent before the end counts as an answer that was none."""
    while due and due[0][0] <= time.perf_counter():
        moment, number, sender = heapq.heappop(due)
        if moment < ends and time.perf_counter() < ends:
            sender.send(moment)
            waiting.register(sender.line.socket, selectors.EVENT_READ, (number, sender))
        elif moment < ends:
            stream = sender.stream
            late = heard[stream.name].bad.get("late", 0)
            heard[stream.name].bad["late"] = late + 1 + int((ends - moment) / stream.every)


def _take_in(
    key: selectors.SelectorKey, heard: dict[str, Heard], due: list[Any], waiting: selectors.BaseSelector
) -> None:
    number, sender = key.data
    if not sender.line.read():
        return
    waiting.unregister(sender.line.socket)
    if sender.tries_again():
        waiting.register(sender.line.socket, selectors.EVENT_READ, key.data)
        return
    sender.answered(heard[sender.stream.name])
    head = sender.line.received.partition(b"\r\n\r\n")[0]
    if not sender.line.received or CLOSES.search(head):
        sender.open()
    heapq.heappush(due, (sender.due + sender.stream.every, number, sender))


def main() -> None:
    order = json.load(sys.stdin)
    streams = [Stream(**stream) for stream in order["streams"]]
    heard = pace(order["port"], order["seconds"], streams)
    print(json.dumps({name: asdict(one) for name, one in heard.items()}))


if __name__ == "__main__":
    main()
