"""Who asked in a measurement: citizens and clerks are answered from other bases."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistant", "0005_guards")]
    operations = [
        migrations.AddField(
            "measurement",
            "asked_as",
            models.CharField(
                choices=[("citizen", "Citizens"), ("clerk", "Clerks")],
                default="citizen",
                max_length=20,
            ),
        ),
    ]
