"""The report to the Board on its pages and on paper: chosen and written beside it, made final, corrected."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from reporting import operations
from reporting.board_report.reading import content_of, gather
from reporting.models import BoardReport, MonitoringReport
from reporting.printing.pdf.rendering import BOARD_REPORT, board_report_context, render_board_report, to_html
from reporting.printing.word import to_word
from reporting.report.content import SCHEMA_VERSION, to_json
from reporting.report.highlights import HighlightFacts
from tests import factories
from tests.reporting.heard import can_be_heard
from tests.reporting.test_board_report import WHY
from tests.reporting.test_content import action, made

pytestmark = pytest.mark.django_db


class Scene:
    """A board whose plan has one final, kept and not printed, and two meetings of the Board after it."""

    def __init__(self):
        self.plan = factories.PlanFactory()
        board = self.plan.board
        self.team, self.other = factories.board_team(board), factories.board_team(board)
        top = factories.BodyFactory(board=board, name="The Board", kind="board")
        self.group = factories.BodyFactory(board=board, name="Business Group", kind="business-group")
        self.meeting = factories.MeetingFactory(body=top, held_on=date(2018, 5, 23))
        self.later = factories.MeetingFactory(body=top, held_on=date(2018, 7, 25))
        self.factory_final("Q4 2017/18", date(2018, 1, 1), date(2018, 3, 31), "2018-04-09T16:30:00Z")

    def factory_final(self, name, starts_on, ends_on, at):
        words = (HighlightFacts(1, "Health", "Kim", done="Much"),)
        content = made(action(1, "R", update=WHY), action(2, "G"), quarter=name, highlights=words)
        return MonitoringReport.objects.create(
            plan=self.plan,
            quarter=factories.QuarterFactory(
                plan=self.plan, name=name, starts_on=starts_on, ends_on=ends_on, state="reported"
            ),
            state=MonitoringReport.State.FINAL,
            number=MonitoringReport.objects.count() + 1,
            content=to_json(content),
            schema_version=SCHEMA_VERSION,
            pdf=b"%PDF",
            position_at=at,
            finalised_at=at,
            finalised_by=self.team,
        )

    def at(self, name, meeting=None):
        return reverse(f"reporting:board-report-{name}", args=[self.plan.slug, (meeting or self.meeting).pk])


@pytest.fixture(scope="module")
def made_scene(kept_for_the_module):
    with clock.on(date(2018, 5, 14)):
        return kept_for_the_module(Scene)


@pytest.fixture
def scene(db, made_scene, on):
    on("2018-05-14")
    return deepcopy(made_scene)


@pytest.fixture
def unprinted(monkeypatch):
    monkeypatch.setattr("reporting.operations.board_reports.render_board_report", lambda content: b"%PDF-")


def test_what_is_chosen_and_written_beside_it_is_kept_and_never_lost(scene, client):
    client.force_login(scene.team)
    page = client.get(scene.at("words"))
    form = page.context["form"]
    red = next(key for key in form.offered if key.startswith("exception-"))
    chosen = form.fields["highlights"].choices[0][0]
    typed = {
        "decisions": "Say who pays.",
        "risks_from": "12",
        "highlights": [chosen],
        f"ask-{red}": "on",
        f"words-{red}": "In our words",
    }
    seen = {"preview": "1"} | typed
    assert "In our words" in client.post(scene.at("words"), seen).content.decode()
    assert not BoardReport.objects.exists()  # a preview saves nothing
    refused = client.post(scene.at("words"), typed | {"risks_from": "90"})
    assert refused.status_code == 422 and "Say who pays." in refused.content.decode()
    assert client.post(scene.at("words"), typed).status_code == 302
    draft = BoardReport.objects.get()
    assert (draft.risks_from, draft.highlights_chosen) == (12, [chosen])
    live = client.get(scene.at("live")).content.decode()
    assert "In our words" in live and "Say who pays." in live and "Much" in live and "No venue" not in live

    mark = client.get(scene.at("words")).context["form"]["seen"].value()
    operations.edit_board_report(report=draft, key_messages="Theirs", decisions="", by=scene.other)
    clash = client.post(scene.at("words"), typed | {"key_messages": "Mine", "seen": mark})
    assert clash.status_code == 422
    assert "Theirs" in clash.content.decode() and "Mine" in clash.content.decode()
    again = clash.context["form"].data["seen"]
    assert client.post(scene.at("words"), typed | {"key_messages": "Mine", "seen": again}).status_code == 302
    draft.refresh_from_db()
    assert draft.key_messages == "Mine"
    assert client.get(scene.at("live")).text.count('id="messages"') == 1  # what the page says was saved


def test_final_it_is_numbered_by_the_board_and_corrected_by_a_version(scene, client, unprinted, on):
    first = operations.finalise_board_report(
        report=operations.start_board_report(meeting=scene.meeting, by=scene.team), by=scene.team
    )
    assert (first.number, first.version, first.called) == (1, 1, "report number 1")
    for event in (
        lambda: operations.start_board_report(meeting=scene.meeting, by=scene.team),
        lambda: operations.edit_board_report(report=first, key_messages="", decisions="", by=scene.team),
        lambda: operations.finalise_board_report(report=first, by=scene.team),
        lambda: operations.start_board_report(
            meeting=factories.MeetingFactory(body=scene.group), by=scene.team
        ),
    ):
        with pytest.raises(Refused):
            event()
    client.force_login(scene.team)
    assert client.get(scene.at("live")).status_code == 302  # leads to the final
    assert client.get(scene.at("words")).status_code == 302
    late = client.post(scene.at("words"), {"key_messages": "Typed meanwhile"})
    assert late.status_code == 422 and "Typed meanwhile" in late.content.decode()
    page = client.get(first.page_in(scene.plan)).content.decode()
    assert "Report number 1, version 1." in page and "does not change" in page
    corrected = client.post(
        reverse("reporting:board-report-correct", args=[scene.plan.slug, first.pk]), {"reason": "A slip"}
    )
    assert corrected.status_code == 302
    second = operations.finalise_board_report(report=BoardReport.objects.get(version=2), by=scene.team)
    assert content_of(second).status.correction_reason == "A slip"
    assert "later version replaces" in client.get(first.page_in(scene.plan)).content.decode()

    # The next meeting hears of what has become final since, and where nothing has it says so.
    on("2018-07-16")
    told = gather(scene.later)
    assert told.positions[0].is_told and not told.exceptions.lines and told.since
    scene.factory_final("Q1 2018/19", date(2018, 4, 1), date(2018, 6, 30), "2018-07-11T16:30:00Z")
    fresh = gather(scene.later)
    assert [position.period for position in fresh.positions] == ["Q1 2018/19"] and fresh.exceptions.lines
    points = client.get(scene.at("final", scene.later)).content.decode()
    assert "No decision is asked" in points


def test_a_page_costs_the_same_whatever_is_recorded(scene, client):
    client.force_login(scene.team)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(scene.at("live")).status_code == 200
        return len(queries)

    few = asked()
    for n in range(3):
        scene.factory_final(f"Q{n} 2016/17", date(2016, 1 + n, 1), date(2016, 1 + n, 28), "2017-01-01T09:00Z")
        factories.MatterFactory(
            meeting=factories.MeetingFactory(body=scene.group, held_on=date(2018, 2, 1 + n)),
            recorded_by=scene.team,
        )
    assert asked() == few


def test_paper_can_be_heard_and_word_says_the_same(scene):
    content = gather(scene.meeting)
    paper = render_board_report(content)
    html = to_html(BOARD_REPORT, board_report_context(content))
    can_be_heard(paper, html)
    assert to_word(BOARD_REPORT, board_report_context(content)).startswith(b"PK")
