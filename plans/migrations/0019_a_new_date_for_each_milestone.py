from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Of several dated parts each may have a new date asked for."""

    dependencies = [("plans", "0018_names_by_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="datechange", name="date_change_one_waiting_an_action"),
        migrations.AddConstraint(
            model_name="datechange",
            constraint=models.UniqueConstraint(
                fields=["action"],
                condition=Q(state="asked", milestone__isnull=True),
                name="date_change_one_waiting_an_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="datechange",
            constraint=models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(state="asked", milestone__isnull=False),
                name="date_change_one_waiting_a_milestone",
            ),
        ),
    ]
