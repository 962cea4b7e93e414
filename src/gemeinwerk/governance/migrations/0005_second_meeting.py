"""Whether the invitation announced that a second meeting decides with whoever comes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_invite_again")]
    operations = [
        migrations.AddField("motion", "is_second_meeting", models.BooleanField(default=False)),
    ]
