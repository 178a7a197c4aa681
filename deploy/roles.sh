#!/bin/sh
# Run once by the database's image when the data folder is new: the roles of decision 18 and the centre's database.
# centre_owner migrates, centre_app runs; the same as crisis_center/stack/embedded.py makes for tests and demonstration.
# Nobody signs in as centre_service: centre_app becomes it where it must see every case (decision 39).
set -eu

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres <<'SQL'
\set owner_password `cat "$OWNER_PASSWORD_FILE"`
\set app_password `cat "$APP_PASSWORD_FILE"`
set log_min_error_statement = panic; -- a statement that fails is logged, and these carry passwords
create role centre_owner login password :'owner_password';
create role centre_app login password :'app_password';
create role centre_service nologin;
grant centre_service to centre_app with inherit false, set true;
create database centre owner centre_owner template template0;
revoke all on database centre from public;
grant connect on database centre to centre_app;

\connect centre
alter schema public owner to centre_owner;
grant usage on schema public to centre_app, centre_service;
alter default privileges for role centre_owner
    grant select, insert, update, delete on tables to centre_app, centre_service;
alter default privileges for role centre_owner grant usage, select on sequences to centre_app, centre_service;
-- Divides by zero where the locale does not know Kazakh letters; then the container stops and says so.
select 1 / (lower('Қ') = 'қ')::int as small_letters \g /dev/null
SQL
