"""The scripts of `deploy/` run here as their containers run them, against real servers."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg2
import pytest
import redis

from crisis_center.stack.embedded import APP, OWNER, SERVICE, Postgres, postgres_binaries, redis_binary
from crisis_center.stack.tree import ROOT
from tests import database
from tests.stack.processes import until

pytestmark = pytest.mark.processes
PASSWORD = "aB3+/x=Kd9"
needs_gpg = pytest.mark.skipif(
    not shutil.which("gpg") and not os.environ.get("CI"), reason="No gpg found: backups are not tried."
)


class NewServer(Postgres):
    """PostgreSQL as its image makes it: one superuser, no role and no database of the centre."""

    def _make_roles(self) -> None:
        """Leave that to the script."""


@pytest.fixture
def secret(tmp_path):
    """Return a function that writes a secret file and returns its path."""

    def write(name: str) -> str:
        path = tmp_path / name
        path.write_text(PASSWORD)
        path.chmod(0o400)
        return str(path)

    return write


@pytest.fixture
def new_server(tmp_path, secret):
    """A new server of the database after its first start."""
    server = NewServer(tmp_path / "server", ephemeral=True)
    server.start()
    run(
        "roles.sh",
        PGHOST=str(server.sockets),
        OWNER_PASSWORD_FILE=secret("owner"),
        APP_PASSWORD_FILE=secret("app"),
    )
    yield server
    server.stop()
    shutil.rmtree(server.sockets)


def run(script: str, *arguments: str, **environment: str) -> str:
    path = f"{postgres_binaries()}:{os.environ['PATH']}"
    command = ["bash", ROOT / "deploy" / script, *arguments]
    done = subprocess.run(
        command, env={"PATH": path, **environment}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def rows(server: Postgres, statement: str, name: str = "centre", role: str = "postgres") -> list[tuple]:
    connection = server.connect(name, role=role)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


RIGHTS = {
    "roles": "select rolname, rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolbypassrls from pg_roles"
    f" where rolname in ('{OWNER}', '{APP}', '{SERVICE}') order by 1",
    "who becomes whom": "select roleid::regrole::text, member::regrole::text, inherit_option, set_option"
    " from pg_auth_members where roleid::regrole::text like 'centre%'",
    "owner of the schema": "select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public'",
    "rights to what is made later": "select pg_get_userbyid(defaclrole), defaclobjtype, defaclacl::text"
    " from pg_default_acl order by 2",
    "small letters": "select lower('Қ') = 'қ'",
}


@pytest.mark.parametrize("what", RIGHTS)
def test_production_has_the_roles_that_the_tests_ran_with(new_server, what, django_db_setup):
    assert rows(new_server, RIGHTS[what]) == rows(database.server(), RIGHTS[what], name=database.TEMPLATE)


def test_each_role_has_a_password_and_it_stands_in_no_log(new_server):
    stored = rows(
        new_server, "select rolpassword from pg_authid where rolname like 'centre%' and rolcanlogin"
    )
    assert len(stored) == 2
    assert {password[:14] for (password,) in stored} == {"SCRAM-SHA-256$"}
    assert PASSWORD not in new_server.log.read_text(encoding="utf-8")


def test_the_application_makes_no_table_and_strangers_do_not_even_connect(new_server):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(new_server, "create table more (id int)", role=APP)
    rows(new_server, "create role stranger login")
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        rows(new_server, "select 1", role="stranger")


@pytest.fixture
def key_pair(tmp_path):
    """The keys of the backups; only the public one is given to the server."""
    home = tmp_path / "gpg"
    home.mkdir(mode=0o700)
    gpg = {**os.environ, "GNUPGHOME": str(home)}
    make = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "Backups",
        "default",
        "default",
    ]
    subprocess.run([*make, "never"], env=gpg, check=True)
    exported = subprocess.run(["gpg", "--armor", "--export"], env=gpg, check=True, capture_output=True)
    (tmp_path / "backup_key.asc").write_bytes(exported.stdout)
    yield gpg
    subprocess.run(["gpgconf", "--kill", "all"], env=gpg, check=True)


@pytest.fixture
def back_up(tmp_path, secret, key_pair, django_db_setup):
    """Return a function that makes one backup of the tests' migrated database."""
    folder = tmp_path / "backups"
    folder.mkdir()
    password = secret("database_owner_password")

    def once() -> Path:
        run(
            "backup.sh",
            "once",
            PGHOST=str(database.server().sockets),
            PGUSER=OWNER,
            PGDATABASE=database.TEMPLATE,
            DATABASE_PASSWORD_FILE=password,
            BACKUP_KEY_FILE=str(tmp_path / "backup_key.asc"),
            BACKUP_FOLDER=str(folder),
            BACKUP_DAYS="30",
        )
        return max(folder.iterdir(), key=lambda path: path.stat().st_mtime)

    return once


TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"
TRIGGERS = "select tgname from pg_trigger where not tgisinternal order by 1"


@needs_gpg
def test_a_backup_opens_with_the_private_key_alone_and_restores_on_a_new_server(
    back_up, key_pair, new_server
):
    backup = back_up()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert not backup.read_bytes().startswith(b"PGDMP")  # what a dump in clear begins with
    dump = subprocess.run(
        ["gpg", "--quiet", "--decrypt", backup], env=key_pair, check=True, capture_output=True
    )
    restore = [postgres_binaries() / "pg_restore", "--username", "postgres", "--dbname", "centre"]
    restore += ["--host", new_server.sockets, "--exit-on-error", "--single-transaction"]
    subprocess.run(restore, input=dump.stdout, check=True)
    for what in (TABLES, TRIGGERS, "select count(*), max(code) from reference_district"):
        expected = rows(database.server(), what, name=database.TEMPLATE)
        assert expected
        assert rows(new_server, what) == expected
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(new_server, "delete from audit_journalentry", role=APP)
    assert rows(new_server, "select count(*) from cases_case", role=APP) == [(0,)]


@needs_gpg
def test_old_backups_go_only_when_a_new_one_is_there(back_up, tmp_path):
    old, young = (tmp_path / "backups" / f"centre-{name}.dump.gpg" for name in ("old", "young"))
    for path, days in ((old, 32), (young, 2)):
        path.touch()
        os.utime(path, (path.stat().st_mtime - days * 86400,) * 2)
    (tmp_path / "backup_key.asc").rename(tmp_path / "away")
    with pytest.raises(AssertionError):
        back_up()
    assert old.exists()
    assert [path for path in old.parent.iterdir() if path not in (old, young) and path.suffix == ".gpg"] == []
    (tmp_path / "away").rename(tmp_path / "backup_key.asc")
    back_up()
    assert (old.exists(), young.exists()) == (False, True)


def test_redis_asks_for_the_password_of_the_file_and_shows_it_nowhere(tmp_path, secret):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "redis-server").symlink_to(redis_binary())
    socket = tmp_path / "redis.sock"
    process = subprocess.Popen(
        ["sh", ROOT / "deploy/redis.sh", "--port", "0", "--unixsocket", socket],
        env={
            "PATH": f"{programs}:{os.environ['PATH']}",
            "TMPDIR": str(tmp_path),
            "REDIS_PASSWORD_FILE": secret("redis_password"),
            "REDIS_FOLDER": str(tmp_path),
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        assert until(socket.exists)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(unix_socket_path=str(socket)).ping()
        client = redis.Redis(unix_socket_path=str(socket), password=PASSWORD)
        assert client.ping()
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        client.close()
        shown = [Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ")]
        assert [text for text in shown if PASSWORD.encode() in text] == []
    finally:
        process.terminate()
        process.wait()
