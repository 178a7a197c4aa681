"""What must be right before production starts; each answer is one line that says what to do.

Pure: asks only the environment that it is given and the files that it names.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from vault.keys import is_open_to_others, key_problems

SHORTEST_SECRET_KEY = 50
KNOWN_KEYS = ("only-for-tests", "insecure", "changeme", "change-me", "example")
TRUE = {"1", "true", "yes", "on", "y", "ok"}
THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1"}

Environment = Mapping[str, str]


def problems(environment: Environment) -> Iterator[str]:
    """Yield everything that keeps the centre from starting in production."""
    yield from _problems_of_modes(environment)
    yield from _problems_of_secret_key(environment)
    yield from _problems_of_vault_keys(environment)
    yield from _problems_of_hosts(environment)
    yield from _problems_of_database(environment)
    yield from _problems_of_redis(environment)
    yield from _problems_of_mail(environment)


def _problems_of_modes(environment: Environment) -> Iterator[str]:
    for variable in ("DEBUG", "DEMO"):
        if environment.get(variable, "").lower() in TRUE:
            yield f"{variable} is set: it is impossible in production. Remove it."


def _problems_of_secret_key(environment: Environment) -> Iterator[str]:
    if not environment.get("SECRET_KEY_FILE"):
        yield f"SECRET_KEY_FILE is not set: name a file with {SHORTEST_SECRET_KEY} random characters or more."
        return
    yield from _problems_of_secret_file("SECRET_KEY_FILE", environment)
    key = _text(environment["SECRET_KEY_FILE"])
    if key and (len(key) < SHORTEST_SECRET_KEY or len(set(key)) < 10):
        yield f"SECRET_KEY_FILE is too weak: it needs {SHORTEST_SECRET_KEY} random characters or more."
    if any(known in key.lower() for known in KNOWN_KEYS):
        yield "SECRET_KEY_FILE holds a key that is publicly known: make a new random one."


def _problems_of_vault_keys(environment: Environment) -> Iterator[str]:
    yield from key_problems(environment.get("VAULT_KEYS_DIR") or environment.get("CREDENTIALS_DIRECTORY", ""))


def _problems_of_hosts(environment: Environment) -> Iterator[str]:
    hosts = {host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",")} - {""}
    if not hosts:
        yield "ALLOWED_HOSTS is not set: name the hosts of this centre, separated by commas."
    if any("*" in host or host.startswith(".") for host in hosts):
        yield "ALLOWED_HOSTS has a wildcard: name each host of this centre."


def _problems_of_database(environment: Environment) -> Iterator[str]:
    url = _address(environment, "DATABASE_URL")
    if url is None or not url.scheme.startswith("postgres"):
        yield "DATABASE_URL is not set to PostgreSQL: postgres://centre_app@host/database."
        return
    if url.username == "postgres":
        yield "DATABASE_URL names the superuser, whom the journal cannot refuse: use centre_app."
    if url.password:
        yield "DATABASE_URL carries a password: put it into a file and name that in DATABASE_PASSWORD_FILE."
    yield from _problems_of_secret_file("DATABASE_PASSWORD_FILE", environment)


def _problems_of_redis(environment: Environment) -> Iterator[str]:
    url = _address(environment, "REDIS_URL")
    if url is None or url.scheme not in {"redis", "rediss", "unix"}:
        yield "REDIS_URL is not set: redis://host:6379/0, rediss://host:6379/0 or unix:///path?db=0."
        return
    if url.password:
        yield "REDIS_URL carries a password: put it into a file and name that in REDIS_PASSWORD_FILE."
    elif (url.hostname or "") not in THIS_MACHINE and not environment.get("REDIS_PASSWORD_FILE"):
        yield "REDIS_PASSWORD_FILE is not set: Redis on another host must ask for a password."
    yield from _problems_of_secret_file("REDIS_PASSWORD_FILE", environment)


def _problems_of_mail(environment: Environment) -> Iterator[str]:
    if not environment.get("EMAIL_HOST"):
        yield "EMAIL_HOST is not set: name the mail server that takes the centre's messages."
    sender = environment.get("DEFAULT_FROM_EMAIL", "")
    if "@" not in sender or sender.rstrip(">").endswith("@localhost"):
        yield "DEFAULT_FROM_EMAIL is not set: name the address that messages come from."
    yield from _problems_of_secret_file("EMAIL_HOST_PASSWORD_FILE", environment)


def _problems_of_secret_file(variable: str, environment: Environment) -> Iterator[str]:
    if not environment.get(variable):
        return
    path = Path(environment[variable])
    if not path.is_file():
        yield f"{variable} names no file: {path}."
    elif not _text(path):
        yield f"{variable} names an empty or unreadable file: {path}."
    elif is_open_to_others(path):
        yield f"{variable} names a file that others can read: run chmod 0400 on {path}."


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _address(environment: Environment, variable: str) -> SplitResult | None:
    return urlsplit(environment[variable]) if environment.get(variable) else None
