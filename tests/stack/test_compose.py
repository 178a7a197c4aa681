"""A centre on one server: only the proxy is reached, nothing runs as root, every secret is a file of its reader."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from crisis_center.settings.readiness import problems
from crisis_center.stack.tree import ROOT
from tests.stack.compose import OURS, environment_of, example, filled, raw, services, single_commands, words
from tests.stack.programs import must_run

ALL = {"proxy", *OURS, "db", "redis", "backup"}
SETTINGS = ROOT / "crisis_center" / "settings"
NOT_FOR_COMPOSE = {
    "CREDENTIALS_DIRECTORY": "systemd's name for VAULT_KEYS_DIR",
    "DEBUG": "impossible in production",
    "DEMO": "impossible in production",
    "STATIC_ROOT": "set in the image",
}


@pytest.fixture
def secrets(tmp_path):
    """The secrets of a new centre, made by the script that the operator runs, and the two that she brings."""
    folder = tmp_path / "secrets"
    owner = {**os.environ, "CENTRE_USER": str(os.getuid())}
    subprocess.run(["sh", "deploy/make_secrets.sh", folder], cwd=ROOT, env=owner, check=True)
    brought = folder / "mail_password"
    brought.write_text("invented")
    brought.chmod(0o400)
    return folder


def test_the_services_are_those_of_the_house():
    assert set(services()) == ALL


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_service_may_do_nothing_that_it_does_not_need(name):
    service = services()[name]
    assert service["user"] == "999:999"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"privileged", "env_file", "devices", "pid", "ipc", "network_mode"}.isdisjoint(service)
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_service_is_watched_and_cannot_fill_the_server(name):
    service = services()[name]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    if name == "migrate":
        assert service["healthcheck"] == {"disable": True}
    elif name == "web":
        assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
        assert "healthcheck" not in service
    else:
        assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_only_the_proxy_is_reached_from_outside():
    assert {name: each["ports"] for name, each in services().items() if "ports" in each} == {
        "proxy": ["80:8080", "443:8443"]
    }


def test_each_service_is_only_on_the_networks_that_it_needs():
    members = {
        network: {name for name, each in services().items() if network in each["networks"]}
        for network in raw()["networks"]
    }
    assert members == {
        "outside": {"proxy"},
        "mail": {"worker"},
        "front": {"proxy", "web"},
        "back": {"db", "redis", "backup", *OURS},
    }
    closed = {name for name, network in raw()["networks"].items() if network.get("internal")}
    assert closed == {"front", "back"}


def test_every_image_is_pinned_by_its_tag():
    images = {name: each["image"] for name, each in services().items() if name not in OURS}
    assert images == {
        "proxy": "caddy:2.11-alpine",
        "db": "postgres:18-bookworm",
        "backup": images["db"],  # pg_dump of the server's own version
        "redis": "redis:8-bookworm",
    }
    assert {(each["image"], each["pull_policy"]) for name, each in services().items() if name in OURS} == {
        ("crisis-centre", "build")
    }


def test_a_secret_is_a_file_and_given_only_to_its_readers():
    files = raw()["secrets"]
    assert {name: set(secret) for name, secret in files.items()} == {key: {"file"} for key in files}
    readers = {
        secret: {name for name, each in services().items() if secret in each.get("secrets", [])}
        for secret in files
    }
    assert readers == {
        "secret_key": OURS,
        "mail_password": OURS,
        "redis_password": {"redis", *OURS},
        "database_password": {"db", *OURS} - {"migrate"},
        "database_owner_password": {"db", "migrate", "backup"},
        "postgres_password": {"db"},
        "backup_key.asc": {"backup"},
    }


def test_no_environment_holds_a_secret():
    for name, service in services().items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY", variable):
                assert variable.endswith(("_FILE", "_DIR")), f"{name}: {variable}"
                assert value.startswith("/run/"), f"{name}: {variable}"
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], f"{name}: {variable}"


def test_every_secret_is_made_by_the_script_or_brought_as_the_manual_says(secrets):
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    made = {path.name for path in secrets.iterdir()} - {"mail_password", "keys"}
    brought = set(raw()["secrets"]) - made
    assert brought == {"mail_password", "backup_key.asc"}
    assert [name for name in sorted(brought) if f"/etc/centre/{name}" not in manual] == []


def test_secrets_that_are_there_are_never_replaced(secrets):
    before = {path: path.read_bytes() for path in secrets.rglob("*") if path.is_file()}
    owner = {**os.environ, "CENTRE_USER": str(os.getuid())}
    again = subprocess.run(
        ["sh", "deploy/make_secrets.sh", secrets],
        cwd=ROOT,
        env=owner,
        check=True,
        capture_output=True,
        text=True,
    )
    assert {line.split()[0] for line in again.stdout.splitlines()} == {"kept"}
    assert {path: path.read_bytes() for path in secrets.rglob("*") if path.is_file()} == before
    assert {path.stat().st_mode & 0o777 for path in before} == {0o400}


@pytest.mark.parametrize("name", sorted(OURS))
def test_nothing_keeps_the_centre_from_starting(name, secrets):
    assert list(problems(environment_of(name, secrets))) == []


def read_by_the_settings() -> set[str]:
    source = "".join(path.read_text(encoding="utf-8") for path in SETTINGS.glob("*.py"))
    return set(
        re.findall(r"""(?:\benv(?:\.\w+)?|\bsecret|\bdatabase|\benvironment\.get)\(\s*"([A-Z_]+)\"""", source)
    )


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_one_that_the_settings_read(name):
    assert set(services()[name]["environment"]) == read_by_the_settings() - NOT_FOR_COMPOSE.keys()


def test_the_variables_that_compose_does_not_set_are_still_read():
    assert NOT_FOR_COMPOSE.keys() <= read_by_the_settings()


def test_what_a_centre_decides_stands_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    first_parts = (ROOT / ".env.example").read_text(encoding="utf-8").partition("# ---- for systemd alone")[0]
    assert asked == set(re.findall(r"^(\w+)=", first_parts, flags=re.MULTILINE))


@pytest.mark.parametrize("variable", ["CENTRE_HOST", "EMAIL_HOST", "DEFAULT_FROM_EMAIL"])
def test_without_what_only_the_centre_knows_compose_refuses(variable):
    with pytest.raises(KeyError, match=variable):
        filled(raw(), {**example(), variable: ""})


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_of_ours_can_be_started(name):
    service = services()[name]
    tests = [service["healthcheck"]["test"]] if "test" in service.get("healthcheck", {}) else []
    for command in [*tests, *([service["command"]] if "command" in service else [])]:
        for each in single_commands(words(command)):
            must_run(each)


def test_the_tables_are_there_before_anything_uses_them():
    waits = {
        name: services()[name].get("depends_on", {}).get("migrate") for name in ("web", "worker", "beat")
    }
    assert waits == {key: {"condition": "service_completed_successfully"} for key in waits}
    assert services()["migrate"]["environment"]["DATABASE_URL"] == "postgres://centre_owner@db/centre"
    assert services()["web"]["environment"]["DATABASE_URL"] == "postgres://centre_app@db/centre"


def test_what_is_mounted_from_the_tree_is_there_and_cannot_be_written():
    mounts = [volume for each in services().values() for volume in each.get("volumes", [])]
    ours = [mount.split(":") for mount in mounts if mount.startswith("./")]
    assert len(ours) == 4
    assert [
        source for source, _target, *mode in ours if mode != ["ro"] or not (ROOT / source).is_file()
    ] == []


def test_the_database_keeps_its_data_and_knows_kazakh_letters():
    database = services()["db"]
    assert "database:/var/lib/postgresql" in database["volumes"]  # PostgreSQL 18 refuses .../data
    assert database["environment"]["POSTGRES_INITDB_ARGS"] == "--encoding=UTF8 --locale=C.UTF-8"


def test_every_volume_is_used_and_every_used_one_is_there():
    mounts = {volume.split(":")[0] for each in services().values() for volume in each.get("volumes", [])}
    assert {mount for mount in mounts if not mount.startswith((".", "/"))} == set(raw()["volumes"])


def caddyfile() -> str:
    lines = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith("#"))


def test_the_proxy_answers_for_this_centre_where_compose_expects_it():
    assert "{$CENTRE_HOST} {" in caddyfile()
    assert "reverse_proxy web:8000 {" in caddyfile()
    assert "http_port 8080" in caddyfile()
    assert "https_port 8443" in caddyfile()
    health = words(services()["proxy"]["healthcheck"]["test"])[-1]
    assert health.rstrip("/") + " {" in caddyfile()
    assert caddyfile().count("{") == caddyfile().count("}")


def test_the_proxy_writes_no_header_that_the_centre_writes():
    """Two policies on one page are read as their strictest sum, two of other headers as none."""
    directives = {line.split()[0] for line in caddyfile().splitlines() if line.strip()}
    assert {"header", "header_up", "encode", "basic_auth", "trusted_proxies"}.isdisjoint(directives)
    assert re.findall(r"header_down (.+)", caddyfile()) == ["-Server"]


def test_the_proxy_logs_nothing_of_who_asked_for_what():
    assert "request delete" in caddyfile()
    assert "level WARN" in caddyfile()
    assert "access" not in caddyfile()


def test_scripts_are_read_by_their_shells():
    for script in sorted(Path(ROOT / "deploy").glob("*.sh")):
        shell = (
            script.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!").split()[-1].split("/")[-1]
        )
        subprocess.run([shell, "-n", script], check=True)
        assert os.access(script, os.X_OK), script.name
