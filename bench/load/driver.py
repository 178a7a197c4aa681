"""The second process: sends prepared requests over a few connections for a bounded time.

It reads one JSON order from standard input and writes one JSON answer. No thread, no library: whatever the
driver costs is taken from the machine that it measures.
"""

import json
import re
import select
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_ANSWER = 60.0  # seconds
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass
class Order:
    """What to send where: requests as they go over the wire, one after another, from the first again."""

    port: int
    requests: list[str]
    status: int  # the answer that counts as done
    connections: int
    seconds: float
    once: bool = False  # each request is good for one time: stop after the last
    at_most: int = 1_000_000


@dataclass
class Answer:
    """How it went; times in milliseconds."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    bad: dict[str, int] = field(default_factory=dict)
    bytes: int = 0


class Line:
    """One connection. It is opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST_ANSWER)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def is_closed(self) -> bool:
        """Tell whether the server has closed the line while nothing was asked."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def send(self, request: bytes) -> None:
        self.received, self.sent_at = b"", time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take in what has come; return True when the answer is whole, or when no more of it will come."""
        try:
            more = self.socket.recv(262_144)
        except ConnectionError:
            more = b""
        self.received += more
        return not more or is_whole(self.received)


def is_whole(received: bytes) -> bool:
    head, ends, body = received.partition(b"\r\n\r\n")
    if not ends:
        return False
    if found := LENGTH.search(head):
        return len(body) >= int(found[1])
    return body.endswith(b"0\r\n\r\n") if CHUNKED.search(head) else False


def asked_once(port: int, request: str) -> str:
    """Return the whole answer to one request. Refuses any answer but 200."""
    line = Line(port)
    with line.socket:
        line.send(request.encode("latin-1"))
        while not line.read():
            pass
    if line.received[9:12] != b"200":
        raise ValueError(f"Wanted 200, came {line.received[9:12].decode('latin-1')}.")
    return line.received.decode()


def drive(order: Order) -> Answer:
    """Carry out an order."""
    answer, waiting = Answer(), selectors.DefaultSelector()
    requests = _in_turn(order)
    started = time.perf_counter()
    ends = started + order.seconds
    for _number in range(order.connections):
        if (request := next(requests, None)) is None:
            break
        line = Line(order.port)
        line.send(request)
        waiting.register(line.socket, selectors.EVENT_READ, line)
    while waiting.get_map():
        for key, _events in waiting.select(LONGEST_ANSWER) or _silent(waiting):
            if key.data.read():
                _note(answer, key.data, order.status)
                request = next(requests, None) if time.perf_counter() < ends else None
                _go_on(waiting, key.data, request)
    answer.seconds = time.perf_counter() - started
    return answer


def _in_turn(order: Order) -> Iterator[bytes]:
    prepared = [request.encode("latin-1") for request in order.requests]
    for number in range(min(order.at_most, len(prepared)) if order.once else order.at_most):
        yield prepared[number % len(prepared)]


def _silent(waiting: selectors.BaseSelector) -> Any:
    raise TimeoutError(f"{len(waiting.get_map())} requests had no answer in {LONGEST_ANSWER} s.")


def _note(answer: Answer, line: Line, wanted: int) -> None:
    status = line.received[9:12].decode("latin-1")
    if status == str(wanted):
        answer.times.append((time.perf_counter() - line.sent_at) * 1000)
        answer.bytes += len(line.received)
    else:
        answer.bad[status] = answer.bad.get(status, 0) + 1


def _go_on(waiting: selectors.BaseSelector, line: Line, request: bytes | None) -> None:
    is_closed = not line.received or CLOSES.search(line.received.partition(b"\r\n\r\n")[0])
    if request is not None and not is_closed:
        line.send(request)
        return
    waiting.unregister(line.socket)
    line.socket.close()
    if request is not None:
        line.open()
        line.send(request)
        waiting.register(line.socket, selectors.EVENT_READ, line)


if __name__ == "__main__":
    print(json.dumps(asdict(drive(Order(**json.load(sys.stdin))))))
