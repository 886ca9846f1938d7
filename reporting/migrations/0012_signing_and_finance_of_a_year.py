"""Who signed a year's report, its finance, and what is left out of it."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0011_yearly_reports"),
        ("subgroups", "0035_report_on_a_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalyearlyreport",
            name="omitted_because",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Said by whoever made it final; it stands in the report.",
                verbose_name="why it is final without all that is asked for",
            ),
        ),
        migrations.AddField(
            model_name="historicalyearlysection",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="historicalyearlysection",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalyearlysection",
            name="left_out",
            field=models.BooleanField(default=False, verbose_name="left out of this report"),
        ),
        migrations.AddField(
            model_name="historicalyearlysection",
            name="left_out_because",
            field=models.TextField(blank=True, verbose_name="why it is left out"),
        ),
        migrations.AddField(
            model_name="yearlyreport",
            name="omitted_because",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Said by whoever made it final; it stands in the report.",
                verbose_name="why it is final without all that is asked for",
            ),
        ),
        migrations.AddField(
            model_name="yearlysection",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="yearlysection",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="yearlysection",
            name="left_out",
            field=models.BooleanField(default=False, verbose_name="left out of this report"),
        ),
        migrations.AddField(
            model_name="yearlysection",
            name="left_out_because",
            field=models.TextField(blank=True, verbose_name="why it is left out"),
        ),
        migrations.CreateModel(
            name="HistoricalFinanceLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(choices=[("income", "Income"), ("spending", "Spending")], max_length=8),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="from whom, or on what")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="pounds")),
                (
                    "year_before",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="pounds the year before",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="subgroups.agency",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reporting.yearlyreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical finance line",
                "verbose_name_plural": "historical finance lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FinanceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("income", "Income"), ("spending", "Spending")], max_length=8),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="from whom, or on what")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="pounds")),
                (
                    "year_before",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="pounds the year before",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroups.agency",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finance_lines",
                        to="reporting.yearlyreport",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True), ("agency__isnull", False), _connector="OR"
                        ),
                        name="finance_line_names_what_it_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0),
                            models.Q(("year_before__isnull", True), ("year_before__gte", 0), _connector="OR"),
                        ),
                        name="finance_line_in_pounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearlySignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("board-team", "Board team"),
                            ("independent-chair", "Independent chair"),
                            ("scrutineer", "Scrutineer"),
                            ("approver", "Approver (approves reports, changes nothing)"),
                            ("auditor", "Auditor (reads all, changes nothing)"),
                        ],
                        help_text="For whose signature it counts.",
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                (
                    "post",
                    models.CharField(
                        help_text="A role in the board’s words, or whose deputy.", max_length=260
                    ),
                ),
                ("at", models.DateTimeField()),
                ("remarks", models.TextField(blank=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="reporting.yearlyreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature on a yearly report",
                "verbose_name_plural": "signatures on yearly reports",
                "ordering": ["at", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "person"), name="yearly_signature_once_a_person"
                    )
                ],
            },
        ),
    ]
