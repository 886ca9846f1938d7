"""A database in use: a row of every model and a final of every kind, their paper really set."""

from datetime import timedelta

# What other libraries keep and no test of ours fills: their migrations are tried by those who make them.
OURS = ("lscb", "subgroups", "plans", "reporting")


def fill() -> None:
    """Make the rows, in an empty database that has its tables."""
    from django.contrib.auth.models import Group, Permission
    from django.utils import timezone

    from lscb.events import seals
    from lscb.models import Job, KeptForm, LastRun, SlowPage, SubmittedForm
    from lscb.work import outbox
    from plans.models import RatingDefinition
    from reporting import operations
    from reporting.models import BoardReport, MonitoringReport, Publication, YearlySection
    from subgroups.models import Notice
    from tests.admin.conftest import everything
    from tests.factories import PlanEditionFactory, PlanFactory, someone_with

    kept = everything("Kept")
    team, board, now = kept.team, kept.board, timezone.now()
    RatingDefinition.objects.create(plan=kept.plan, rating="G", word="On course", meaning="As planned")
    next(row for row in kept.rows.values() if row._meta.label == "plans.Measure").actions.add(kept.action)

    approver = someone_with(board, "independent-chair", name="Kept independent chair")
    report = operations.finalise_report(report=MonitoringReport.objects.get(), by=team)
    operations.approve_report(report=report, by=approver)
    operations.publish(publication=Publication.objects.get(), by=team)
    operations.finalise_board_report(report=BoardReport.objects.get(), by=team)
    operations.finalise_yearly(
        report=YearlySection.objects.get().report, omitted_because="The year was short", by=team
    )
    second = PlanFactory(board=board, title="Kept second plan", slug="kept-second-plan")
    operations.publish_edition(edition=PlanEditionFactory(plan=second, title="Kept paper"), by=team)

    outbox.post(kind="Reminder", to=team.email, subject="Kept subject", body="Kept words")
    Job.objects.create(title="Kept job", by=team, opens="/", state=Job.State.DONE)
    LastRun.objects.create(command=LastRun.Command.BACKUP, began_at=now, ended_at=now + timedelta(minutes=1))
    SlowPage.objects.create(route="home", on=now.date(), times=2, longest=4000)
    form = SubmittedForm.objects.create(person=team, key=Job.objects.get().key, said="0" * 64, led_to="/")
    KeptForm.objects.create(person=team, key=form.key, address="/", page="/", typed=[["words", "Kept"]])
    Notice.objects.create(person=team, board=board, subject="Kept news", said="Kept", link="/", by=kept.chair)
    group = Group.objects.create(name="Kept group")
    group.permissions.add(Permission.objects.earliest("pk"))
    team.groups.add(group)
    team.user_permissions.add(Permission.objects.latest("pk"))
    seals.seal()


def empty_models() -> list[str]:
    """Models of the product, with those that tie two and those of histories, that have no row."""
    from django.apps import apps

    models = [
        model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return sorted(model._meta.label for model in models if not model._base_manager.exists())


def summary() -> dict:
    """Of the database as it stands: how many rows each table of the product has, and every final's checksums."""
    from django.conf import settings

    from lscb.backup.databases import database_of
    from lscb.backup.finals import finals_in

    with database_of(settings.DATABASES["default"]).reading() as reading:
        tables = [name for name in reading.tables() if name.partition("_")[0] in OURS]
        return {
            "rows": {name: reading.sum_of(name).said["rows"] for name in tables},
            "finals": [final.said for final in finals_in(reading)],
        }
