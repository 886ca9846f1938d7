from django.db import migrations


def propose(apps, schema_editor):
    """Whoever gave somebody the role of a scrutineer alone has proposed it: it counts as before, but a signature of
    theirs counts once a second person has confirmed who has it. What the system itself gave stays."""
    roles = apps.get_model("subgroups", "BoardRole").objects
    for role in roles.filter(role="scrutineer", proposed_by=None, confirmed_by__isnull=False):
        role.proposed_by_id, role.proposed_at = role.confirmed_by_id, role.confirmed_at
        role.confirmed_by = role.confirmed_at = None
        role.save(update_fields=["proposed_by", "proposed_at", "confirmed_by", "confirmed_at"])


def give(apps, schema_editor):
    roles = apps.get_model("subgroups", "BoardRole").objects
    for role in roles.filter(role="scrutineer", confirmed_at=None, proposed_by__isnull=False):
        role.confirmed_by_id, role.confirmed_at = role.proposed_by_id, role.proposed_at
        role.proposed_by = role.proposed_at = None
        role.save(update_fields=["proposed_by", "proposed_at", "confirmed_by", "confirmed_at"])


class Migration(migrations.Migration):
    dependencies = [("subgroups", "0016_kinds_words_and_signatures_of_a_board")]

    operations = [migrations.RunPython(propose, give)]
