"""What a board calls its report on a year, and whose signatures it asks for on it."""

import django.core.validators
from django.db import migrations, models


def usual_of_partnerships(apps, schema_editor):
    apps.get_model("subgroups", "Board").objects.filter(kind="children-partnership").update(
        yearly_report_label="Yearly report"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('subgroups', '0032_word_for_a_self_assessment'),
    ]

    operations = [
        migrations.AddField(
            model_name='board',
            name='yearly_approver_signatures',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(9)], verbose_name='signatures of an approver on it'),
        ),
        migrations.AddField(
            model_name='board',
            name='yearly_chair_signatures',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1)], verbose_name='signatures of an independent chair on it'),
        ),
        migrations.AddField(
            model_name='board',
            name='yearly_report_label',
            field=models.CharField(default='Annual report', max_length=80, verbose_name='word for its report on a year'),
        ),
        migrations.AddField(
            model_name='board',
            name='yearly_scrutineer_signatures',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(9)], verbose_name='signatures of a scrutineer on it'),
        ),
        migrations.AddField(
            model_name='board',
            name='yearly_signing',
            field=models.CharField(choices=[('same', 'as its monitoring reports are'), ('one', 'once any one of those named for it has signed'), ('all', 'once all of those named for it have signed')], default='same', max_length=4, verbose_name='its report on a year is approved'),
        ),
        migrations.AddField(
            model_name='historicalboard',
            name='yearly_approver_signatures',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(9)], verbose_name='signatures of an approver on it'),
        ),
        migrations.AddField(
            model_name='historicalboard',
            name='yearly_chair_signatures',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1)], verbose_name='signatures of an independent chair on it'),
        ),
        migrations.AddField(
            model_name='historicalboard',
            name='yearly_report_label',
            field=models.CharField(default='Annual report', max_length=80, verbose_name='word for its report on a year'),
        ),
        migrations.AddField(
            model_name='historicalboard',
            name='yearly_scrutineer_signatures',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(9)], verbose_name='signatures of a scrutineer on it'),
        ),
        migrations.AddField(
            model_name='historicalboard',
            name='yearly_signing',
            field=models.CharField(choices=[('same', 'as its monitoring reports are'), ('one', 'once any one of those named for it has signed'), ('all', 'once all of those named for it have signed')], default='same', max_length=4, verbose_name='its report on a year is approved'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('yearly_signing', 'same'), ('yearly_chair_signatures__gt', 0), ('yearly_scrutineer_signatures__gt', 0), ('yearly_approver_signatures__gt', 0), _connector='OR'), name='board_somebody_approves_a_year'),
        ),
        migrations.RunPython(usual_of_partnerships, migrations.RunPython.noop),
    ]
