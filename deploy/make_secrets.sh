#!/bin/sh
# Makes the secrets of a new centre, readable by user 999 alone: sh deploy/make_secrets.sh [folder]
# Run as root. What is there already is kept: a key that was replaced would open nothing of before.
set -eu
umask 377

folder="${1:-/etc/centre}"
owner="${CENTRE_USER:-999}"
install -d -m 0700 -o "$owner" -g "$owner" "$folder" "$folder/keys"

random() {
	head -c "$1" /dev/urandom | base64 | tr -d '\n'
}

make() { # a file and how many random bytes
	if [ -e "$folder/$1" ]; then
		echo "kept  $folder/$1"
		return
	fi
	random "$2" >"$folder/$1"
	chown "$owner:$owner" "$folder/$1"
	echo "made  $folder/$1"
}

make secret_key 64
for password in postgres_password database_owner_password database_password redis_password; do
	make "$password" 33
done
for key in case privileged call file draft index account; do
	make "keys/$key.v1.key" 32
done
