"""A reporting period is known by its name; year and number, which only quarters had, go."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0023_rhythm_of_a_plan")]

    operations = [
        migrations.AlterModelOptions(
            name="historicalquarter",
            options={
                "get_latest_by": ("history_date", "history_id"),
                "ordering": ("-history_date", "-history_id"),
                "verbose_name": "historical reporting period",
                "verbose_name_plural": "historical reporting periods",
            },
        ),
        migrations.AlterModelOptions(
            name="quarter", options={"ordering": ["starts_on"], "verbose_name": "reporting period"}
        ),
        migrations.RemoveConstraint(model_name="quarter", name="quarter_is_one_to_four"),
        # With values of their own, so that the way back can fill the columns before the migration before reads names.
        *(
            step
            for model in ("quarter", "historicalquarter")
            for step in (
                migrations.AlterField(model, "year", models.CharField(default="", max_length=9)),
                migrations.AlterField(model, "number", models.PositiveSmallIntegerField(default=1)),
                migrations.RemoveField(model, "year"),
                migrations.RemoveField(model, "number"),
                migrations.AlterField(
                    model,
                    "name",
                    models.CharField(
                        help_text="As the board calls it: Q4 2017/18, Autumn term 2025.", max_length=80
                    ),
                ),
                migrations.AlterField(
                    model,
                    "slug",
                    models.SlugField(
                        editable=False,
                        help_text="Its place in an address, which never changes.",
                        max_length=80,
                    ),
                ),
            )
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_label", ""), ("period_label_plural", "")),
                    models.Q(
                        models.Q(("period_label", ""), _negated=True),
                        models.Q(("period_label_plural", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="plan_both_words_for_periods",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rhythm__in", ["half-years", "months", "quarters", "terms", "two-months", "typed"])
                ),
                name="plan_rhythm_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("naming__in", ["letter", "months", "word"])), name="plan_naming_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("year_starts_in__gte", 1), ("year_starts_in__lte", 12)),
                name="plan_year_starts_in_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="quarter",
            constraint=models.UniqueConstraint(fields=("plan", "slug"), name="quarter_address_once_a_plan"),
        ),
        migrations.AddConstraint(
            model_name="quarter",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                models.F("plan"),
                name="quarter_name_once_a_plan",
            ),
        ),
    ]
