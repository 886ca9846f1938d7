"""What a board calls the self-assessments of its agencies; an adults board as such boards usually do."""

from django.db import migrations, models


def usual_of_adults(apps, schema_editor):
    apps.get_model("subgroups", "Board").objects.filter(kind="adults-board").update(
        self_assessment_label="Self-assessment of safeguarding adults",
        self_assessment_label_plural="Self-assessments of safeguarding adults",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("subgroups", "0031_one_to_ones"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="self_assessment_label",
            field=models.CharField(
                default="Section 11 audit",
                max_length=80,
                verbose_name="word for a self-assessment of agencies",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="self_assessment_label_plural",
            field=models.CharField(
                default="Section 11 audits",
                max_length=80,
                verbose_name="word for self-assessments of agencies",
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="self_assessment_label",
            field=models.CharField(
                default="Section 11 audit",
                max_length=80,
                verbose_name="word for a self-assessment of agencies",
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="self_assessment_label_plural",
            field=models.CharField(
                default="Section 11 audits",
                max_length=80,
                verbose_name="word for self-assessments of agencies",
            ),
        ),
        migrations.RunPython(usual_of_adults, migrations.RunPython.noop),
    ]
