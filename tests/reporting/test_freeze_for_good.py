"""Quarter 4 of the demonstration is made final, with the report to the Board, the plan as published and the report on
the year, and three of them are published; then everything around them changes, and they do not."""

import hashlib
from datetime import date

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import CharField, ProtectedError, TextField
from django.urls import reverse

from lscb.operations import keep
from plans import operations as plan_events
from plans.models import Action, GlossaryTerm, Plan, Priority, Quarter, RatingDefinition, Section
from plans.rules.ratings import Rating
from reporting import operations
from reporting.models import BoardReport, MonitoringReport
from reporting.publishing.offered import Choice
from reporting.report.reading import gather
from reporting.selectors.publishing import Prepared
from subgroups.models import Agency, Board, BoardRole, Body, BodyName, Meeting, Person
from tests.soak.sampling import EVERY

pytestmark = pytest.mark.django_db

NEW = "Zanzibar"  # a word that stands in no published plan
RENAMED = [Board, Agency, Body, BodyName, Person, Plan, Priority, Section, GlossaryTerm, Meeting]
NOT_WORDS = {"slug", "email", "password", "key"}


def words_of(thing):
    """The fields of a row that hold words a person types."""
    for field in thing._meta.concrete_fields:
        typed = isinstance(field, CharField | TextField) and field.editable and not field.choices
        if typed and field.name not in NOT_WORDS and getattr(thing, field.name):
            yield field


def rename_everything(plan, by):
    for model in RENAMED:
        for thing in model.objects.all():
            for field in words_of(thing):
                words = f"{NEW} {getattr(thing, field.name)}"
                setattr(thing, field.name, words[: field.max_length])
            keep(thing, by=by, board=plan.board)
    for letter in Rating:
        definition = plan.definitions.filter(rating=letter).first() or RatingDefinition(
            plan=plan, rating=letter
        )
        definition.word, definition.meaning = f"{NEW} {letter}", f"{NEW} means so"
        keep(definition, by=by)


def change_the_plan(plan, by):
    live = list(Action.objects.filter(plan=plan, state=Action.State.LIVE).in_plan_order())
    for action in live[:20]:
        action.text, action.outcome, action.who_text = f"{NEW} {action.text}", NEW, "CDOP"
        plan_events.change_action(action=action, by=by)
    for action in live[20:25]:
        plan_events.withdraw_action(action=action, reason=f"{NEW} took it over", by=by)
    following = plan_events.open_quarter(quarter=plan.quarters.get(state=Quarter.State.PLANNED), by=by)
    for action in live[:10]:
        plan_events.record_update(
            action=action,
            quarter=following,
            rating="R",
            progress=f"{NEW} it went",
            cause="The lead left",
            recovery_step="A new lead",
            back_on_track_on=date(2018, 6, 1),
            help_wanted="None",
            by=by,
        )
    return following


def delete_what_goes(spared, most: int | None) -> int:
    """Delete every row of ours that the database lets go, whether or not a page offers it; how many went.

    Of each model `most` are tried, the newest first; all of them without it.
    """
    gone = 0
    for name in ("plans", "reporting", "subgroups"):
        for model in apps.get_app_config(name).get_models():
            for row in model._default_manager.order_by("-pk")[:most]:
                if row in spared:
                    continue
                try:
                    with transaction.atomic():
                        row.delete()
                except (ProtectedError, TypeError):
                    continue
                gone += 1
    return gone


def the_plan_and_the_year(plan, team):
    """An edition of the plan and a report on the year, each final."""
    edition = operations.publish_edition(edition=operations.start_edition(plan=plan, by=team), by=team)
    year = operations.begin_year(board=plan.board, starts_on=date(2017, 4, 1), by=team)
    return edition, operations.finalise_yearly(report=year, omitted_because="None was left out", by=team)


def published(sources, team):
    """Each published with every text in which nothing is found."""
    pages = operations.keep_public_pages(
        board=sources[0].board, contact="The office", about="", never_public="", by=team
    )
    publications = []
    for source in sources:
        draft = operations.prepare_publication(source=source, by=team)
        choices = {
            key: Choice(each.text.words, not each.found, each.choice.said)
            for key, each in Prepared(draft).looked.items()
        }
        operations.look_at_texts(publication=draft, choices=choices, introduction="In short", by=team)
        publications.append(operations.publish(publication=draft, by=team))
    return pages, publications


def read_of(client, address: str) -> tuple:
    """What a page says in its frame, and what it hands out beside it; of a public page its data too."""
    page = client.get(address)
    assert page.status_code == 200, address
    part = b"main" if address.startswith("/public/") else b"article"
    said = page.content.partition(b"<" + part)[2].partition(b"</" + part)[0]
    ends = [".pdf"] + ([] if part == b"article" else ["/data.csv", "/data.json"])
    return said, *(client.get(address.rstrip("/") + end).content for end in ends)


@pytest.mark.parametrize("every", EVERY)
def test_a_final_stays_as_it_was_whatever_happens(demonstration, client, every, monkeypatch):
    plan = demonstration
    role = BoardRole.objects.filter(board=plan.board, role="board-team").earliest("pk")
    team = role.person
    quarter = Quarter.objects.for_reports().get(plan=plan, state=Quarter.State.COLLECTING)
    # What is set on paper has its own tests: here a text stands for it that changes with what is said. Where all is
    # asked for, the two reports are set.
    stand_ins = [("editions", "render_edition"), ("yearly_finals", "print_report")]
    stand_ins += [("publications", "render_public")]
    if not every:
        stand_ins += [("reports", "render_pdf"), ("board_reports", "render_board_report")]
    for module, name in stand_ins:
        monkeypatch.setattr(
            f"reporting.operations.{module}.{name}", lambda content, **more: f"%PDF- {content}".encode()
        )
    report = operations.finalise_report(report=quarter.monitoring_reports.get(), by=team)
    to_board = BoardReport.objects.select_related("board", "meeting__body").get(
        board=plan.board, state=BoardReport.State.DRAFT
    )
    to_board = operations.finalise_board_report(report=to_board, by=team)
    edition, year = the_plan_and_the_year(plan, team)
    pages, publications = published([report, edition, year], team)
    addresses = [
        reverse("reporting:edition-detail", args=[plan.slug, edition.pk]),
        reverse("reporting:yearly-detail", args=[plan.slug, year.pk]),
        *(each.public_address for each in publications),
    ]
    client.force_login(team)

    def seen():
        """The report on screen, and its PDF with the checksum sent along; and those of the report to the Board."""
        page = client.get(report.get_absolute_url()).content
        pdf = client.get(reverse("reporting:report-pdf", args=[plan.slug, report.pk]))
        boards = client.get(to_board.page_in(plan)).content
        boards_pdf = client.get(reverse("reporting:board-report-pdf", args=[plan.slug, to_board.pk]))
        assert boards_pdf.content.startswith(b"%PDF-") and str(report.number).encode() in boards
        return (
            page.partition(b"<article")[2].partition(b"</article>")[0],
            pdf.content,
            pdf["ETag"],
            boards.partition(b"<article")[2].partition(b"</article>")[0],
            boards_pdf.content,
            [read_of(client, address) for address in addresses],
        )

    first = html, pdf, etag, boards, _, others = seen()
    assert all(b"<h2" in said and NEW.encode() not in said for said, *_ in others)
    assert all(len(each) > 50 for read in others for each in read)
    assert boards.count(b"<h2") > 6 and NEW.encode() not in boards
    assert html.count(b"<h2") > 8 and NEW.encode() not in html
    assert pdf.startswith(b"%PDF-") and len(pdf) > 50_000
    assert etag == f'"{hashlib.sha256(pdf).hexdigest()}"'

    rename_everything(plan, team)
    following = change_the_plan(plan, team)
    assert seen() == first
    plan.refresh_from_db()
    draft = gather(following)
    rows = [draft.row[pk] for pk in draft.counted]
    assert draft.front.board.startswith(NEW) and draft.labels.group.startswith(NEW)
    assert all(line.word.startswith(NEW) for line in draft.key if line.letter in set(Rating))
    assert sum(row.text.startswith(NEW) for row in rows) == 20
    assert sum(row.now.letter == "R" for row in rows) == 10
    assert draft.left.count.n == 5
    assert client.get(reverse("reporting:report-live", args=[plan.slug, following.slug])).status_code == 200
    assert seen() == first

    gone = delete_what_goes({team, role, plan.board, plan, pages}, None if every else 5)
    assert gone > (300 if every else 60)
    assert seen() == first
    assert MonitoringReport.objects.get(pk=report.pk).pdf_is_intact
    for kept in (to_board, edition, year, *publications):
        assert type(kept).objects.get(pk=kept.pk).pdf_is_intact
