"""Draft to final to approved: what is copied never changes, and every step has its rules."""

import hashlib
from datetime import date

import pytest
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.models import AuditEntry
from plans import operations as plan_events
from plans.models import ProgressUpdate, Quarter
from reporting import operations
from reporting.models import Highlight, MonitoringReport
from reporting.models.reports import words_seen
from reporting.report.content import SCHEMA_VERSION, from_json
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    """A PDF that says what was printed, without printing it."""
    printed = []

    def render(content):
        printed.append(content)
        return f"%PDF- {content.status.line} {len(printed)}".encode()

    monkeypatch.setattr("reporting.operations.reports.render_pdf", render)
    return printed


AT_RISK = {"cause": "Snow", "recovery_step": "May", "back_on_track_on": date(2018, 5, 1)}


class World:
    def __init__(self):
        self.plan = PlanFactory()
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup", short_name="Health")
        self.team = board_team(self.plan.board, name="Bryony Larkfell")
        self.chair = someone_with(self.plan.board, "independent-chair", name="Marguerite Hollowmere")
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(plan=self.plan, who_text="Health Subgroup", when_text="March 2018")
        self.update("A", **AT_RISK)

    def update(self, rating, **words):
        plan_events.record_update(
            action=self.action, quarter=self.quarter, rating=rating, progress="Started", by=self.team, **words
        )

    def say_past_every_door(self, rating):
        ProgressUpdate.objects.create(
            action=self.action, quarter=self.quarter, rating=rating, progress="Started", by=self.team
        )

    def draft(self):
        return operations.start_draft(quarter=self.quarter, by=self.team)

    def final(self):
        return operations.finalise_report(report=self.draft(), by=self.team)


@pytest.fixture
def world():
    return World()


def frozen(report):
    """What a report keeps, as bytes that can be compared."""
    row = MonitoringReport.objects.get(pk=report.pk)
    return row.content, bytes(row.pdf), row.pdf_sha256, row.number, row.version, row.position_at


# --- Final ----------------------------------------------------------------------------------------------------


def test_a_final_keeps_everything_it_says(world):
    report = MonitoringReport.objects.get(pk=world.final().pk)
    content = from_json(report.content, schema_version=report.schema_version)
    assert (report.state, report.number, report.schema_version) == ("final", 1, SCHEMA_VERSION)
    assert report.finalised_by == world.team
    assert content.status.line == "FINAL, version 1 - report number 1"
    assert content.status.finalised_by == "Bryony Larkfell"
    assert content.rows[0].owners == "Health"
    assert bytes(report.pdf) == b"%PDF- FINAL, version 1 - report number 1 1"
    assert report.pdf_sha256 == hashlib.sha256(bytes(report.pdf)).hexdigest()
    assert report.pdf_is_intact
    assert report.position_at == content.front.position_at


def test_nothing_that_happens_later_changes_a_final(world, client):
    report = world.final()
    kept = frozen(report)
    world.body.name = world.body.short_name = "Renamed"
    world.body.save()
    world.plan.definitions.create(rating="A", word="Slipping", meaning="New")
    world.plan.board.business_group_label = "Executive"
    world.plan.board.save()
    with pytest.raises(Refused, match="is closed for updates"):
        world.update("G", reason="Held after all")
    world.say_past_every_door("G")
    world.action.text = "Reworded"
    plan_events.change_action(action=world.action, by=world.team)
    plan_events.withdraw_action(action=world.action, reason="Done elsewhere", by=world.team)
    assert frozen(report) == kept
    client.force_login(world.team)
    html = client.get(report.get_absolute_url()).content.decode()
    article = html.partition("<article")[2]
    for changed in ("Renamed", "Slipping", "Executive", "Reworded", "Withdrawn</span>"):
        assert changed not in article
    assert "At risk" in article and "Business Group is asked to" in article
    pdf = client.get(reverse("reporting:report-pdf", args=[world.plan.slug, report.pk]))
    assert pdf.content == kept[1]


def test_a_final_is_refused_every_change(world):
    report = world.final()
    kept = frozen(report)
    with pytest.raises(Refused, match="never changes"):
        operations.edit_draft(report=report, key_messages="New", decisions="", by=world.team)
    with pytest.raises(Refused, match="never changes"):
        operations.finalise_report(report=report, by=world.team)
    with pytest.raises(Refused, match="correct that one"):
        operations.start_draft(quarter=world.quarter, by=world.team)
    assert frozen(report) == kept


def test_what_changes_while_it_is_printed_is_printed_again(world, monkeypatch, quick_pdf):
    """Somebody updates an action between reading and freezing: the final says what the plan says."""
    draft = world.draft()
    print_it = operations.reports.render_pdf

    def slowly(content):
        if len(quick_pdf) == 0:
            world.update("G", reason="Held after all")
        return print_it(content)

    monkeypatch.setattr("reporting.operations.reports.render_pdf", slowly)
    report = operations.finalise_report(report=draft, by=world.team)
    content = from_json(report.content)
    assert content.rows[0].now.letter == "G"
    assert len(quick_pdf) == 2 and quick_pdf[1] == content
    assert bytes(report.pdf).endswith(b" 2")


def test_a_plan_that_never_stands_still_is_not_made_final(world, monkeypatch, quick_pdf):
    draft = world.draft()
    print_it = operations.reports.render_pdf

    def slowly(content):
        world.update("GA"[len(quick_pdf) % 2], **AT_RISK | {"reason": f"Changed {len(quick_pdf)}"})
        return print_it(content)

    monkeypatch.setattr("reporting.operations.reports.render_pdf", slowly)
    with pytest.raises(Refused, match="quieter moment"):
        operations.finalise_report(report=draft, by=world.team)
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.pdf, len(quick_pdf)) == ("draft", None, None, 3)


def test_numbers_follow_on_in_a_plan_and_start_anew_in_another(world):
    first = world.final()
    world.quarter = QuarterFactory(
        plan=world.plan, year="2018/19", number=1, starts_on=date(2018, 4, 1), ends_on=date(2018, 6, 30)
    )
    assert (first.number, world.final().number, World().final().number) == (1, 2, 1)


def test_a_quarter_not_opened_has_no_report(world):
    planned = QuarterFactory(
        plan=world.plan,
        year="2018/19",
        number=1,
        starts_on=date(2018, 4, 1),
        ends_on=date(2018, 6, 30),
        state=Quarter.State.PLANNED,
    )
    with pytest.raises(Refused, match="has not been opened"):
        operations.start_draft(quarter=planned, by=world.team)


# --- Approval and correction --------------------------------------------------------------------------------------


def test_approval_adds_name_time_and_remarks_and_nothing_else(world):
    report = world.final()
    kept = frozen(report)
    approved = operations.approve_report(report=report, by=world.chair, remarks=" Well done ")
    assert (approved.state, approved.approver) == ("approved", "Marguerite Hollowmere, Independent Chair")
    signature = approved.signatures.get()
    assert (signature.remarks, approved.approved_at.date()) == ("Well done", date(2018, 4, 9))
    assert frozen(report) == kept
    with pytest.raises(Refused, match="is approved already"):
        operations.approve_report(report=report, by=world.chair)


def test_a_draft_and_a_replaced_version_are_not_approved(world):
    draft = world.draft()
    with pytest.raises(Refused, match="Only a final report"):
        operations.approve_report(report=draft, by=world.chair)
    first = operations.finalise_report(report=draft, by=world.team)
    second = operations.correct_report(report=first, reason="A slip", by=world.team)
    operations.finalise_report(report=second, by=world.team)
    with pytest.raises(Refused, match="later version"):
        operations.approve_report(report=first, by=world.chair)


def test_a_correction_is_a_new_version_and_the_old_one_stays(world):
    first = world.final()
    kept = frozen(first)
    draft = operations.correct_report(report=first, reason="8.5 was on track", by=world.team)
    assert (draft.version, draft.state, draft.correction_reason) == (2, "draft", "8.5 was on track")
    world.update("G", reason="Held after all")
    second = operations.finalise_report(report=draft, by=world.team)
    assert (second.number, second.version) == (2, 2)
    assert from_json(second.content).status.correction_reason == "8.5 was on track"
    assert from_json(second.content).rows[0].now.letter == "G"
    assert frozen(first) == kept


def test_corrections_need_a_reason_and_come_one_at_a_time(world):
    report = world.final()
    with pytest.raises(Refused, match="Say what is corrected"):
        operations.correct_report(report=report, reason="  ", by=world.team)
    draft = operations.correct_report(report=report, reason="A slip", by=world.team)
    with pytest.raises(Refused, match="already being written"):
        operations.correct_report(report=report, reason="Another", by=world.team)
    with pytest.raises(Refused, match="needs no correction"):
        operations.correct_report(report=draft, reason="A slip", by=world.team)


def test_the_next_report_compares_with_the_corrected_version(world):
    first = world.final()
    draft = operations.correct_report(report=first, reason="It was on track", by=world.team)
    world.update("G", reason="Held after all")
    operations.finalise_report(report=draft, by=world.team)
    following = QuarterFactory(
        plan=world.plan, year="2018/19", number=1, starts_on=date(2018, 4, 1), ends_on=date(2018, 6, 30)
    )
    content = gather(following)
    assert content.rows[0].last.letter == "G"
    assert "report number 2" in content.moved.compared_with


def test_movement_never_reads_live_history(world):
    """What is said about a quarter after its report was frozen changes no comparison."""
    world.final()
    world.say_past_every_door("R")
    following = QuarterFactory(
        plan=world.plan,
        year="2018/19",
        number=1,
        starts_on=date(2018, 4, 1),
        ends_on=date(2018, 6, 30),
        state=Quarter.State.REPORTED,
    )
    assert gather(following).rows[0].last.letter == "A"


# --- Words and highlights -----------------------------------------------------------------------------------------


@pytest.mark.database
def test_two_people_write_the_words_at_once(world):
    draft = world.draft()
    seen = words_seen(draft)
    operations.edit_draft(report=draft, key_messages="Mine", decisions="", seen=seen, by=world.team)
    with pytest.raises(ChangedMeanwhile) as clash:
        operations.edit_draft(report=draft, key_messages="Yours", decisions="", seen=seen, by=world.team)
    assert clash.value.current.key_messages == "Mine"
    draft.refresh_from_db()
    assert draft.key_messages == "Mine"


def test_a_highlight_is_written_again_until_the_quarter_is_reported(world):
    write = operations.write_highlight
    write(body=world.body, quarter=world.quarter, by=world.team, done="Three workshops")
    write(body=world.body, quarter=world.quarter, by=world.team, done="Four workshops")
    assert [row.done for row in Highlight.objects.all()] == ["Four workshops"]
    with pytest.raises(Refused, match="at least one"):
        write(body=world.body, quarter=world.quarter, by=world.team, worry=" ")
    with pytest.raises(Refused) as refusal:
        write(body=world.body, quarter=world.quarter, by=world.team, worry="x" * 701)
    assert "worry" in refusal.value.message_dict
    plan_events.close_quarter(quarter=world.quarter, by=world.team)
    with pytest.raises(Refused, match="closed"):
        write(body=world.body, quarter=world.quarter, by=world.team, done="Five")
    with pytest.raises(Refused, match="another board"):
        write(body=BodyFactory(), quarter=world.quarter, by=world.team, done="Five")


# --- Pages --------------------------------------------------------------------------------------------------------


def live(world, name="report-live", *more):
    return reverse(f"reporting:{name}", args=[world.plan.slug, world.quarter.slug, *more])


def of_final(report, name):
    return reverse(f"reporting:{name}", args=[report.plan.slug, report.pk])


def test_words_saved_in_the_browser_begin_the_draft(world, client):
    client.force_login(world.team)
    words = live(world, "report-words")
    form = client.get(words).context["form"]
    answer = client.post(words, {"key_messages": "Two posts", "decisions": "", "seen": form["seen"].value()})
    assert answer.url == live(world)
    report = MonitoringReport.objects.get()
    assert (report.key_messages, report.prepared_by) == ("Two posts", world.team)
    assert report.default_decisions == {}  # what was not shown is not left out
    # Whoever looked before the draft was there is told, and loses nothing.
    clash = client.post(words, {"key_messages": "My own", "decisions": "", "seen": form["seen"].value()})
    html = clash.content.decode()
    assert clash.status_code == 422
    assert "Two posts" in html and "My own" in html and "while you were writing" in html
    again = client.post(
        words,
        {"key_messages": "Both", "decisions": "", "seen": clash.context["form"]["seen"].value()},
    )
    assert again.status_code == 302


@pytest.mark.database
def test_make_final_asks_first_then_does_it(world, client, on):
    client.force_login(world.team)
    asked = client.get(live(world, "report-final"))
    assert asked.status_code == 200 and "runs until" not in asked.text
    on("2018-03-30")
    assert "Q4 2017/18 runs until 31 March 2018." in client.get(live(world, "report-final")).text
    on("2018-04-09")
    assert not MonitoringReport.objects.exists()
    answer = client.post(live(world, "report-final"), follow=True)
    report = MonitoringReport.objects.get()
    assert report.state == "final"
    assert f"is final: report number {report.number}." in answer.content.decode()
    assert f'href="{live(world, "report-final")}"' in answer.content.decode()
    assert client.get(live(world, "report-final")).url == report.get_absolute_url()
    assert client.get(live(world)).url == report.get_absolute_url()
    assert client.get(live(world, "report-live-pdf")).url == of_final(report, "report-pdf")
    assert client.post(live(world, "report-final")).url == report.get_absolute_url()
    assert MonitoringReport.objects.count() == 1


def test_the_stored_bytes_are_served_with_their_checksum(world, client):
    report = world.final()
    client.force_login(world.chair)
    answer = client.get(of_final(report, "report-pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert answer["ETag"] == f'"{report.pdf_sha256}"'
    again = client.get(of_final(report, "report-pdf"), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304 and not again.content


def test_a_damaged_pdf_is_not_handed_out(world, client, caplog):
    report = world.final()
    MonitoringReport._base_manager.filter(pk=report.pk).update(pdf=b"%PDF- something else")
    client.force_login(world.chair)
    answer = client.get(of_final(report, "report-pdf"))
    assert answer.status_code == 500
    assert "no longer what was printed" in answer.content.decode()
    assert "does not match its checksum" in caplog.text


def test_the_chair_approves_in_the_browser(world, client):
    report = world.final()
    client.force_login(world.team)
    assert client.post(of_final(report, "report-approve"), {"remarks": ""}).status_code == 403
    client.force_login(world.chair)
    assert "Approve" in client.get(report.get_absolute_url()).content.decode()
    client.post(of_final(report, "report-approve"), {"remarks": "Agreed"})
    html = client.get(report.get_absolute_url()).content.decode()
    assert "Approved by Marguerite Hollowmere" in html and "Agreed" in html
    assert client.post(of_final(report, "report-approve"), {"remarks": ""}).status_code == 422


def test_a_correction_in_the_browser(world, client):
    report = world.final()
    client.force_login(world.team)
    assert client.post(of_final(report, "report-correct"), {"reason": ""}).status_code == 422
    assert client.post(of_final(report, "report-correct"), {"reason": "A slip"}).url == live(world)
    assert client.get(live(world)).status_code == 200


def test_words_sent_after_somebody_made_the_report_final_come_back_with_why_they_are_not_saved(world, client):
    world.final()
    client.force_login(world.team)
    words = live(world, "report-words")

    answer = client.post(words, {"key_messages": "Two posts", "decisions": "Say who pays", "seen": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has a report already; correct that one." in page
    assert "Two posts" in page and "Say who pays" in page
    assert client.get(words).status_code == 302  # whoever opens it is led to the final


def test_who_may_do_what(world, client):
    report = world.final()
    owner = chair_of(world.body)
    for person in (owner, world.chair):
        client.force_login(person)
        assert client.post(live(world, "report-words"), {"key_messages": "x"}).status_code == 403
        assert client.get(live(world, "report-final")).status_code == 403
        assert client.get(of_final(report, "report-correct")).status_code == 403
    client.force_login(owner)
    assert client.get(of_final(report, "report-approve")).status_code == 403
    assert client.get(live(world, "highlight-write", world.body.pk)).status_code == 200
    other = BodyFactory(board=world.plan.board)
    assert client.get(live(world, "highlight-write", other.pk)).status_code == 403
    assert client.get(live(world, "highlight-write", BodyFactory().pk)).status_code == 404


def test_out_of_sight_is_404(world, client):
    report = world.final()
    client.force_login(board_team(PlanFactory().board))
    for name in ("report-detail", "report-pdf", "report-approve", "report-correct"):
        assert client.get(of_final(report, name)).status_code == 404
    for name in ("report-live", "report-live-pdf", "report-final"):
        assert client.get(live(world, name)).status_code == 404


@pytest.mark.database
def test_a_highlight_in_the_browser(world, client):
    client.force_login(chair_of(world.body))
    address = live(world, "highlight-write", world.body.pk)
    assert client.post(address, {"done": "x" * 701}).status_code == 422
    assert client.post(address, {"done": "Three workshops"}).status_code == 302
    assert "Three workshops" in client.get(live(world)).content.decode()
    assert "Three workshops" in client.get(address).content.decode()  # to be written again


def test_what_is_typed_is_text(world, client):
    world.action.text = "<script>alert(1)</script> & <b>bold</b>"
    plan_events.change_action(action=world.action, by=world.team)
    client.force_login(world.team)
    html = client.get(live(world)).content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in html


def test_freezing_is_one_line_in_the_audit_trail(world):
    draft = world.draft()
    before = AuditEntry.objects.count()
    report = operations.finalise_report(report=draft, by=world.team)
    line = AuditEntry.objects.order_by("-pk").first()
    assert AuditEntry.objects.count() == before + 1
    assert (line.operation, line.by, line.thing) == ("report-finalised", world.team, report)


def test_the_agendas_number_and_the_presenter_are_typed_beside_the_draft_and_printed(client, world):
    draft = operations.start_draft(quarter=world.quarter, by=world.team)
    assert gather(world.quarter, draft=draft).front.agenda_item == ""
    client.force_login(world.team)
    address = live(world, "report-words")
    typed = {"agenda_item": " 5a ", "presenter": "Tobias Merrowdale", "seen": words_seen(draft)}
    assert client.post(address, typed).status_code == 302
    draft.refresh_from_db()
    front = gather(world.quarter, draft=draft).front
    assert (front.agenda_item, front.presenter) == ("5a", "Tobias Merrowdale")
    page = client.get(live(world)).content.decode()
    assert "<td>5a</td>" in page
    assert "<td>Tobias Merrowdale</td>" in page

    clash = client.post(address, typed | {"agenda_item": "6"})
    assert clash.status_code == 422
    assert "5a, Tobias Merrowdale" in clash.content.decode()
    assert 'value="6"' in clash.content.decode()

    final = operations.finalise_report(report=draft, by=world.team)
    correction = operations.correct_report(report=final, reason="A slip", by=world.team)
    assert (correction.agenda_item, correction.presenter) == ("5a", "Tobias Merrowdale")
