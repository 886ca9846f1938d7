"""A year's report from its draft to its final: written by several, signed, corrected, and kept as it was."""

import io
import json
import re
from copy import copy, deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from lscb.errors import ChangedMeanwhile, Refused
from lscb.models import AuditEntry, Letter
from reporting import operations
from reporting.models import FinanceLine, YearlyReport, YearlySection, YearlySignature
from reporting.models.yearly import finance_seen
from reporting.operations.yearly_writing import LineTyped
from reporting.printing.pdf.rendering import page_context, words_of
from reporting.selectors.yearly_report import content_now, content_of
from reporting.yearly.content import from_json, to_json
from subgroups.models import Person
from subgroups.operations import choose_signing
from tests.factories import (
    AgencyFactory,
    GlossaryTermFactory,
    PlanFactory,
    QuarterFactory,
    YearlyReportFactory,
    YearlySectionFactory,
    board_team,
    someone_with,
)
from tests.plans.test_news import the_timer_runs
from tests.reporting.heard import can_be_heard

pytestmark = pytest.mark.django_db

DRAFTED = "## Completed\n\n| Action | Difference |\n| --- | --- |\n| 1.1 Audit | Waits fell |\n\nThe LADO was asked."
WHY = "Its data came too late."


class Scene:
    """A board with the draft of 2017/18, in three sections, and those who write and sign it."""

    def __init__(self):
        self.plan = PlanFactory(board__demonstration=True, title="Plan of LADO work")
        self.board = self.plan.board
        self.team = board_team(self.board, name="Tess Writer")
        self.second = board_team(self.board, name="Sam Second")
        self.chair = someone_with(self.board, "independent-chair", name="Ida Fell")
        self.police = AgencyFactory(board=self.board, name="Police")
        QuarterFactory(plan=self.plan)
        GlossaryTermFactory(plan=self.plan, term="LADO", meaning="Local authority designated officer")
        self.report = YearlyReportFactory(board=self.board, prepared_by=self.team)
        self.achieved = self._section("Achievements", 1, drafted=DRAFTED, required_by="Care Act 2014")
        self.voice = self._section("Foreword", 2, material="", drafted="", asks="What the year was like")
        self.money = self._section("Money", 3, material="finance", drafted="")

    def _section(self, title, position, **more):
        return YearlySectionFactory(report=self.report, title=title, position=position, **more)

    def url(self, page, *args, report=None):
        return reverse(f"reporting:yearly-{page}", args=[self.plan.slug, (report or self.report).pk, *args])

    def final(self, **more):
        said = {"omitted_because": WHY, "by": self.team} | more
        return operations.finalise_yearly(report=copy(self.report), **said)


@pytest.fixture(scope="module")
def kept(kept_for_the_module):
    return kept_for_the_module(Scene)


@pytest.fixture
def scene(db, kept, on):
    on("2018-05-09")
    return deepcopy(kept)


@pytest.fixture
def team(client, scene):
    client.force_login(scene.team)
    return client


def now(section):
    return YearlySection.objects.get(pk=section.pk)


# --- Written ---------------------------------------------------------------------------------------------------


def test_what_is_drafted_is_marked_line_by_line_until_somebody_looked(team, scene):
    page = team.get(scene.url("detail")).text
    assert page.count("Drafted from the finals, not looked at") == 1 and "1 of 3 sections is drafted" in page
    edit = scene.url("section", scene.achieved.pk)
    typed = {"seen": "1", "title": "Achievements", "text": f"We are proud.\n\n{DRAFTED}", "step": "save"}
    assert team.post(edit, typed).url == f"{scene.url('detail')}#section-{scene.achieved.pk}"
    page = team.get(scene.url("detail")).text
    assert page.index("We are proud.") < page.index("as-drafted")
    assert "Last written by Tess Writer" in page
    shown = team.post(edit, {"seen": "2", "step": "looked-at"}, headers={"HX-Request": "true"}).text
    assert shown.lstrip().startswith("<section") and "as-drafted" not in shown
    assert "Looked at by Tess Writer" in shown and "You have looked at" in shown
    assert now(scene.achieved).looked_by == scene.team


def test_who_only_reads_is_led_to_nothing_that_only_the_team_opens(client, scene):
    left_out = scene._section("Learning", 4, drafted="", required_by="Care Act 2014")
    operations.leave_out_section(section=left_out, because="Nothing was learnt", by=scene.team)
    for person in (scene.team, scene.chair):
        client.force_login(person)
        page = html.fromstring(client.get(scene.url("detail")).text)
        (missing,) = page.xpath("//section[@aria-labelledby='missing']")
        for address in missing.xpath(".//a/@href"):
            assert client.get(address.partition("#")[0]).status_code == 200, address
            assert person == scene.team or page.get_element_by_id(address.partition("#")[2]) is not None
        assert {"Achievements", "Foreword", "Learning"} <= set(missing.xpath(".//a/text()"))
        assert ("Whom it is sent to" in missing.text_content()) == (person == scene.team)


def test_one_section_that_nothing_was_found_for_is_said_as_one(team, scene):
    YearlySection.objects.exclude(pk=scene.achieved.pk).update(left_out=True)
    assert "1 of 1 section is drafted" in team.get(scene.url("detail")).text
    YearlySection.objects.update(left_out=False)
    for section, words in ((scene.achieved, "to draft this from."), (scene.money, "to draft these from.")):
        text = "Nothing was completed in the year."
        YearlySection.objects.filter(pk=section.pk).update(text=text, drafted=text, found_nothing=True)
        assert f"Nothing was found in the year {words}" in team.get(scene.url("detail")).text


def test_a_preview_saves_nothing_and_a_draft_comes_back(team, scene):
    edit = scene.url("section", scene.achieved.pk)
    typed = {"seen": "1", "title": "Ours", "text": "**Bold** words", "step": "look"}
    page = team.post(edit, typed).text
    assert (
        "<strong>Bold</strong>" in page
        and "Nothing is saved yet" in page
        and now(scene.achieved).version == 1
    )
    team.post(edit, typed | {"step": "save"})
    assert "As it was drafted" in team.get(edit).text
    team.post(edit, {"seen": "2", "step": "take"})
    section = now(scene.achieved)
    assert (section.text, section.version, section.title) == (DRAFTED, 3, "Ours")
    YearlySection.objects.filter(pk=section.pk).update(drafted_anew=True)
    assert "Compare the two" in team.get(scene.url("detail")).text
    team.post(edit, {"seen": "3", "step": "leave"})
    assert not now(section).drafted_anew


@pytest.mark.database
def test_of_two_who_write_at_once_neither_loses_a_word(team, scene):
    edit = scene.url("section", scene.voice.pk)
    operations.write_section(
        section=copy(scene.voice), title="Foreword", text="Sam was *first*.", by=scene.second
    )
    mine = {"seen": "1", "title": "Foreword", "text": "Tess was second.", "step": "save"}
    for in_place in ({}, {"HX-Request": "true"}):
        answer = team.post(edit, mine, headers=in_place)
        assert answer.status_code == 422
        assert "Sam Second saved it meanwhile" in answer.text and "Sam was <em>first</em>." in answer.text
        assert "Tess was second.</textarea>" in answer.text and 'value="2"' in answer.text
    assert now(scene.voice).text == "Sam was *first*."
    assert team.post(edit, mine | {"seen": "2"}).status_code == 302
    versions = scene.url("section-versions", scene.voice.pk)
    page = team.get(f"{versions}?version=2").text
    assert "Sam was <em>first</em>." in page and "Put version 2 back" in page
    team.post(versions, {"version": "2", "seen": "1"})
    assert now(scene.voice).text == "Tess was second."
    team.post(versions, {"version": "2", "seen": "3"})
    assert (now(scene.voice).text, now(scene.voice).version) == ("Sam was *first*.", 4)
    assert now(scene.voice).changed_by == scene.team
    # A press that was meant for other words does nothing either.
    with pytest.raises(ChangedMeanwhile):
        operations.look_at_section(section=copy(scene.voice), by=scene.team)


def test_sections_are_moved_added_left_out_with_a_reason_and_taken_in(team, scene):
    page = scene.url("sections")
    team.post(page, {"section": scene.money.pk, "to": "1"})
    team.post(page, {"title": "Training", "asks": ""})
    assert list(scene.report.sections.values_list("title", flat=True)) == [
        "Money",
        "Achievements",
        "Foreword",
        "Training",
    ]
    out = scene.url("leave-out", scene.achieved.pk)
    answer = team.post(out, {"because": ""})
    assert answer.status_code == 422 and "Care Act 2014 asks for it" in answer.text
    team.post(out, {"because": "Told in the plan"})
    assert "Care Act 2014, and left out: Told in the plan" in team.get(scene.url("detail")).text
    assert "Achievements" not in [each.title for each in content_now(scene.report).sections]
    team.post(page, {"section": scene.achieved.pk})
    assert not now(scene.achieved).left_out
    assert team.post(page, {"section": "999999", "to": "1"}, follow=True).text.count("Nothing has moved") == 1


def lines_of(*rows, total=None, seen=None):
    sent = {"lines-TOTAL_FORMS": str(total or len(rows)), "lines-INITIAL_FORMS": "0", "step": "save"}
    for n, row in enumerate(rows):
        for name, value in zip(("kind", "agency", "words", "amount", "year_before"), row, strict=True):
            sent[f"lines-{n}-{name}"] = str(value)
    return sent | {"seen": finance_seen([]) if seen is None else seen}


def test_the_finance_table_is_typed_added_up_and_never_lost(team, scene):
    page = scene.url("finance")
    police = scene.police.pk
    wrong = lines_of(
        ("income", police, "", "a lot", ""), ("spending", "", "", "50", "1.234"), ("income", "", "", "", "")
    )
    answer = team.post(page, wrong)
    assert answer.status_code == 422 and 'value="a lot"' in answer.text
    assert "or say from whom it came" in answer.text and "Line 1, pounds" in answer.text
    assert not FinanceLine.objects.exists()
    more = team.post(page, wrong | {"step": "more"})
    assert more.status_code == 200 and "lines-3-amount" in more.text and 'value="a lot"' in more.text
    right = lines_of(
        ("income", police, "", "£12,000", "10000"),
        ("income", "", "", "", ""),
        ("spending", "", "Staff", "11,500.50", ""),
    )
    assert team.post(page, right).status_code == 302
    shown = team.get(scene.url("detail")).text
    assert "£12,000.00" in shown and "+£2,000.00 (+20%)" in shown and "£499.50" in shown
    late = team.post(page, lines_of(("income", "", "Fees", "5", "")))
    assert late.status_code == 422 and "saved it meanwhile" in late.text and 'value="Fees"' in late.text
    with pytest.raises(Refused, match="another board"):
        operations.keep_finance(
            report=scene.report,
            lines=[LineTyped("income", AgencyFactory(), "", Decimal(1))],
            seen=finance_seen(FinanceLine.objects.all()),
            by=scene.team,
        )
    # The next year is offered the lines of this one, with its amounts as those of the year before.
    following = YearlyReportFactory(
        board=scene.board, name="2018/19", starts_on=date(2018, 4, 1), ends_on=date(2019, 3, 31)
    )
    offered = team.get(scene.url("finance", report=following)).text
    assert 'value="Staff"' in offered and 'value="11500.5"' in offered
    rows = lines_of(("income", police, "", "", "12000"), ("spending", "", "Staff", "", "11500.5"))
    assert team.post(scene.url("finance", report=following), rows).status_code == 302
    assert not following.finance_lines.exists()


def test_whom_it_is_sent_to_is_offered_as_the_law_has_it(team, scene):
    page = scene.url("recipients")
    assert "health and wellbeing board" in team.get(page).text
    assert "Nobody is listed" in team.get(scene.url("detail")).text
    team.post(page, {"recipients": "Healthwatch\nThe Leader"})
    assert content_now(YearlyReport.objects.get(pk=scene.report.pk)).front.recipients == (
        "Healthwatch",
        "The Leader",
    )


# --- Final -----------------------------------------------------------------------------------------------------


def test_what_is_asked_for_and_missing_needs_a_reason_that_stands_in_the_report(
    team, scene, quick_paper, django_capture_on_commit_callbacks
):
    operations.write_section(section=scene.achieved, title="Achievements", text="", by=scene.team)
    page = team.get(scene.url("final")).text
    assert "Asked for by Care Act 2014, and empty" in page and "has no final for" in page
    answer = team.post(scene.url("final"), {"omitted_because": " "})
    assert answer.status_code == 422 and "the reason stands in the report" in answer.text
    with pytest.raises(Refused, match="There is nothing to make final yet"):
        scene.final()
    operations.write_section(section=now(scene.voice), title="Foreword", text="A year.", by=scene.team)
    with pytest.raises(Refused, match="Say why"):
        scene.final(omitted_because="")
    with django_capture_on_commit_callbacks(execute=True):
        team.post(scene.url("final"), {"omitted_because": WHY})
    report = YearlyReport.objects.get(pk=scene.report.pk)
    assert (report.state, report.number, report.omitted_because) == ("final", 1, WHY)
    assert WHY in team.get(scene.url("detail")).text
    assert [each.title for each in content_of(report).omissions][:1] == ["Achievements"]


@pytest.mark.database
def test_it_is_signed_by_those_whom_the_board_names_for_it(team, scene, quick_paper):
    choose_signing(
        board=scene.board,
        one_is_enough=True,
        asked={"independent-chair": 1},
        readers_update=False,
        yearly="all",
        asked_yearly={"independent-chair": 1, "approver": 1},
        by=scene.team,
    )
    partner = someone_with(scene.board, "approver", name="Pat Partner")
    final = scene.final()
    the_timer_runs()
    letter = Letter.objects.filter(to=partner.email).latest("pk")
    assert "waits for approval" in letter.body + letter.subject
    chair = Client()
    chair.force_login(scene.chair)
    assert "Independent Chair" in team.get(scene.url("detail")).text
    assert team.get(scene.url("approve")).status_code == 403
    assert chair.post(scene.url("approve"), {"remarks": "Well said"}).status_code == 302
    assert YearlyReport.objects.get(pk=final.pk).state == "final"
    with pytest.raises(Refused, match="already; it waits for others"):
        operations.approve_yearly(report=copy(final), by=scene.chair)
    approved = operations.approve_yearly(report=copy(final), by=Person.objects.get(pk=partner.pk))
    assert approved.state == "approved" and approved.approver.startswith("Ida Fell, Independent Chair; Pat")
    assert "Well said" in chair.get(scene.url("detail")).text
    codes = (
        AuditEntry.objects.about(final)
        .filter(operation__startswith="yearly")
        .order_by("pk")
        .values_list("operation", flat=True)
    )
    assert list(codes) == ["yearly-finalised", "yearly-signed", "yearly-approved"]
    with pytest.raises(TypeError):
        YearlySignature.objects.first().delete()


@pytest.mark.database
def test_home_says_that_it_waits_for_the_reader_s_signature(client, three_finals, quick_paper):
    chair = someone_with(three_finals.board, "independent-chair")
    client.force_login(chair)
    team = board_team(three_finals.board)
    year = YearlySectionFactory(report__board=three_finals.board).report
    year = operations.finalise_yearly(report=year, omitted_because=WHY, by=team)
    waits = "The annual report 2017/18 waits for your signature"
    assert waits in client.get("/").text
    operations.approve_yearly(report=year, by=chair)
    assert waits not in client.get("/").text


def test_what_is_typed_while_the_report_is_made_final_comes_back_with_why_it_is_not_saved(
    team, scene, quick_paper
):
    scene.final()
    line = lines_of(("income", "", "Typed meanwhile", "12", ""))
    for page, sent in (
        (scene.url("section", scene.voice.pk), {"seen": "1", "title": "Foreword", "text": "Typed meanwhile"}),
        (scene.url("sections"), {"title": "Typed meanwhile"}),
        (scene.url("finance"), line),
        (scene.url("recipients"), {"recipients": "Typed meanwhile"}),
    ):
        answer = team.post(page, sent)
        assert answer.status_code == 422
        assert "This report is final and never changes." in answer.text and "Typed meanwhile" in answer.text
        assert team.get(page).status_code == 302  # whoever opens it is led to the final
    answer = team.post(scene.url("final"), {"omitted_because": "Typed meanwhile"})
    assert answer.status_code == 422
    assert "Somebody made this report final meanwhile." in answer.text and "Typed meanwhile" in answer.text
    assert team.post(scene.url("final")).status_code == 302  # who typed nothing is led to it


@pytest.mark.database
def test_a_final_stays_as_it_was_and_a_correction_begins_with_all_it_had(team, scene, quick_paper):
    seen = finance_seen([])
    line = LineTyped("income", scene.police, "", Decimal(12), None)
    operations.keep_finance(report=scene.report, lines=[line], seen=seen, by=scene.team)
    final = scene.final()

    def said():
        page = team.get(scene.url("detail")).text
        return page.partition("<article")[2].partition("</article>")[0], bytes(YearlyReport.objects.get().pdf)

    first = said()
    assert (
        "Waits fell" in first[0] and "Police" in first[0] and "Local authority designated officer" in first[0]
    )
    section = now(scene.achieved)
    for attempt in (
        lambda: section.save(),
        lambda: section.delete(),
        lambda: YearlySection.objects.update(text="Better"),
        lambda: FinanceLine.objects.all().delete(),
        lambda: YearlyReport.objects.update(name="2030/31"),
        lambda: YearlyReport.objects.get().save(),
    ):
        with pytest.raises(TypeError), transaction.atomic():
            attempt()
    with pytest.raises(Refused, match="never changes"):
        operations.write_section(section=section, title="A", text="B", by=scene.team)
    for thing, field in (
        (scene.board, "name"),
        (scene.police, "name"),
        (scene.plan, "title"),
        (scene.team, "name"),
    ):
        setattr(thing, field, "Zanzibar")
        thing.save()
    scene.plan.glossary.update(meaning="Zanzibar")
    for model in apps.get_app_config("plans").get_models():
        for row in model._default_manager.all():
            try:
                with transaction.atomic():
                    row.delete()
            except (ProtectedError, TypeError):
                continue
    scene.plan = (
        PlanFactory(board=scene.board) if not scene.board.plans.exists() else scene.board.plans.first()
    )
    assert said() == first
    with pytest.raises(Refused, match="Say what is corrected"):
        operations.correct_yearly(report=copy(final), reason=" ", by=scene.team)
    team.post(scene.url("correct"), {"reason": "A slip in Money"})
    draft = YearlyReport.objects.get(state="draft")
    assert (draft.version, draft.sections.count(), draft.finance_lines.get().amount) == (2, 3, 12)
    assert draft.sections.first().text == DRAFTED
    assert said_of(team, scene, draft).count("A slip in Money")
    with pytest.raises(Refused, match="already being written"):
        operations.correct_yearly(report=copy(final), reason="Another", by=scene.team)
    again = operations.finalise_yearly(report=draft, omitted_because=WHY, by=scene.team)
    assert again.number == 2
    assert "A later version replaces this one" in team.get(scene.url("detail")).text
    with pytest.raises(Refused, match="later version replaces"):
        operations.approve_yearly(report=copy(final), by=scene.chair)


def said_of(client, scene, report):
    return client.get(scene.url("detail", report=report)).text


# As a final of the first shape was kept: it is read for good.
KEPT = Path(__file__).parent / "data" / "yearly-content-version-1.json"


def test_what_a_final_of_the_first_shape_kept_is_read_for_good():
    kept = json.loads(KEPT.read_text())
    content = from_json(kept, schema_version=1)
    assert to_json(content) == kept
    words = words_of("print/yearly.html", page_context(content))
    for said in (
        "Annual report 2017/18",
        "FINAL, version 1 - report number 1",
        "Waits fell",
        "Police",
        "£12,000",
        "Local authority designated officer",
        "Healthwatch",
        WHY,
    ):
        assert said in words
    with pytest.raises(ValueError, match="not known"):
        from_json(kept, schema_version=2)


# --- Paper, and what it costs -------------------------------------------------------------------------------------


def test_its_paper_can_be_heard_and_says_what_its_word_document_says(team, scene):
    line = LineTyped("income", scene.police, "", Decimal(12_000), Decimal(10_000))
    operations.keep_finance(report=scene.report, lines=[line], seen=finance_seen([]), by=scene.team)
    operations.keep_recipients(report=scene.report, recipients="Healthwatch", by=scene.team)
    final = scene.final()
    pdf = team.get(scene.url("pdf"))
    html = words_of("print/yearly.html", page_context(content_of(final)))
    can_be_heard(pdf.content, html)
    assert pdf["ETag"] == f'"{final.pdf_sha256}"'
    assert team.get(scene.url("pdf"), headers={"If-None-Match": pdf["ETag"]}).status_code == 304
    assert html.count("Demonstration") > 1
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Annual report 2017/18"]
    assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", html))
    document = docx.Document(io.BytesIO(team.get(scene.url("word")).content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "Achievements" in said and WHY in said
    assert {"1.1 Audit", "Waits fell", "£12,000", "+£2,000 (+20%)", "LADO"} <= cells


@pytest.mark.database
def test_a_draft_costs_as_many_queries_however_long_it_is(team, scene):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            team.get(scene.url("detail"))
        return len(queries)

    team.get(scene.url("detail"))
    few = cost()
    for n in range(12):
        scene._section(f"Section {n}", n + 4, looked_at="2018-05-01T09:00:00Z", looked_by=scene.team)
        QuarterFactory(
            plan=scene.plan,
            name=f"Period {n}",
            number=n + 5,
            state="planned",
            starts_on=date(2017, 5, n + 1),
            ends_on=date(2017, 6, n + 1),
        )
    lines = [LineTyped("income", scene.police, f"Part {n}", Decimal(n)) for n in range(12)]
    operations.keep_finance(report=scene.report, lines=lines, seen=finance_seen([]), by=scene.team)
    assert cost() == few
