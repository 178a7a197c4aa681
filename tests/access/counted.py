"""Prints at the end of a run how many questions the matrix walk asked, by all processes together."""

import pytest

PROPERTY = "access_checks"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ended = [report for reports in terminalreporter.stats.values() for report in reports]
    told = [
        dict(getattr(report, "user_properties", ()))
        for report in ended
        if getattr(report, "when", "") == "call"
    ]
    if checks := sum(properties.get(PROPERTY, 0) for properties in told):
        terminalreporter.write_line(f"Access matrix: {checks} checks.")
