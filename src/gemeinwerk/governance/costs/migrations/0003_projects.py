"""Money about a project of the register points at one of the same alliance."""

from django.db import migrations

from gemeinwerk.members.policies import Sql

TABLES = ("costs_budget", "costs_costline", "costs_saving")
KEYS = ";\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_project_id_alliance_fk"
    " FOREIGN KEY (alliance_id, project_id) REFERENCES projects_project (alliance_id, id)"
    " DEFERRABLE INITIALLY IMMEDIATE"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("costs", "0002_policies"), ("projects", "0002_policies")]
    operations = [Sql(KEYS)]
