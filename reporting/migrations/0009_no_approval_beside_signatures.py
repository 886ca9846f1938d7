from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_an_approval_is_a_signature")]

    operations = [
        migrations.RemoveField(
            model_name='historicalmonitoringreport',
            name='approval_remarks',
        ),
        migrations.RemoveField(
            model_name='historicalmonitoringreport',
            name='approved_as',
        ),
        migrations.RemoveField(
            model_name='historicalmonitoringreport',
            name='approved_by',
        ),
        migrations.RemoveField(
            model_name='historicalmonitoringreport',
            name='approved_by_name',
        ),
        migrations.RemoveField(
            model_name='monitoringreport',
            name='approval_remarks',
        ),
        migrations.RemoveField(
            model_name='monitoringreport',
            name='approved_as',
        ),
        migrations.RemoveField(
            model_name='monitoringreport',
            name='approved_by',
        ),
        migrations.RemoveField(
            model_name='monitoringreport',
            name='approved_by_name',
        ),
        migrations.AddConstraint(
            model_name='monitoringreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='report_approved_at_a_time'),
        ),
    ]
