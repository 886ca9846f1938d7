"""Quarter 4 of the demonstration is made final; then everything around it changes, and it does not."""

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
from reporting.report.reading import gather
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


@pytest.mark.parametrize("every", EVERY)
def test_a_final_stays_as_it_was_whatever_happens(demonstration, client, every):
    plan = demonstration
    role = BoardRole.objects.filter(board=plan.board, role="board-team").earliest("pk")
    team = role.person
    quarter = Quarter.objects.for_reports().get(plan=plan, state=Quarter.State.COLLECTING)
    report = operations.finalise_report(report=quarter.monitoring_reports.get(), by=team)
    to_board = BoardReport.objects.select_related("board", "meeting__body").get(
        board=plan.board, state=BoardReport.State.DRAFT
    )
    to_board = operations.finalise_board_report(report=to_board, by=team)
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
        )

    first = html, pdf, etag, boards, _ = seen()
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

    gone = delete_what_goes({team, role, plan.board, plan}, None if every else 5)
    assert gone > (300 if every else 60)
    assert seen() == first
    assert MonitoringReport.objects.get(pk=report.pk).pdf_is_intact
    assert BoardReport.objects.get(pk=to_board.pk).pdf_is_intact
