"""Agencies' self-assessments: sets of standards in versions, what is asked, returned, moderated and shared."""

import django.db.models.deletion
import lscb.clock
import lscb.ordering
import plans.models.evidence
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0053_reviews_and_recommendations"),
        ("subgroups", "0032_word_for_a_self_assessment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Standard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.PositiveSmallIntegerField(editable=False)),
                ("number", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=150)),
                ("words", models.TextField(blank=True, verbose_name="what good looks like")),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AgencyReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("strengths", models.TextField(blank=True, verbose_name="what it does well")),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="returned"),
                ),
                ("handed_back_because", models.TextField(blank=True, verbose_name="why it was handed back")),
                ("handed_back_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("moderated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("session_on", models.DateField(blank=True, null=True, verbose_name="challenge session")),
                ("session_agreed", models.TextField(blank=True, verbose_name="what was agreed at it")),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="subgroups.body",
                        verbose_name="agency",
                    ),
                ),
                (
                    "handed_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moderated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session_meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroups.meeting",
                        verbose_name="at the meeting",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "return",
                "ordering": ["body__position", lscb.ordering.ByLetters("body__name"), "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "score",
                    models.CharField(
                        blank=True,
                        choices=[("4", "4"), ("3", "3"), ("2", "2"), ("1", "1"), ("-", "Not applicable")],
                        max_length=1,
                        verbose_name="own score",
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="what shows it")),
                ("strengths", models.TextField(blank=True, verbose_name="what works well")),
                ("improve", models.TextField(blank=True, verbose_name="what will be done")),
                ("by_when", models.CharField(blank=True, max_length=120, verbose_name="by when")),
                ("at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                (
                    "moderated_score",
                    models.CharField(
                        blank=True,
                        choices=[("4", "4"), ("3", "3"), ("2", "2"), ("1", "1"), ("-", "Not applicable")],
                        max_length=1,
                    ),
                ),
                ("moderated_because", models.TextField(blank=True, verbose_name="why it is scored so")),
                ("moderated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessed_as",
                        to="plans.action",
                    ),
                ),
                (
                    "agency_return",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="plans.agencyreturn",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.returnanswer",
                    ),
                ),
                (
                    "moderated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="plans.standard",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a return",
                "verbose_name_plural": "answers of returns",
                "ordering": ["standard__position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAnswerEvidence",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what it is")),
                ("link", models.URLField(blank=True, max_length=1000)),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name of the file")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "Word"),
                            ("xlsx", "Excel"),
                            ("pptx", "PowerPoint"),
                            ("odt", "OpenDocument text"),
                            ("ods", "OpenDocument spreadsheet"),
                            ("odp", "OpenDocument presentation"),
                            ("png", "PNG picture"),
                            ("jpg", "JPEG picture"),
                            ("gif", "GIF picture"),
                            ("webp", "WebP picture"),
                        ],
                        max_length=5,
                        verbose_name="kind of file",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="bytes")),
                (
                    "sha256",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256"),
                ),
                ("at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                ("why_withdrawn", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.returnanswer",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical evidence of a return",
                "verbose_name_plural": "historical evidence of returns",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SelfAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                ("introduction", models.TextField(blank=True, verbose_name="what agencies are told")),
                ("asked_on", models.DateField(default=lscb.clock.today, verbose_name="asked")),
                ("due_on", models.DateField(verbose_name="returns due")),
                ("changed_at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "actions_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plan",
                        verbose_name="plan that takes its actions",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
                        to="plans.plan",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="plans.selfassessment",
                        verbose_name="the last one",
                    ),
                ),
            ],
            options={
                "verbose_name": "self-assessment",
                "ordering": ["-asked_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgencyReturn",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("strengths", models.TextField(blank=True, verbose_name="what it does well")),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="returned"),
                ),
                ("handed_back_because", models.TextField(blank=True, verbose_name="why it was handed back")),
                ("handed_back_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("moderated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("session_on", models.DateField(blank=True, null=True, verbose_name="challenge session")),
                ("session_agreed", models.TextField(blank=True, verbose_name="what was agreed at it")),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="subgroups.body",
                        verbose_name="agency",
                    ),
                ),
                (
                    "handed_back_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "moderated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session_meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="subgroups.meeting",
                        verbose_name="at the meeting",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.selfassessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical return",
                "verbose_name_plural": "historical returns",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="agencyreturn",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="plans.selfassessment"
            ),
        ),
        migrations.CreateModel(
            name="HistoricalReturnAnswer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "score",
                    models.CharField(
                        blank=True,
                        choices=[("4", "4"), ("3", "3"), ("2", "2"), ("1", "1"), ("-", "Not applicable")],
                        max_length=1,
                        verbose_name="own score",
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="what shows it")),
                ("strengths", models.TextField(blank=True, verbose_name="what works well")),
                ("improve", models.TextField(blank=True, verbose_name="what will be done")),
                ("by_when", models.CharField(blank=True, max_length=120, verbose_name="by when")),
                ("at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                (
                    "moderated_score",
                    models.CharField(
                        blank=True,
                        choices=[("4", "4"), ("3", "3"), ("2", "2"), ("1", "1"), ("-", "Not applicable")],
                        max_length=1,
                    ),
                ),
                ("moderated_because", models.TextField(blank=True, verbose_name="why it is scored so")),
                ("moderated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.action",
                    ),
                ),
                (
                    "agency_return",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.agencyreturn",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "moderated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.returnanswer",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.standard",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical answer of a return",
                "verbose_name_plural": "historical answers of returns",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StandardSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("section-11", "Section 11 standards"),
                            ("schools", "Section 175 and 157 standards"),
                            ("adults", "Standards for safeguarding adults"),
                            ("staff", "Questions of the staff survey"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="duties it restates")),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("word_4", models.CharField(default="Fully met", max_length=40, verbose_name="word for 4")),
                ("word_3", models.CharField(default="Mostly met", max_length=40, verbose_name="word for 3")),
                ("word_2", models.CharField(default="Partly met", max_length=40, verbose_name="word for 2")),
                ("word_1", models.CharField(default="Not met", max_length=40, verbose_name="word for 1")),
                ("at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_sets",
                        to="subgroups.board",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="plans.standardset",
                    ),
                ),
            ],
            options={
                "verbose_name": "set of standards",
                "verbose_name_plural": "sets of standards",
                "ordering": [lscb.ordering.ByLetters("title"), "version", "pk"],
            },
        ),
        migrations.AddField(
            model_name="standard",
            name="standard_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="standards", to="plans.standardset"
            ),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="standards",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="self_assessments",
                to="plans.standardset",
                verbose_name="set of standards",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalStandardSet",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("section-11", "Section 11 standards"),
                            ("schools", "Section 175 and 157 standards"),
                            ("adults", "Standards for safeguarding adults"),
                            ("staff", "Questions of the staff survey"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="duties it restates")),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("word_4", models.CharField(default="Fully met", max_length=40, verbose_name="word for 4")),
                ("word_3", models.CharField(default="Mostly met", max_length=40, verbose_name="word for 3")),
                ("word_2", models.CharField(default="Partly met", max_length=40, verbose_name="word for 2")),
                ("word_1", models.CharField(default="Not met", max_length=40, verbose_name="word for 1")),
                ("at", models.DateTimeField(default=lscb.clock.now, editable=False)),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="subgroups.board",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.standardset",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical set of standards",
                "verbose_name_plural": "historical sets of standards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSelfAssessment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("title", models.CharField(max_length=150)),
                ("introduction", models.TextField(blank=True, verbose_name="what agencies are told")),
                ("asked_on", models.DateField(default=lscb.clock.today, verbose_name="asked")),
                ("due_on", models.DateField(verbose_name="returns due")),
                ("changed_at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "actions_plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
                        verbose_name="plan that takes its actions",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.selfassessment",
                        verbose_name="the last one",
                    ),
                ),
                (
                    "standards",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.standardset",
                        verbose_name="set of standards",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical self-assessment",
                "verbose_name_plural": "historical self-assessments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AnswerEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what it is")),
                ("link", models.URLField(blank=True, max_length=1000)),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=200,
                        upload_to=plans.models.evidence.place_in_storage,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name of the file")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "Word"),
                            ("xlsx", "Excel"),
                            ("pptx", "PowerPoint"),
                            ("odt", "OpenDocument text"),
                            ("ods", "OpenDocument spreadsheet"),
                            ("odp", "OpenDocument presentation"),
                            ("png", "PNG picture"),
                            ("jpg", "JPEG picture"),
                            ("gif", "GIF picture"),
                            ("webp", "WebP picture"),
                        ],
                        max_length=5,
                        verbose_name="kind of file",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="bytes")),
                (
                    "sha256",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256"),
                ),
                ("at", models.DateTimeField(default=lscb.clock.now, editable=False)),
                ("why_withdrawn", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_and_files",
                        to="plans.returnanswer",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence of a return",
                "verbose_name_plural": "evidence of returns",
                "ordering": ["at", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("link", ""), _negated=True),
                                ("kind", ""),
                                ("sha256", ""),
                                ("size__isnull", True),
                            ),
                            models.Q(
                                ("link", ""),
                                ("size__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                                models.Q(("kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answerevidence_is_a_link_or_a_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("why_withdrawn", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answerevidence_withdrawn_with_the_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.UniqueConstraint(fields=("assessment", "body"), name="return_once_an_agency"),
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", True), ("sent_by__isnull", True)),
                    models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                    _connector="OR",
                ),
                name="return_sent_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at__isnull", False),
                    models.Q(("moderated_at__isnull", True), ("shared_at__isnull", True)),
                    _connector="OR",
                ),
                name="return_sent_before_it_is_moderated_or_shared",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("session_on__isnull", True),
                    models.Q(("session_agreed", ""), _negated=True),
                    _connector="OR",
                ),
                name="return_session_says_what_was_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnanswer",
            constraint=models.UniqueConstraint(
                fields=("agency_return", "standard"), name="return_answer_once_a_standard"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score__in", ["", "4", "3", "2", "1", "-"]),
                    ("moderated_score__in", ["", "4", "3", "2", "1", "-"]),
                ),
                name="return_answer_scores_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("moderated_at__isnull", True),
                        ("moderated_by__isnull", True),
                        ("moderated_score", ""),
                    ),
                    models.Q(
                        models.Q(("moderated_score", ""), _negated=True),
                        ("moderated_at__isnull", False),
                        ("moderated_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="return_answer_moderated_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("moderated_score", ""),
                    ("moderated_score", models.F("score")),
                    models.Q(("moderated_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="return_answer_scored_otherwise_with_the_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardset",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["section-11", "schools", "adults", "staff", "other"])),
                name="standard_set_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces__isnull", True), ("version", 1)),
                    models.Q(("replaces__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="standard_set_follows_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(
                fields=("standard_set", "key"), name="standard_key_once_in_a_set"
            ),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("asked_on"))),
                name="self_assessment_due_after_it_is_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="self_assessment_closed_with_its_outcome",
            ),
        ),
    ]
