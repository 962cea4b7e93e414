"""Row-level security of stored bytes."""

from django.db import migrations

from gemeinwerk.members.policies import MemberPolicy


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("members", "0002_policies")]
    operations = [MemberPolicy("files_blob", key=None)]
