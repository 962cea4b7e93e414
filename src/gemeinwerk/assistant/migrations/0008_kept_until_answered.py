"""A question that was accepted is there until it is answered; its time runs from then on."""

from django.db import migrations

from gemeinwerk.members.policies import Sql

TICKET = """
CREATE OR REPLACE FUNCTION assistant_ticket(wanted text) RETURNS TABLE (question text,
  office_name text, state text, answer text, answered_at timestamptz, keep_until date,
  member_id int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE door text := app_door();
BEGIN
  IF door <> 'public' THEN
    RETURN;
  END IF;
  PERFORM set_config('app.door', 'resolve', true);
  RETURN QUERY SELECT h.question::text, h.office_name::text, h.state::text, h.answer,
    h.answered_at, h.keep_until, h.member_id::int FROM assistant_handover h
    WHERE h.ticket_hash = wanted AND (%s);
  PERFORM set_config('app.door', door, true);
END $$;
"""
FORMER = "h.keep_until >= app_today()"
KEPT = f"h.state IN ('open', 'taken') OR {FORMER}"


class Migration(migrations.Migration):
    dependencies = [("assistant", "0007_ticket_contact")]
    operations = [Sql(TICKET % KEPT, TICKET % FORMER)]
