#!/usr/bin/env bash
# A dump of the database every day, encrypted to the public key of the centre; `backup.sh once` makes one now.
# The server can write backups and cannot read them. The keys of the vault are never among them.
set -euo pipefail
umask 077

make_one() {
	export PGPASSFILE="$private/pgpass" GNUPGHOME="$private"
	printf '*:*:*:*:%s\n' "$(cat "$DATABASE_PASSWORD_FILE")" >"$PGPASSFILE"
	local dump
	dump="$BACKUP_FOLDER/centre-$(date -u +%Y-%m-%dT%H%M%SZ).dump.gpg"
	pg_dump --format=custom | gpg --batch --quiet --trust-model always --compress-algo none \
		--recipient-file "$BACKUP_KEY_FILE" --encrypt --output "$dump.unfinished"
	mv "$dump.unfinished" "$dump"
	echo "Backup made: $dump"
	# Only now: a server that cannot make a new one keeps its last ones.
	find "$BACKUP_FOLDER" -name 'centre-*.dump.gpg*' -mtime "+$BACKUP_DAYS" -delete
}

if [ "${1:-}" = once ]; then
	private="$(mktemp -d)"
	trap 'rm -rf "$private"' EXIT
	make_one
	exit
fi
while true; do
	if [ -z "$(find "$BACKUP_FOLDER" -name 'centre-*.dump.gpg' -mmin -1380)" ]; then # of the last 23 hours
		bash "$0" once || echo "The backup failed. The next attempt is in an hour." >&2
	fi
	sleep 1h
done
