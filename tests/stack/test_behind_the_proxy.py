"""A centre at work, started with the image's own command: the first administrator signs in through the proxy."""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from crisis_center.stack.tree import ROOT
from tests import database
from tests.stack.compose import environment_of, example
from tests.stack.image import of
from tests.stack.processes import bare_environment, free_port, until

pytestmark = pytest.mark.processes
HOST = example()["CENTRE_HOST"]
CENTRE = f"https://{HOST}"
PASSWORD = "an invented long password"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """A browser behind the proxy: the proxy speaks plain http and tells what was spoken before it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies = SimpleCookie()

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        kept = "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "Cookie": kept}
        if form is not None:
            form = {"csrfmiddlewaretoken": self.token, **form}
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": CENTRE}
        connection.request(
            "GET" if form is None else "POST", path, form and urlencode(form), {**sent, **headers}
        )
        response = connection.getresponse()
        self.body = response.read().decode()
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        self.token = found[1] if (found := TOKEN.search(self.body)) else ""
        return response


@pytest.fixture
def environment(tmp_path, django_db_setup):
    """The environment of `web` in compose, but for the addresses of the servers."""
    secrets = tmp_path / "secrets"
    owner = {**os.environ, "CENTRE_USER": str(os.getuid())}
    subprocess.run(["sh", "deploy/make_secrets.sh", secrets], cwd=ROOT, env=owner, check=True)
    (secrets / "mail_password").touch(mode=0o600)
    (secrets / "mail_password").write_text("invented")
    server, name = database.server(), f"centre_at_work_{os.getpid()}"
    server.create_database(name, template=database.TEMPLATE)
    variables = environment_of("web", secrets)
    del variables["REDIS_PASSWORD_FILE"]  # the server of the tests has none
    yield bare_environment(
        **{
            **variables,
            "DATABASE_URL": server.url(name),
            "REDIS_URL": re.sub("db=[0-9]+", "db=14", os.environ["REDIS_URL"]),
            "STATIC_ROOT": str(tmp_path / "collected"),
            "DJANGO_SETTINGS_MODULE": "crisis_center.settings.production",
        }
    )
    server.drop_database(name)


def manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def visitor(environment, tmp_path):
    port = free_port()
    manage(environment, "collectstatic", "--no-input")
    command = [
        word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in json.loads(of("centre", "CMD")[0])
    ]
    with (tmp_path / "web.log").open("wb") as log:
        web = subprocess.Popen(
            [Path(sys.executable).parent / command[0], *command[1:]], env=environment, stdout=log, stderr=log
        )
    alive = [
        sys.executable,
        "-c",
        f"from crisis_center.stack.alive import is_alive; exit(not is_alive({port}))",
    ]
    try:
        answers = until(
            lambda: subprocess.run(alive, env=environment, check=False).returncode == 0, seconds=60
        )
        assert answers, (tmp_path / "web.log").read_text()
        yield Visitor(port)
    finally:
        web.terminate()
        web.wait()


def test_the_first_administrator_signs_in_over_tls_alone(visitor, environment, tmp_path):
    said = manage(environment, "prepare_centre", "--url", CENTRE)
    welcome = re.search(rf"{CENTRE}(/\S+)", said)[1]

    plain = visitor.ask(welcome, **{"X-Forwarded-Proto": "http"})
    assert (plain.status, plain.headers["Location"]) == (301, CENTRE + welcome)
    assert visitor.ask("/health/", Host="elsewhere.example.org").status == 400

    visitor.ask(welcome)
    chosen = {"username": "administrator", "password": PASSWORD, "repeated": PASSWORD}
    assert visitor.ask(welcome, chosen).status == 302
    visitor.ask("/sign-in/")
    entered = visitor.ask("/sign-in/", {"login": "administrator", "password": PASSWORD})
    assert (entered.status, entered.headers["Location"]) == (302, "/today/")

    half = visitor.ask("/staff/")
    assert (half.status, half.headers["Location"]) == (302, "/second-step/?next=/staff/")
    visitor.ask("/second-step/enrol/?next=/staff/")
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', visitor.body)[1].replace(" ", "")
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert visitor.ask("/second-step/enrol/?next=/staff/", {"code": code}).status == 200
    assert visitor.body.count("<li>") >= 10, "the recovery codes"

    staff = visitor.ask("/staff/")
    assert staff.status == 200
    once = ("Strict-Transport-Security", "Content-Security-Policy", "Referrer-Policy", "X-Frame-Options")
    assert {name: len(staff.headers.get_all(name)) for name in once} == dict.fromkeys(once, 1)
    assert staff.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    of_the_centre = {name: cookie for name, cookie in visitor.cookies.items() if name.startswith("__Host-")}
    assert set(of_the_centre) == {"__Host-session", "__Host-csrf", "__Host-device"}
    assert {(each["secure"], each["httponly"], each["path"]) for each in of_the_centre.values()} == {
        (True, True, "/")
    }
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.body):
        assert "immutable" in visitor.ask(path).headers["Cache-Control"], path

    logged = (tmp_path / "web.log").read_text()
    assert "elsewhere" in logged  # the log is there at all
    assert [word for word in (PASSWORD, welcome, "administrator", "203.0.113.9") if word in logged] == []


def test_the_health_check_of_the_image_says_no_when_nobody_answers(environment):
    alive = [sys.executable, "-m", "crisis_center.stack.alive"]
    done = subprocess.run(alive, env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
