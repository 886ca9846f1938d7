"""What the public may read: a final, a plan or a year prepared, looked at text by text, published, withdrawn."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.text import slugify

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.lines import lines_of
from reporting.models import PlanEdition, Publication, PublicPages, ReportingEvent, YearlyReport
from reporting.models.publications import Source
from reporting.operations.freezing import print_and_freeze
from reporting.printing.public import render_public
from reporting.publishing.checks import EMAIL, found_in
from reporting.publishing.offered import Choice
from reporting.publishing.public import Public, to_json
from reporting.selectors.publishing import Prepared, is_replaced, names_never_public
from subgroups.models import Board, Person

SETTINGS = ["contact", "about", "never_public", "changed_at"]


@transaction.atomic
def keep_public_pages(
    *, board: Board, contact: str, about: str, never_public: str, by: Person
) -> PublicPages:
    """Say how the board appears to the public. `never_public` has words that nothing published may hold, one a line.

    :raises Refused: without a contact, or where that is the address with which one person signs in; where what the
        board says of itself holds what should not be published.
    """
    locks.hold(board)
    pages = PublicPages.objects.filter(board=board).first() or PublicPages(board=board)
    named = SETTINGS[:-1]
    before = audit.values_of(pages, named)
    pages.contact, pages.about = contact.strip(), about.strip()
    pages.never_public = "\n".join(lines_of(never_public))
    guards.refuse(
        guards.empty(
            contact=(contact, "Say whom the public can write to, such as an office and its e-mail.")
        ),
        _somebodys(contact),
        _telling(pages),
    )
    if changes := audit.differences(before, audit.values_of(pages, named)):
        pages.changed_at = clock.now()
        audit.save(pages, by, SETTINGS if pages.pk else None)
        audit.record(ReportingEvent.PUBLIC_PAGES_KEPT, pages, by=by, changes=changes)
    return pages


@transaction.atomic
def prepare_publication(*, source: Source, by: Person) -> Publication:
    """Begin to publish a final, an edition of a plan or a report on a year: nothing of it is public before each text
    was looked at and it is published.

    A draft of an earlier version of the same goes on with this one.

    :raises Refused: for what is no final, or was replaced by a later version; where it is prepared or public already.
    """
    locks.hold(source.board)
    source.refresh_from_db(fields=["state", "version"])
    of = Publication.of(source)
    if not source.is_frozen:
        raise Refused(f"Only a final {of.word} can be published.")
    if is_replaced(source):
        raise Refused(f"A later version replaces this {of.word}: publish that.")
    if Publication.objects.public().from_source(source).exists():
        raise Refused(f"This {of.word} is public already.")
    draft = Publication.objects.drafts().of_any_version(source).first()
    if draft and getattr(draft, f"{of}_id") == source.pk:
        raise Refused(f"This {of.word} is being prepared already.")
    if draft:
        setattr(draft, of, source)
        draft.prepared_by, draft.changed_at = by, clock.now()
        audit.save(draft, by, [of.value, "prepared_by", "changed_at"])
    else:
        draft = audit.save(Publication(board=source.board, prepared_by=by, **{of: source}), by)
    audit.record(ReportingEvent.PUBLICATION_PREPARED, draft, by=by)
    return draft


@transaction.atomic
def look_at_texts(
    *,
    publication: Publication,
    choices: Mapping[str, Choice],
    introduction: str,
    by: Person,
    seen: datetime | None = None,
) -> Publication:
    """Keep what was made of some of the texts: ticked or not, and the words that would go out. Others stay.

    `seen` is when it was last changed as far as whoever typed knows; None: nobody looked.

    :raises Refused: once it is published.
    :raises ChangedMeanwhile: when somebody changed it since; nothing is saved.
    :raises ValueError: for a text that its source has not.
    """
    locks.hold(publication)
    _refuse_if_published(publication)
    if seen is not None and seen != publication.changed_at:
        raise ChangedMeanwhile(
            "Somebody looked at these texts meanwhile. Compare, then save again.", current=publication
        )
    prepared = Prepared(publication)
    if unknown := choices.keys() - prepared.offered.keys():
        raise ValueError(f"There is no such text: {', '.join(sorted(unknown))}.")
    before = prepared.said
    kept = prepared.choices | {
        key: Choice(prepared.offered[key].words, choice.ticked, choice.said.strip())
        for key, choice in choices.items()
    }
    changes = audit.differences(
        {"in a few words": publication.introduction}, {"in a few words": introduction.strip()}
    )
    publication.choices = {key: asdict(choice) for key, choice in kept.items()}
    publication.introduction, publication.changed_at = introduction.strip(), clock.now()
    audit.save(publication, by, ["choices", "introduction", "changed_at"])
    after = {key: each.said for key, each in kept.items() if each.ticked and each.said}
    changes |= {
        key: [before.get(key, ""), after.get(key, "")]
        for key in kept
        if before.get(key, "") != after.get(key, "")
    }
    audit.record(ReportingEvent.PUBLICATION_CHANGED, publication, by=by, changes=changes)
    return publication


def publish(*, publication: Publication, by: Person) -> Publication:
    """Let everybody read it: copy what goes out, set its PDF once, give it an address, and mark those before it
    (`print_and_freeze`).

    :raises Refused: when it is public already, its source was replaced, nobody can be written to, or something in a
        text keeps it from going out; all that is wrong at once.
    """

    def read(_: datetime) -> tuple[Publication, Public]:
        publication.refresh_from_db()
        return publication, _ready(publication)

    return print_and_freeze(
        read,
        prints=lambda content, at: render_public(content, contact=_contact(publication), at=at),
        hold=locks.hold,
        freeze=partial(_publish, by=by),
        busy="Somebody changed what is published while its PDF was made, each time. Try again in a quiet moment.",
    )


@transaction.atomic
def withdraw_publication(*, publication: Publication, reason: str, by: Person) -> Publication:
    """Nobody reads it any more, from this moment, at its address or in lists, feeds and data; its row is kept.

    An earlier one does not take its place: what was replaced stays replaced.

    :raises Refused: when it is not public, or was withdrawn before.
    """
    locks.hold(publication)
    if publication.published_at is None:
        raise Refused("This is not public: there is nothing to withdraw.")
    if publication.withdrawn_at:
        raise Refused("This was withdrawn before.")
    publication.withdrawn_at, publication.withdrawn_by = clock.now(), by
    publication.why_withdrawn = reason.strip()
    audit.save(publication, by, ["withdrawn_at", "withdrawn_by", "why_withdrawn"])
    changes: dict[str, list] = {"why": ["", publication.why_withdrawn]}
    audit.record(ReportingEvent.UNPUBLISHED, publication, by=by, changes=changes)
    return publication


# --- Small helps --------------------------------------------------------------------------------------------


def why_not_published(prepared: Prepared) -> list[str]:
    """All that keeps a draft from being published, as advice."""
    wrong = []
    if prepared.is_replaced:
        wrong.append(f"A later version replaces this {prepared.draft.kind.word}: publish that.")
    if prepared.pages is None:
        wrong.append("Say first whom the public can write to, on the page of settings.")
    for found in prepared.in_own_words:
        wrong.append(f"In your own words stands {found.what}: “{found.words}”. Take it out.")
    for looked in prepared.stopped:
        found = next(each for each in looked.found if each.stops)
        wrong.append(f"In one text stands {found.what}: “{found.words}”. Reword it, or take its tick away.")
    return wrong


def _ready(publication: Publication) -> Public:
    _refuse_if_published(publication)
    prepared = Prepared(publication)
    if wrong := why_not_published(prepared):
        raise Refused(wrong)
    return prepared.public()


def _contact(publication: Publication) -> str:
    return PublicPages.objects.get(board=publication.board_id).contact


def _publish(publication: Publication, content: Public, pdf: bytes, at: datetime, by: Person) -> Publication:
    source = publication.source
    earlier = Publication.objects.current().up_to(source)
    later = Publication.objects.current().after(source).defer("pdf").first()
    replaced = list(locks.locked(earlier.defer("pdf").order_by("pk")))
    # Before it is public itself: one address has one that is current.
    for each in replaced:
        each.replaced_by = publication
        audit.save(each, by, ["replaced_by"])
    publication.freeze(
        slug=_slug(publication), version=content.VERSION, content=to_json(content), pdf=pdf, at=at, by=by
    )
    publication.replaced_by = later
    audit.save(publication, by)
    changes: dict[str, list] = {
        "address": ["", publication.public_address],
        "checksum of the PDF": ["", publication.pdf_sha256],
    }
    changes |= {f"{each}": ["Published", each.state] for each in replaced}
    audit.record(ReportingEvent.PUBLISHED, publication, by=by, changes=changes)
    return publication


def _slug(publication: Publication) -> str:
    """Its place in the address: of each period of a plan, each edition of it and each year one."""
    source = publication.source
    if isinstance(source, PlanEdition):
        return slugify(f"{source.plan.slug}-plan-{source.version}")
    if isinstance(source, YearlyReport):
        return slugify(f"year-{source.name}".replace("/", "-"))
    return slugify(f"{source.plan.slug}-{source.quarter.slug}")


def _somebodys(contact: str) -> dict[str, str]:
    """Advice where a contact holds the e-mail of one person."""
    typed = [match[0] for match in EMAIL.finditer(contact)]
    theirs = [each for each in typed if Person.objects.filter(email__iexact=each).exists()]
    if not theirs:
        return {}
    return {"contact": f"{theirs[0]} is one person’s own address here. Give that of an office."}


def _telling(pages: PublicPages) -> dict[str, str]:
    """Advice where what the board says of itself holds what should not be published."""
    found = next(
        (each for each in found_in(pages.about, names_never_public(pages.board, pages)) if each.stops), None
    )
    return {"about": f"Here stands {found.what}: “{found.words}”. Take it out."} if found else {}


def _refuse_if_published(publication: Publication) -> None:
    if publication.published_at:
        raise Refused("This is public and never changes. Withdraw it, or publish a later version.")
