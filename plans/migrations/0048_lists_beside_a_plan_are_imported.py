from django.db import migrations, models


class Migration(migrations.Migration):
    """A document may also be a list beside the actions, and says what becomes of rows that the plan has."""

    dependencies = [("plans", "0047_periods_start_on_days_of_their_own")]

    operations = [
        operation
        for model in ("importdraft", "historicalimportdraft")
        for operation in (
            migrations.AddField(
                model_name=model,
                name="kind",
                field=models.CharField(default="actions", editable=False, max_length=20),
            ),
            migrations.AddField(
                model_name=model,
                name="choices",
                field=models.JSONField(
                    default=dict, editable=False, verbose_name="what becomes of rows that are there"
                ),
            ),
            migrations.AlterField(
                model_name=model,
                name="made",
                field=models.JSONField(default=dict, editable=False, verbose_name="what came of it"),
            ),
        )
    ]
