"""Triggers on the tables that are counted: who changes something of a kept day marks the day.

They stand here because the apps below know nothing of reports. Days of the last 23 hours are never kept
(`reporting.services.keeping`), so what happens now costs no mark.
"""

from django.conf import settings
from django.db import migrations

# Table, the moment by which a row is counted, and what else its numbers depend on.
COUNTED = (
    ("hotline_call", "started_at", "status, call_type, team_id"),
    ("cases_case", "opened_at", "status, risk_level, kinds_of_violence, team_id"),
    ("cases_intervention", "held_at", "kind, case_id"),
    ("referrals_referral", "sent_at", "status, case_id"),
    ("cases_followup", "settled_at", "status, outcome, case_id"),
)

# Of clients it is kept when something took place the day before: so a change speaks of the next day too.
MARK_NEXT_INTERVENTION = """
    perform reporting_mark_day(min(held_at)) from cases_intervention
        where case_id = {row}.case_id and held_at > {row}.held_at;
"""
# A case takes what took place in it along to another team.
MARK_WHOLE_CASE = """
    if tg_op = 'UPDATE' and new.team_id <> old.team_id then
        perform reporting_mark_day(held_at) from cases_intervention where case_id = new.id;
        perform reporting_mark_day(sent_at) from referrals_referral where case_id = new.id;
        perform reporting_mark_day(settled_at) from cases_followup where case_id = new.id;
    end if;
"""

MARK_DAY = f"""
create function reporting_mark_day(moment timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if moment < now() - interval '23 hours' then
        insert into reporting_changedday (day) values ((moment at time zone '{settings.TIME_ZONE}')::date);
    end if;
end $$;
"""


def trigger_of(table: str, moment: str, columns: str) -> str:
    more = {row: "" for row in ("old", "new")}
    if table == "cases_intervention":
        more = {row: MARK_NEXT_INTERVENTION.format(row=row) for row in more}
    whole_case = MARK_WHOLE_CASE if table == "cases_case" else ""
    return f"""
create function reporting_note_change_of_{table}() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op <> 'INSERT' then
        perform reporting_mark_day(old.{moment});
        {more["old"]}
    end if;
    if tg_op <> 'DELETE' then
        perform reporting_mark_day(new.{moment});
        {more["new"]}
    end if;
    {whole_case}
    return null;
end $$;
create trigger reporting_note_change after insert or delete or update of {moment}, {columns} on {table}
    for each row execute function reporting_note_change_of_{table}();
"""


def drop_of(table: str) -> str:
    return f"""
drop trigger reporting_note_change on {table};
drop function reporting_note_change_of_{table}();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_numbers_of_settled_days"),
        ("cases", "0009_a_case_folded_into_another"),
        ("hotline", "0004_calls_are_found_by_tokens"),
        ("referrals", "0003_referrals_of_a_receiver_by_index"),
    ]

    operations = [
        migrations.RunSQL(MARK_DAY, "drop function reporting_mark_day(timestamptz)"),
        *(
            migrations.RunSQL(trigger_of(table, moment, columns), drop_of(table))
            for table, moment, columns in COUNTED
        ),
    ]
