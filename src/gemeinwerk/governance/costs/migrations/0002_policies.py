"""Keys and budgets count by a resolution only; what a member brings is written by its own leads."""

from django.db import migrations

from gemeinwerk.governance.policies import BY_ITSELF, IN_ALLIANCE, AlliancePolicy
from gemeinwerk.members.policies import Sql

LEADS = "(SELECT app_has_role('{head,coordinator}'))"
OWN = f"{BY_ITSELF} AND {LEADS}"
OFFICE = (
    "alliance_id IN (SELECT alliance_id FROM governance_membership"
    " WHERE member_id = (SELECT app_member()) AND runs_office)"
)
ENTERED = (
    f"{IN_ALLIANCE} AND {LEADS}"
    f" AND ((kind = 'actual' AND member_id = (SELECT app_member())) OR (kind = 'plan' AND {OFFICE}))"
)
BEFORE_START = (
    f"{OWN} AND EXISTS (SELECT 1 FROM costs_saving s WHERE s.id = saving_id"
    " AND s.starts_on > (SELECT app_today()))"
)

FIXED = """
CREATE FUNCTION costs_by_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := '{effect_id,active_at,ended_at,ended_reason}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.effect_id IS NOT NULL OR NEW.active_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
      RAISE EXCEPTION 'it begins as a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
     OR (OLD.ended_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
     OR (OLD.effect_id IS NOT NULL AND (NEW.effect_id, NEW.active_at)
         IS DISTINCT FROM (OLD.effect_id, OLD.active_at)) THEN
    RAISE EXCEPTION 'a cost key or budget is never changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.effect_id IS DISTINCT FROM OLD.effect_id AND NOT EXISTS (
    SELECT 1 FROM governance_effect e JOIN governance_motion m ON m.id = e.motion_id
    WHERE e.id = NEW.effect_id AND e.kind = TG_ARGV[0] AND e.terms->>TG_ARGV[1] = NEW.id::text
      AND e.undone_at IS NULL AND m.state = 'adopted') THEN
    RAISE EXCEPTION 'only an adopted motion that names it puts it into force'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_resolution BEFORE INSERT OR UPDATE ON costs_costkey
  FOR EACH ROW EXECUTE FUNCTION costs_by_resolution('set_cost_key', 'cost_key');
CREATE TRIGGER by_resolution BEFORE INSERT OR UPDATE ON costs_budget
  FOR EACH ROW EXECUTE FUNCTION costs_by_resolution('release_budget', 'budget');

CREATE FUNCTION costs_line_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := '{withdrawn_at,withdrawn_by}';
BEGIN
  IF OLD.withdrawn_at IS NOT NULL
     OR to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'an amount is withdrawn once and never changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER line_fixed BEFORE UPDATE ON costs_costline
  FOR EACH ROW EXECUTE FUNCTION costs_line_fixed();

CREATE FUNCTION costs_saving_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.alliance_id, NEW.project_name, NEW.project_id, NEW.starts_on, NEW.years)
    IS DISTINCT FROM (OLD.alliance_id, OLD.project_name, OLD.project_id, OLD.starts_on, OLD.years)
  THEN
    RAISE EXCEPTION 'start and term of a saving are not moved'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER saving_fixed BEFORE UPDATE ON costs_saving
  FOR EACH ROW EXECUTE FUNCTION costs_saving_fixed();
"""

BY_EFFECT = {"effect_id": "governance_effect"}
BY_LEADS = f"{IN_ALLIANCE} AND {LEADS}"


class Migration(migrations.Migration):
    dependencies = [("costs", "0001_initial"), ("governance", "0002_policies")]
    operations = [
        AlliancePolicy("costs_costkey", insert=BY_LEADS, references=BY_EFFECT),
        AlliancePolicy(
            "costs_budget",
            insert=BY_LEADS,
            references={**BY_EFFECT, "cost_key_id": "costs_costkey"},
        ),
        AlliancePolicy("costs_keyfigure", write=OWN, by_member=True),
        AlliancePolicy(
            "costs_costline",
            write=ENTERED,
            references={"cost_key_id": "costs_costkey"},
            by_member=True,
        ),
        AlliancePolicy("costs_saving", write=BY_LEADS),
        AlliancePolicy(
            "costs_savingestimate",
            write=BEFORE_START,
            references={"saving_id": "costs_saving"},
            by_member=True,
        ),
        Sql(FIXED),
    ]
