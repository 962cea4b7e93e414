"""Each member has its own name for a person; an empty one stands for the person's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0003_account_policies")]
    operations = [
        migrations.AddField(
            model_name="role",
            name="called",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
