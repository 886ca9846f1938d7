"""The date that stood first is one that somebody confirmed, of an action and of its parts."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef

# Readings of this certainty, where nobody chose one, were never confirmed.
UNSURE = ["ambiguous", "unresolvable"]


def confirm(apps, schema_editor):
    Action, DateChange, Milestone = (
        apps.get_model("plans", name) for name in ("Action", "DateChange", "Milestone")
    )
    agreed = DateChange.objects.filter(action=OuterRef("pk"), state="agreed")
    open_to_choice = Action.objects.filter(timescale_source="ours", timescale_certainty__in=UNSURE).exclude(
        when_text=""
    )
    open_to_choice.filter(~Exists(agreed)).update(first_due_on=None)
    Milestone.objects.exclude(action__in=open_to_choice.values("pk")).update(first_due_on=F("due_on"))


def take_for_first(apps, schema_editor):
    Action = apps.get_model("plans", "Action")
    Action.objects.filter(first_due_on=None).update(first_due_on=F("due_on"))


class Migration(migrations.Migration):
    dependencies = [("plans", "0014_dates_say_why_they_move")]

    operations = [migrations.RunPython(confirm, take_for_first)]
