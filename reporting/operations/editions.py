"""The plan as published: an edition begun, its cover worded, and made final."""

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Plan
from reporting.edition.content import SCHEMA_VERSION, PlanContent, to_json
from reporting.edition.reading import gather
from reporting.models import PlanEdition, ReportingEvent
from reporting.operations.freezing import print_and_freeze
from reporting.printing.pdf.rendering import render_edition
from subgroups.models import Meeting, Person

WORDS = ["title", "foreword", "agreed_at", "published_on"]


@transaction.atomic
def start_edition(*, plan: Plan, by: Person) -> PlanEdition:
    """Begin the next edition of a plan: room for the words of its cover; all else follows the plan.

    :raises Refused: while one is being prepared.
    """
    locks.hold(plan)
    if plan.editions.drafts().exists():
        raise Refused("The next version is being prepared already.")
    last = plan.editions.order_by("-version").first()
    draft = PlanEdition(
        plan=plan,
        version=(plan.editions.aggregate(last=Max("version"))["last"] or 0) + 1,
        title=last.title if last else "",
        prepared_by=by,
    )
    audit.save(draft, by)
    audit.record(ReportingEvent.EDITION_STARTED, draft, by=by, changes={"version": [None, draft.version]})
    return draft


@transaction.atomic
def word_edition(
    *,
    edition: PlanEdition,
    title: str,
    foreword: str,
    by: Person,
    agreed_at: Meeting | None = None,
    published_on: date | None = None,
) -> PlanEdition:
    """Say what the cover says.

    :raises Refused: when it is published, or for a meeting to come or of another board.
    """
    locks.hold(edition)
    _refuse_if_published(edition)
    wrong = guards.strangers(edition.board, agreed_at=agreed_at)
    if agreed_at and agreed_at.held_on > clock.today():
        wrong["agreed_at"] = "That meeting is still to come. Choose one that was held."
    guards.refuse(wrong)
    before = audit.values_of(edition, WORDS)
    edition.title, edition.foreword = title.strip(), foreword.strip()
    edition.agreed_at, edition.published_on = agreed_at, published_on
    if changes := audit.differences(before, audit.values_of(edition, WORDS)):
        edition.prepared_by = by
        audit.save(edition, by, [*WORDS, "prepared_by"])
        audit.record(ReportingEvent.EDITION_WORDED, edition, by=by, changes=changes)
    return edition


def publish_edition(*, edition: PlanEdition, by: Person) -> PlanEdition:
    """Freeze a draft: copy everything the plan says, print it once, and keep both with a checksum
    (`print_and_freeze`).

    :raises Refused: when it is published already, or the plan changed during each of three printings.
    """

    def read(position_at: datetime) -> tuple[PlanEdition, PlanContent]:
        found = _with_all(edition.pk)
        _refuse_if_published(found)
        return found, _final_content(found, position_at)

    return print_and_freeze(
        read,
        prints=lambda content, _: render_edition(content),
        hold=lambda found: locks.hold(found.plan, found),
        freeze=partial(_freeze, by=by),
        busy="The plan was changed while it was printed, each time. Try again in a quieter moment.",
    )


def _freeze(
    edition: PlanEdition, content: PlanContent, pdf: bytes, position_at: datetime, by: Person
) -> PlanEdition:
    """Keep what was printed, inside the transaction that read the same once more."""
    edition.freeze(
        number=edition.version,
        schema_version=SCHEMA_VERSION,
        content=to_json(content),
        pdf=pdf,
        at=position_at,
        by=by,
    )
    edition.title, edition.published_on = content.cover.title, content.cover.published_on
    audit.save(edition, by)
    changes: dict[str, list] = {
        "version": [None, edition.version],
        "published": ["", edition.published_on],
        "checksum of the PDF": ["", edition.pdf_sha256],
    }
    audit.record(ReportingEvent.EDITION_PUBLISHED, edition, by=by, changes=changes)
    return edition


def _final_content(edition: PlanEdition, position_at: datetime) -> PlanContent:
    """What is printed; without a day of its own it is published on the day on which it is made final."""
    edition.published_on = edition.published_on or clock.day_of(position_at)
    return gather(edition.plan, edition, position_at)


def _with_all(pk: int) -> PlanEdition:
    return PlanEdition.objects.select_related("plan__board", "agreed_at__body", "prepared_by").get(pk=pk)


def _refuse_if_published(edition: PlanEdition) -> None:
    if edition.is_frozen:
        raise Refused("This version is published and never changes. What changes goes into the next.")
