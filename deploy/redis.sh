#!/bin/sh
# Redis with the password of a file: neither the list of processes nor the environment shows it.
set -eu
umask 077

configuration="$(mktemp)"
printf 'requirepass %s\n' "$(cat "$REDIS_PASSWORD_FILE")" >"$configuration"
# It may not forget a task to make room: when it is full, it says so.
exec redis-server "$configuration" --dir "${REDIS_FOLDER:-/data}" --appendonly yes --save '' \
	--maxmemory 192mb --maxmemory-policy noeviction "$@"
