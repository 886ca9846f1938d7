"""Each agency gets the body by which it owns actions and answers, as `keep_agency` makes it."""

from django.db import migrations
from django.db.models import F

BEHIND_GROUPS = 10_000


def give_bodies(apps, schema_editor):
    """An outside body of the same name becomes the agency's; beside another body of its name it is told apart."""
    Agency, Body = apps.get_model("subgroups", "Agency"), apps.get_model("subgroups", "Body")
    for agency in Agency.objects.filter(body=None).order_by("pk"):
        same = Body.objects.filter(board=agency.board_id, name=agency.name, merged_into=None).first()
        name = agency.name
        if same and same.kind != "outside":
            same, name = None, f"{agency.name[:191]} (agency)"
        body = same or Body(board_id=agency.board_id, name=name, short_name=agency.short_name[:40])
        body.kind, body.agency, body.position = "agency", agency, BEHIND_GROUPS + agency.position
        body.save()


def make_them_outside_bodies(apps, schema_editor):
    """What was an agency's own is an outside body, and whoever was its lead contact holds the post."""
    Membership = apps.get_model("subgroups", "Membership")
    Membership.objects.filter(role="lead-contact").update(role="post-holder")
    bodies = apps.get_model("subgroups", "Body").objects.filter(kind="agency")
    bodies.update(kind="outside", agency=None, position=F("position") - BEHIND_GROUPS)


class Migration(migrations.Migration):
    dependencies = [("subgroups", "0014_agencies_own")]
    operations = [migrations.RunPython(give_bodies, make_them_outside_bodies)]
