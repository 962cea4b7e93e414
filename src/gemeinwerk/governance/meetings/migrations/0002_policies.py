"""Members of an alliance read its meetings; what stands in released minutes is never changed.

Strangers (the door ``public``) see a public meeting once people were invited, its public items, and
minutes that were released and published. Only the own member says that its task is done.
"""

from django.db import migrations

from gemeinwerk.governance.policies import IN_ALLIANCE, AlliancePolicy
from gemeinwerk.members.policies import Sql

PUBLIC = "(SELECT app_door()) = 'public'"
THERE = "EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = meeting_id)"
MEETING = f"{IN_ALLIANCE} OR (is_public AND invited_at IS NOT NULL AND {PUBLIC})"
ITEM = f"{IN_ALLIANCE} OR (is_public AND {PUBLIC} AND {THERE})"
MINUTES = f"{IN_ALLIANCE} OR (is_public AND released_at IS NOT NULL AND {PUBLIC} AND {THERE})"
BODY = {"body_id": "governance_body"}
OF_MEETING = {"meeting_id": "meetings_meeting"}

FIXED = """
CREATE FUNCTION meetings_released(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM meetings_minutes
                 WHERE meeting_id = wanted AND released_at IS NOT NULL) $$;
GRANT EXECUTE ON FUNCTION meetings_released(uuid) TO {app};
COMMENT ON FUNCTION meetings_released IS 'Whether the minutes of a meeting are released.';

CREATE FUNCTION meetings_minutes_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.released_at IS NOT NULL THEN
      RAISE EXCEPTION 'minutes begin as a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF OLD.released_at IS NOT NULL
     AND to_jsonb(NEW) - 'is_public' IS DISTINCT FROM to_jsonb(OLD) - 'is_public' THEN
    RAISE EXCEPTION 'released minutes are not changed' USING ERRCODE = 'insufficient_privilege';
  ELSIF OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
     AND (NEW.content IS NULL OR length(NEW.sha256) <> 64) THEN
    RAISE EXCEPTION 'minutes are released with their text'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER minutes_fixed BEFORE INSERT OR UPDATE ON meetings_minutes
  FOR EACH ROW EXECUTE FUNCTION meetings_minutes_fixed();

CREATE FUNCTION meetings_part_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP <> 'INSERT' AND meetings_released(OLD.meeting_id))
     OR (TG_OP <> 'DELETE' AND meetings_released(NEW.meeting_id)) THEN
    RAISE EXCEPTION 'the minutes of this meeting are released'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER item_fixed BEFORE INSERT OR UPDATE OR DELETE ON meetings_agendaitem
  FOR EACH ROW EXECUTE FUNCTION meetings_part_fixed();
CREATE TRIGGER attendance_fixed BEFORE INSERT OR UPDATE OR DELETE ON meetings_attendance
  FOR EACH ROW EXECUTE FUNCTION meetings_part_fixed();
CREATE TRIGGER minutes_item_fixed BEFORE INSERT OR UPDATE OR DELETE ON meetings_minutesitem
  FOR EACH ROW EXECUTE FUNCTION meetings_part_fixed();

CREATE FUNCTION meetings_meeting_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF meetings_released(OLD.id)
     AND to_jsonb(NEW) - 'is_public' IS DISTINCT FROM to_jsonb(OLD) - 'is_public' THEN
    RAISE EXCEPTION 'the minutes of this meeting are released'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('planned', 'invited'),
      ('planned', 'cancelled'), ('invited', 'held'), ('invited', 'cancelled')) THEN
    RAISE EXCEPTION 'a meeting does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.sequence < OLD.sequence THEN
    RAISE EXCEPTION 'calendars count on' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meeting_fixed BEFORE UPDATE ON meetings_meeting
  FOR EACH ROW EXECUTE FUNCTION meetings_meeting_fixed();

CREATE FUNCTION meetings_done_by_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.done_at, NEW.done_by, NEW.done_note)
      IS DISTINCT FROM (OLD.done_at, OLD.done_by, OLD.done_note)
     AND NEW.member_id IS DISTINCT FROM app_member() THEN
    RAISE EXCEPTION 'only the own member says that its task is done'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER done_by_itself BEFORE UPDATE ON meetings_followup
  FOR EACH ROW EXECUTE FUNCTION meetings_done_by_itself();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("governance", "0002_policies")]
    operations = [
        AlliancePolicy("meetings_noticeperiod", references=BODY),
        AlliancePolicy("meetings_series", references=BODY),
        AlliancePolicy(
            "meetings_meeting",
            read=MEETING,
            references={
                **BODY,
                "series_id": "meetings_series",
                "second_of_id": "meetings_meeting",
            },
        ),
        AlliancePolicy(
            "meetings_agendaitem",
            read=ITEM,
            references={
                **BODY,
                **OF_MEETING,
                "motion_id": "governance_motion",
                "repeats_id": "meetings_agendaitem",
            },
            delete=IN_ALLIANCE,
            by_member=True,
        ),
        AlliancePolicy("meetings_attendance", references=OF_MEETING, by_member=True),
        AlliancePolicy("meetings_minutes", read=MINUTES, references=OF_MEETING),
        AlliancePolicy(
            "meetings_minutesitem",
            references={**OF_MEETING, "item_id": "meetings_agendaitem"},
        ),
        AlliancePolicy(
            "meetings_followup",
            references={**OF_MEETING, "item_id": "meetings_agendaitem"},
            by_member=True,
        ),
        Sql(FIXED),
    ]
