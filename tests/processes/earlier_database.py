"""Migrate the database of an earlier version and open what is in it, for tests/test_earlier_versions.py."""

import gc
import hashlib
import json
import lzma
import sys
from datetime import date
from pathlib import Path

KEPT = Path(__file__).parents[1] / "data" / "databases"


def left_by(version: str) -> bytes:
    """The file of SQLite that a version left."""
    return lzma.decompress((KEPT / f"version-{version}.sqlite3.xz").read_bytes())


def main() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    Path(settings.DATABASES["default"]["NAME"]).write_bytes(left_by(sys.argv[1].removeprefix("version-")))
    django.setup()
    gc.disable()  # it would look through every state of the models again and again
    setup_test_environment()  # so that answers tell what they were made of
    call_command("migrate", verbosity=0)
    from tests.processes.migrated_tables import tables

    json.dump(opened() | {"tables": tables()}, sys.stdout)


def opened() -> dict:
    """What each page of the opened database answers, and what each final holds."""
    from django.test import Client
    from django.urls import reverse

    from lscb.events.audit_codes import Kind
    from lscb.models import AuditEntry
    from plans.models import Action, Milestone, Plan, ProgressUpdate
    from reporting.models import MonitoringReport
    from subgroups.models import Person

    client = Client()
    client.force_login(Person.objects.get(email="board.team@example.org"))
    plan = Plan.objects.get(slug="cumbria-2017-20")
    action = plan.actions.get(label="8.5")
    finals = {}
    for report in MonitoringReport.objects.frozen():
        page = client.get(reverse("reporting:report-detail", args=[plan.slug, report.pk]))
        finals[report.number] = {
            "quarter": report.quarter.name,
            "content": hashlib.sha256(json.dumps(report.content, sort_keys=True).encode()).hexdigest(),
            "pdf": hashlib.sha256(report.pdf).hexdigest(),
            "checksum": report.pdf_sha256,
            "page": page.status_code,
        }
    addresses = {
        "home": reverse("home"),
        "actions": reverse("plans:action-list", args=[plan.slug]),
        "action": reverse("plans:action-detail", args=[plan.slug, action.pk]),
        "plan": reverse("plans:plan-detail", args=[plan.slug]),
        "history": reverse("plans:history", args=[plan.slug]),
        "reports": reverse("reporting:report-list", args=[plan.slug]),
        "draft": reverse("reporting:report-live", args=[plan.slug, "q4-2017-18"]),
        "planner": reverse("reporting:planner", args=[plan.slug]),
    }
    closed = plan.actions.filter(state=Action.State.CLOSED).first()
    story = client.get(reverse("plans:action-detail", args=[plan.slug, closed.pk])).content.decode()
    return {
        "said": said(client, addresses["history"]),
        "closed": "Completion agreed" in story,
        "codes": sorted(set(AuditEntry.objects.values_list("operation", flat=True))),
        "finals": finals,
        "pages": {name: client.get(address).status_code for name, address in addresses.items()},
        "rows": {
            "plans": Plan.objects.count(),
            "actions": Action.objects.count(),
            "updates": ProgressUpdate.objects.count(),
            "audit": AuditEntry.objects.of_kind(Kind.CHANGE).count(),  # not what this reads
        },
        "dates": {
            "held but unconfirmed": sum(
                bool(each.held_to) and not each.slipped_days
                for each in Action.objects.with_timescale_to_choose()
            ),
            "parts unconfirmed": Milestone.objects.filter(first_due_on=None)
            .exclude(due_on=None)
            .exclude(action__in=Action.objects.with_timescale_to_choose())
            .count(),
            "moved": sum(bool(each.slipped_days) for each in plan.actions.all()),
            "late": Action.objects.with_status(None, today=date(2018, 4, 9)).filter(is_overdue=True).count(),
        },
    }


def said(client, address: str) -> list[str]:
    """What the history of a board says was done, on all its pages, each kind once; also as it is offered to choose."""
    found, number, pages = set(), 1, 1
    while number <= pages:
        context = client.get(address, {"page": number}).context
        found |= {line.what for line in context["lines"]}
        number, pages = number + 1, context["page_obj"].paginator.num_pages
    offered = {words for _, words in context["filter"].filters["operation"].extra["choices"]}
    return sorted(found | offered)


if __name__ == "__main__":
    main()
