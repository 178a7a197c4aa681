"""The image holds what runs and nothing else: no root, no compiler, no key, no test."""

import json
import re
import tomllib

from crisis_center.stack.tree import ROOT
from tests.architecture.house import PACKAGES
from tests.stack.compose import OURS, services, single_commands
from tests.stack.image import instructions, let_in, of, stages
from tests.stack.programs import must_run

PINNED = re.compile(r"[a-z]+:[0-9]+(\.[0-9]+)*-[a-z0-9.-]+")


def test_every_stage_is_built_on_a_pinned_image_and_used():
    bases = {stage: of(stage, "FROM")[0] for stage in stages()}
    assert [base for base in bases.values() if base not in stages() and not PINNED.fullmatch(base)] == []
    copied = re.findall(r"--from=(\w+)", "\n".join(rest for name, rest in instructions() if name == "COPY"))
    targets = {each["build"]["target"] for name, each in services().items() if name in OURS}
    assert set(stages()) == {*copied, *bases.values()} & set(stages()) | targets
    assert targets == {list(stages())[-1]}


def test_what_is_copied_from_the_tree_is_there_and_let_in():
    sources = [
        source
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    assert sources == ["package.json", "package-lock.json", "requirements/runtime.txt", "."]
    assert [source for source in sources[:-1] if not (ROOT / source).is_file() or not let_in(source)] == []


def test_every_room_of_the_house_is_let_in():
    rooms = set(PACKAGES) - {"bench"}  # measures the centre and is no part of it
    parts = [*rooms, "templates", "static", "locale", "manage.py"]
    assert [part for part in parts if not let_in(part) or not (ROOT / part).exists()] == []
    assert let_in("vault/management/commands/rewrap_keys.py")


def test_nothing_that_must_stay_out_is_let_in():
    outside = [
        ".env",
        "bench/__main__.py",
        ".git/config",
        "tests/conftest.py",
        "var/centre/keys/secret_key",
        "secrets/secret_key",
    ]
    outside += ["docs/operations.md", "centre.dump.gpg", "requirements/development.txt", "node_modules/a.js"]
    outside += ["vault/__pycache__/keys.pyc", "locale/kk/LC_MESSAGES/django.mo", "build/icons.svg"]
    assert [path for path in outside if let_in(path)] == []


def test_the_runtime_lock_alone_is_installed_by_hash_and_nothing_is_compiled():
    [install] = [rest for rest in of("python", "RUN") if "pip install" in rest]
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(install.split())
    assert install.endswith("-r /tmp/runtime.txt")
    everything = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"apt-get|apk add|gcc|build-essential|curl |ADD ", everything) == []


def test_what_runs_is_nobody_special_and_the_same_user_as_in_compose():
    assert of("centre", "USER") == ["999:999"] == [services()["web"]["user"]]
    assert of("centre", "EXPOSE") == ["8000"]
    assert "npm" not in " ".join(rest for _name, rest in stages()["centre"])


def test_the_image_is_built_on_a_python_that_the_project_supports():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.match(r"python:(3\.\d+)-", of("centre", "FROM")[0])[1]
    assert [of(stage, "FROM")[0] for stage in ("python", "centre")] == [of("centre", "FROM")[0]] * 2
    assert float(version.replace("3.", "")) >= float(project["requires-python"].removeprefix(">=3."))


def test_every_command_of_the_image_can_be_started():
    [web] = of("centre", "CMD")
    must_run(json.loads(web))
    [health] = of("centre", "HEALTHCHECK")
    must_run(json.loads(health.partition("CMD ")[2]))
    [build] = of("assets", "RUN")
    for command in single_commands(["sh", "-c", build]):
        python = [word for word in command if "=" not in word or word.startswith("-")]
        if python[0] == "python":
            must_run(python)
    assert build.count("python") == 4


def test_the_image_says_where_its_settings_and_static_files_are():
    [environment] = of("centre", "ENV")
    assert "DJANGO_SETTINGS_MODULE=crisis_center.settings.production" in environment
    [of_assets] = of("assets", "ENV")
    roots = [re.search(r"STATIC_ROOT=(\S+)", each)[1] for each in (environment, of_assets)]
    assert roots == ["/centre/collected"] * 2
