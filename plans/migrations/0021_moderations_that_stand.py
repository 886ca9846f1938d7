from django.db import migrations, models


def all_stand(apps, schema_editor):
    """What was made of proposals until now has not been undone."""
    apps.get_model("plans", "Moderation").objects.update(stands_for=models.F("proposal"))


def only_what_stands(apps, schema_editor):
    """Going back, a proposal is looked at once: what was undone goes. Updates that were undone count again."""
    apps.get_model("plans", "Moderation").objects.filter(stands_for=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0020_undone_and_repeated"),
    ]

    operations = [
        migrations.RunPython(all_stand, only_what_stands),
    ]
