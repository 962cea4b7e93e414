"""Who reads and writes projects, standards and solutions.

The alliance reads its projects. What concerns a project as a whole is written by the member that
leads it, what one member brings by that member alone; a decided stage needs the effect of an
adopted motion that names the project. A solution is read by the project's partners, then by the
alliance, then by every member here, each from its day on.
"""

from django.db import migrations

from gemeinwerk.governance.policies import BY_ITSELF, IN_ALLIANCE, AlliancePolicy
from gemeinwerk.members.policies import Sql

OWN = "member_id = (SELECT app_member())"
LEADS = "(SELECT app_has_role('{head,coordinator}'))"
PROPOSES = "(SELECT app_has_role('{head,coordinator,records_officer}'))"
LED = "(SELECT id FROM projects_project WHERE lead_id = (SELECT app_member()))"
LED_BY_ME = f"{IN_ALLIANCE} AND {LEADS} AND project_id IN {LED}"
I_TAKE_PART = (
    "(SELECT project_id FROM projects_partner"
    " WHERE member_id = (SELECT app_member()) AND accepted_at IS NOT NULL)"
)
MEASURED = (
    f"{BY_ITSELF} AND {LEADS} AND goal_id IN"
    f" (SELECT id FROM projects_goal WHERE project_id IN {I_TAKE_PART})"
)
ADOPTED_NOW = "id IN (SELECT standard_id FROM projects_standarddecision WHERE undone_at IS NULL)"
OPEN_TO_ME = (
    f"({IN_ALLIANCE} AND (alliance_from <= (SELECT app_today()) OR project_id IN {I_TAKE_PART}))"
    " OR (everyone_from <= (SELECT app_today()) AND (SELECT app_member()) IS NOT NULL)"
)
VISIBLE = "solution_id IN (SELECT id FROM projects_solution)"
IN_PROJECT = {"project_id": "projects_project"}

LEAD_IN_ALLIANCE = """
ALTER TABLE projects_project ADD CONSTRAINT projects_project_lead_id_alliance_fk
  FOREIGN KEY (alliance_id, lead_id) REFERENCES governance_membership (alliance_id, member_id)
"""

GUARDS = """
CREATE FUNCTION projects_project_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_free bool;
BEGIN
  IF (NEW.alliance_id, NEW.member_id, NEW.member_name, NEW.brought_at, NEW.brought_by)
      IS DISTINCT FROM
      (OLD.alliance_id, OLD.member_id, OLD.member_name, OLD.brought_at, OLD.brought_by) THEN
    RAISE EXCEPTION 'who brought a project in stays'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state'
     AND OLD.lead_id IS DISTINCT FROM app_member() THEN
    SELECT NOT EXISTS (SELECT 1 FROM governance_membership WHERE alliance_id = OLD.alliance_id
      AND member_id = OLD.lead_id AND joined_on <= app_today()
      AND (left_on IS NULL OR left_on >= app_today())) INTO is_free;
    IF NOT (is_free AND NEW.lead_id = app_member()) THEN
      RAISE EXCEPTION 'a project is changed by the member that leads it'
        USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  IF NEW.state <> OLD.state AND (
      (NEW.state IN ('approved', 'pilot', 'live', 'stopped') AND NOT EXISTS (
        SELECT 1 FROM projects_step
        WHERE project_id = NEW.id AND stage = NEW.state AND undone_at IS NULL))
      OR (NEW.state = 'reusable' AND NOT (NEW.has_solution AND EXISTS (
        SELECT 1 FROM projects_step
        WHERE project_id = NEW.id AND stage = 'live' AND undone_at IS NULL)))
      OR (NEW.state IN ('need', 'idea') AND EXISTS (
        SELECT 1 FROM projects_step
        WHERE project_id = NEW.id AND effect_id IS NOT NULL AND undone_at IS NULL))) THEN
    RAISE EXCEPTION 'a project stands where its resolutions put it'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER project_kept BEFORE UPDATE ON projects_project
  FOR EACH ROW EXECUTE FUNCTION projects_project_kept();

CREATE FUNCTION projects_carried_by(
  alliance uuid, effect uuid, wanted text, field text, target uuid) RETURNS bool
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM governance_effect e
    JOIN governance_motion m ON m.alliance_id = e.alliance_id AND m.id = e.motion_id
    WHERE e.id = effect AND e.alliance_id = alliance AND e.kind = wanted
      AND m.state = 'adopted' AND e.terms->>field = target::text) $$;
GRANT EXECUTE ON FUNCTION projects_carried_by(uuid, uuid, text, text, uuid) TO {app};

CREATE FUNCTION projects_step_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.undone_at IS NOT NULL
       OR to_jsonb(NEW) - 'undone_at' IS DISTINCT FROM to_jsonb(OLD) - 'undone_at' THEN
      RAISE EXCEPTION 'a step of a project is undone once and never changed'
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.effect_id IS NOT NULL AND NOT projects_carried_by(NEW.alliance_id, NEW.effect_id,
      CASE NEW.stage WHEN 'approved' THEN 'start_project' WHEN 'pilot' THEN 'pilot_project'
        WHEN 'live' THEN 'live_project' WHEN 'stopped' THEN 'stop_project' END,
      'project', NEW.project_id) THEN
    RAISE EXCEPTION 'a project gets there by an adopted motion only'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER step_decided BEFORE INSERT OR UPDATE ON projects_step
  FOR EACH ROW EXECUTE FUNCTION projects_step_decided();

CREATE FUNCTION projects_standard_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.undone_at IS NOT NULL
       OR to_jsonb(NEW) - 'undone_at' IS DISTINCT FROM to_jsonb(OLD) - 'undone_at' THEN
      RAISE EXCEPTION 'a decision on a standard is undone once and never changed'
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT projects_carried_by(
      NEW.alliance_id, NEW.effect_id, 'adopt_standard', 'standard', NEW.standard_id) THEN
    RAISE EXCEPTION 'a standard is adopted by an adopted motion only'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER standard_decided BEFORE INSERT OR UPDATE ON projects_standarddecision
  FOR EACH ROW EXECUTE FUNCTION projects_standard_decided();

CREATE FUNCTION projects_solution_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.alliance_from, NEW.everyone_from)
      IS DISTINCT FROM (OLD.alliance_from, OLD.everyone_from)
     AND NOT app_has_role('{head}') THEN
    RAISE EXCEPTION 'only a head opens a solution to others'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER solution_opened BEFORE UPDATE ON projects_solution
  FOR EACH ROW EXECUTE FUNCTION projects_solution_opened();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
        ("governance", "0002_policies"),
    ]
    operations = [
        AlliancePolicy(
            "projects_project",
            insert=f"{BY_ITSELF} AND {PROPOSES} AND lead_id = (SELECT app_member())"
            " AND state IN ('need', 'idea') AND NOT has_solution",
            references={"group_id": "governance_body"},
            by_member=True,
        ),
        Sql(LEAD_IN_ALLIANCE),
        AlliancePolicy(
            "projects_step",
            insert=BY_ITSELF,
            references={**IN_PROJECT, "effect_id": "governance_effect"},
            by_member=True,
        ),
        AlliancePolicy(
            "projects_partner",
            write=LED_BY_ME,
            insert=f"{BY_ITSELF} AND {PROPOSES} AND (accepted_at IS NULL OR project_id IN {LED})",
            delete=f"({BY_ITSELF} AND {LEADS}) OR ({LED_BY_ME})",
            references=IN_PROJECT,
            by_member=True,
        ),
        AlliancePolicy("projects_goal", write=LED_BY_ME, delete=LED_BY_ME, references=IN_PROJECT),
        AlliancePolicy(
            "projects_reading",
            write=None,
            insert=MEASURED,
            delete=f"{BY_ITSELF} AND {LEADS}",
            references={"goal_id": "projects_goal"},
            by_member=True,
        ),
        AlliancePolicy("projects_milestone", write=LED_BY_ME, references=IN_PROJECT),
        AlliancePolicy(
            "projects_capacity",
            write=f"{BY_ITSELF} AND {LEADS}",
            delete=f"{BY_ITSELF} AND {LEADS}",
            references=IN_PROJECT,
            by_member=True,
        ),
        AlliancePolicy(
            "projects_standard",
            write=f"{BY_ITSELF} AND {PROPOSES} AND NOT {ADOPTED_NOW}",
            insert=f"{BY_ITSELF} AND {PROPOSES}",
            by_member=True,
        ),
        AlliancePolicy(
            "projects_standarddecision",
            references={"standard_id": "projects_standard", "effect_id": "governance_effect"},
        ),
        AlliancePolicy(
            "projects_standarduse",
            write=None,
            insert=LED_BY_ME,
            delete=LED_BY_ME,
            references={**IN_PROJECT, "standard_id": "projects_standard"},
        ),
        AlliancePolicy(
            "projects_solution",
            read=OPEN_TO_ME,
            write=LED_BY_ME,
            insert=f"{LED_BY_ME} AND lead_id = (SELECT app_member()) AND alliance_from IS NULL",
            references=IN_PROJECT,
        ),
        AlliancePolicy(
            "projects_adoption",
            read=f"{OWN} OR ({IN_ALLIANCE} AND {VISIBLE})",
            write=f"{OWN} AND {LEADS}",
            insert=f"{OWN} AND {LEADS} AND {VISIBLE}",
            delete=f"{OWN} AND {LEADS}",
            references={"solution_id": "projects_solution"},
        ),
        Sql(GUARDS),
    ]
