"""What every test stands on is itself held by a test."""

import socket

import pytest


def test_a_test_cannot_reach_another_machine():
    with socket.socket() as other, pytest.raises(AssertionError, match=r"A test reached for 192\.0\.2\.1"):
        other.connect(("192.0.2.1", 80))
