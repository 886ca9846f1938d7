"""Sections and actions serve golden threads beside their objective; an action that served one as its objective does so
here."""

from django.db import migrations, models


def move(apps, schema_editor):
    Action = apps.get_model("plans", "Action")
    for action in Action.objects.filter(objective__kind="golden-thread"):
        action.golden_threads.add(action.objective_id)
        action.objective_id = None
        action.save(update_fields=["objective"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0048_lists_beside_a_plan_are_imported")]
    operations = [
        migrations.AddField(
            model_name="action",
            name="golden_threads",
            field=models.ManyToManyField(
                blank=True,
                limit_choices_to={"kind": "golden-thread"},
                related_name="threaded_actions",
                to="plans.objective",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="golden_threads",
            field=models.ManyToManyField(
                blank=True,
                limit_choices_to={"kind": "golden-thread"},
                related_name="threaded_sections",
                to="plans.objective",
            ),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
