"""The published numbers: only what a manager approved, and hidden numbers nowhere."""

import csv
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.queries import PublishedRow, PublishedTable
from tests.reporting.factories import an_approved
from website.charts import LETTERS_A_LINE, Chart

pytestmark = pytest.mark.django_db


def read(path: str) -> str:
    response = Client().get(path)
    assert (response.status_code, dict(response.cookies)) == (200, {})
    return response.content.decode()


def test_without_approved_numbers_the_page_says_so():
    assert "No numbers are published yet." in read("/en/statistic/")


def test_the_newest_approved_numbers_are_shown_with_their_day(manager):
    an_approved("2026-q2", manager)
    an_approved("2026-q3", manager)
    html = read("/en/statistic/")
    assert "<h1>Statistic: Quarter III of 2026</h1>" in html
    assert "Checked and approved on 1 October 2026." in html
    assert '<b class="fig">40</b><h3>Calls</h3>' in html
    assert '<b class="fig h">hidden</b><h3>Clients who were helped</h3>' in html


def test_an_earlier_period_has_its_own_address_in_every_language(manager):
    an_approved("2026-q2", manager)
    an_approved("2026-q3", manager)
    html = read("/en/statistic/2026-q2/")
    assert "Checked and approved on 1 July 2026." in html
    assert '<a href="/kk/statistic/2026-q2/" hreflang="kk"' in html
    assert '<a href="/en/statistic/2026-q3/">' in html
    assert '<a href="/en/statistic/2026-q2/" aria-current="page">' in html


@pytest.mark.parametrize("path", ["/en/statistic/2025/", "/en/statistic/2025.csv", "/en/statistic/nonsense/"])
def test_a_period_that_nobody_approved_does_not_exist(manager, path):
    an_approved("2026-q3", manager)
    response = Client().get(path)
    assert (response.status_code, "There is no such page" in response.content.decode()) == (404, True)


def test_a_hidden_number_is_a_word_in_the_table_and_a_box_of_one_size_in_the_chart(manager):
    an_approved("2026-q3", manager)
    html = read("/en/statistic/")
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="n[^"]*">([^<]+)</td>', html)
    assert ("Individual session", "10") in rows
    assert sum(number == "hidden" for _label, number in rows) == 2
    chart = html.split('<svg class="chart"')[1].split("</svg>")[0]
    boxes = re.findall(r'<rect class="hid"[^>]* width="(\d+)"', chart)
    assert boxes == ["118", "118"]
    assert re.findall(r'<rect class="bar"[^>]* width="([^"]+)"', chart) == ["84.0%", "0.0%"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_width_is_a_width_in_every_language(manager, language):
    an_approved("2026-q3", manager)
    assert 'width="84.0%"' in read(f"/{language}/statistic/")


def test_the_file_holds_exactly_what_the_page_shows(manager):
    an_approved("2026-q3", manager)
    response = Client().get("/en/statistic/2026-q3.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="statistic-2026-q3.csv"'
    lines = list(csv.reader(response.content.decode("utf-8-sig").splitlines()))
    assert lines[0] == ["Table", "Row", "How many"]
    assert [line[2] for line in lines[1:]] == ["40", "hidden", "25", "0", "10", "hidden", "hidden", "0"]


def test_the_page_costs_the_same_with_one_period_and_with_two(manager):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            read("/ru/statistic/")
        return len(captured)

    an_approved("2026-q1", manager)
    one = statements()
    an_approved("2026-q2", manager)
    assert statements() == one <= 5


def test_a_long_label_goes_on_below_and_pushes_the_bars_down():
    long = "Economic violence in the family and at the place of work"
    rows = [PublishedRow(long, 8, 100.0), PublishedRow("Other", 4, 50.0)]
    chart = Chart.of(PublishedTable("x", "X", rows, 12))
    first, second = chart.bars
    assert [line.words for line in first.label] == [
        "Economic violence in the family",
        "and at the place of work",
    ]
    assert max(len(line.words) for bar in chart.bars for line in bar.label) <= LETTERS_A_LINE
    assert (first.y, second.label[0].y, second.y, chart.height) == (44, 96, 104, 140)
    assert (first.width, second.width) == ("84.0%", "42.0%")
