"""How often a plan reports, and a name and a place in addresses of its own for each of its reporting periods.

Every period that is there was a quarter, and keeps the name and the address that it had.
"""

import re

import django.core.validators
from django.db import migrations, models


RHYTHMS = [
    ("quarters", "Every quarter"),
    ("terms", "Every term: autumn, spring, summer"),
    ("half-years", "Every half-year"),
    ("two-months", "Every two months"),
    ("months", "Every month"),
    ("typed", "On dates that are typed"),
]
WAYS = [
    ("letter", "By letter and number, as Q1 2025/26 or H1 2025/26"),
    ("word", "By word and number, as Term 1 2025/26"),
    ("months", "By their months, as September-October 2025"),
]


def name_quarters(apps, schema_editor):
    """As Q4 2017/18, at q4-2017-18."""
    for model in ("Quarter", "HistoricalQuarter"):
        rows = apps.get_model("plans", model).objects
        for year, number in rows.order_by().values_list("year", "number").distinct():
            rows.filter(year=year, number=number).update(
                name=f"Q{number} {year}", slug=f"q{number}-{year.replace('/', '-')}"
            )


def number_quarters(apps, schema_editor):
    """Back to year and number, where every period is a quarter still."""
    for model in ("Quarter", "HistoricalQuarter"):
        rows = apps.get_model("plans", model).objects
        for name in rows.order_by().values_list("name", flat=True).distinct():
            quarter = re.fullmatch(r"Q([1-4]) (\d{4}(?:/\d\d)?)", name)
            if quarter is None:
                raise ValueError(f"“{name}” is no quarter: an earlier version cannot hold it.")
            rows.filter(name=name).update(number=int(quarter[1]), year=quarter[2])


def take_years_of_boards(apps, schema_editor):
    """A plan's year starts when its board's does."""
    Plan = apps.get_model("plans", "Plan")
    months = dict(apps.get_model("subgroups", "Board").objects.values_list("pk", "year_starts_in"))
    for board, month in months.items():
        Plan.objects.filter(board=board).update(year_starts_in=month)
        apps.get_model("plans", "HistoricalPlan").objects.filter(board_id=board).update(year_starts_in=month)


def on_both(of, name, field):
    """The same on the table and on its history."""
    return [migrations.AddField(model, name, field.clone()) for model in (of, f"historical{of}")]


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0022_last_reminder_before_the_deadline"),
        ("subgroups", "0012_news_at_once_daily_or_never"),
    ]

    operations = [
        *on_both(
            "plan",
            "rhythm",
            models.CharField(
                choices=RHYTHMS,
                default="quarters",
                editable=False,
                max_length=10,
                verbose_name="how often it reports",
            ),
        ),
        *on_both(
            "plan",
            "year_starts_in",
            models.PositiveSmallIntegerField(
                default=4,
                editable=False,
                help_text="4 for a year that starts in April.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(12),
                ],
                verbose_name="first month of its year",
            ),
        ),
        *on_both(
            "plan",
            "naming",
            models.CharField(
                choices=WAYS,
                default="letter",
                editable=False,
                max_length=6,
                verbose_name="how its reporting periods are called",
            ),
        ),
        *on_both(
            "plan",
            "period_label",
            models.CharField(
                blank=True,
                help_text="Empty: as its rhythm says.",
                max_length=60,
                verbose_name="word for a reporting period",
            ),
        ),
        *on_both(
            "plan",
            "period_label_plural",
            models.CharField(blank=True, max_length=60, verbose_name="word for reporting periods"),
        ),
        *on_both(
            "plan",
            "report_label",
            models.CharField(
                blank=True,
                help_text="Empty: Quarterly monitoring report, or as often as it reports.",
                max_length=80,
                verbose_name="word for its report",
            ),
        ),
        *on_both(
            "quarter",
            "name",
            models.CharField(
                default="", help_text="As the board calls it: Q4 2017/18, Autumn term 2025.", max_length=80
            ),
        ),
        *on_both(
            "quarter",
            "slug",
            models.SlugField(
                default="",
                editable=False,
                help_text="Its place in an address, which never changes.",
                max_length=80,
            ),
        ),
        migrations.RunPython(name_quarters, number_quarters),
        migrations.RunPython(take_years_of_boards, migrations.RunPython.noop),
    ]
