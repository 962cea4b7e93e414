"""Who holds a ticket reads where its answer is also sent."""

from django.db import migrations

from gemeinwerk.members.policies import Sql

CONTACT = """
CREATE FUNCTION assistant_ticket_contact(wanted text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE door text := app_door(); found text;
BEGIN
  IF door <> 'public' THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('app.door', 'resolve', true);
  SELECT h.contact INTO found FROM assistant_handover h WHERE h.ticket_hash = wanted
    AND (h.keep_until >= app_today() OR h.state IN ('open', 'taken'));
  PERFORM set_config('app.door', door, true);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION assistant_ticket_contact(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistant_ticket_contact(text) TO {app};
COMMENT ON FUNCTION assistant_ticket_contact IS
  'Where an answer is sent, for who holds the ticket of which the hash is given.';
"""


class Migration(migrations.Migration):
    dependencies = [("assistant", "0006_asked_as")]
    operations = [Sql(CONTACT, "DROP FUNCTION assistant_ticket_contact(text)")]
