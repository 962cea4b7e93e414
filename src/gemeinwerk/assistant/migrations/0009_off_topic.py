"""Gaps that are probably not the authority's topic do not stand among the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistant", "0008_kept_until_answered")]
    operations = [
        migrations.AddField("gap", "is_off_topic", models.BooleanField(default=False)),
        migrations.AlterField(
            "question",
            "reason",
            models.CharField(
                choices=[
                    ("unanswered", "No answer found"),
                    ("unhelpful", "Rated as not helpful"),
                    ("off_topic", "Nothing of the kind written down"),
                ],
                max_length=20,
            ),
        ),
    ]
