"""Whose signatures a board asks for, and when its report counts as approved."""

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry, Letter
from lscb.permissions import Verb, allows
from reporting import operations
from reporting.models import MonitoringReport
from reporting.report.reading import content_of, gather
from reporting.report.sign_off import sign_off
from reporting.views.reports import signed_by
from subgroups.models import BoardRole, Person
from subgroups.operations import choose_signing, confirm_role, propose_role
from subgroups.rules.signing import BEFORE, Signing
from tests.factories import PlanFactory, QuarterFactory, board_team, someone_with
from tests.plans.test_news import the_timer_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def plan():
    return PlanFactory(
        board__approver_label="Delegated partner", board__scrutineer_label="Independent Scrutineer"
    )


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def asks(plan, team, *, one_is_enough=False, readers_update=False, **asked):
    roles = {name.replace("_", "-"): number for name, number in asked.items()}
    choose_signing(
        board=plan.board, one_is_enough=one_is_enough, asked=roles, readers_update=readers_update, by=team
    )


def final_of(plan, team):
    quarter = plan.quarters.first() or QuarterFactory(plan=plan)
    return operations.finalise_report(report=operations.start_draft(quarter=quarter, by=team), by=team)


def now(person):
    return Person.objects.get(pk=person.pk)


def lines_of(report):
    report = MonitoringReport.objects.get(pk=report.pk)
    lines = sign_off(content_of(report), signed_by(report))["sign_off_lines"]
    return [(line.what, line.name) for line in lines[2:]]


def test_three_partners_sign_and_with_the_third_it_is_approved(plan, team):
    partners = [someone_with(plan.board, "approver", name=name) for name in ("Ines", "Tom", "Mo", "Zed")]
    asks(plan, team, approver=3)
    report = final_of(plan, team)
    not_yet = "Not approved yet"
    assert lines_of(report) == [(f"Approved by the Delegated partner, {n} of 3", not_yet) for n in (1, 2, 3)]
    for partner in partners[:2]:
        report = operations.approve_report(report=report, by=now(partner), remarks=f"Of {partner}")
        assert (report.state, report.approved_at) == ("final", None)
    assert [each[1] for each in lines_of(report)] == ["Ines", "Tom", not_yet]
    with pytest.raises(Refused, match="already; it waits for others"):
        operations.approve_report(report=report, by=now(partners[0]))
    report = operations.approve_report(report=report, by=now(partners[2]))
    assert report.state == "approved" and report.approved_at == report.signatures.last().at
    assert report.approver == "; ".join(f"{name}, Delegated partner" for name in ("Ines", "Tom", "Mo"))
    with pytest.raises(Refused, match="is approved already"):
        operations.approve_report(report=report, by=now(partners[3]))
    codes = AuditEntry.objects.about(report).order_by("pk").values_list("operation", flat=True)
    assert list(codes)[-3:] == ["report-signed", "report-signed", "report-approved"]


@pytest.mark.database
def test_a_chair_and_a_scrutineer_are_two_and_both_are_needed(plan, team):
    chair, scrutineer = (someone_with(plan.board, role) for role in ("independent-chair", "scrutineer"))
    asks(plan, team, independent_chair=1, scrutineer=1)
    report = operations.approve_report(report=final_of(plan, team), by=now(scrutineer))
    assert report.signatures_missing == {"independent-chair": 1}
    assert operations.approve_report(report=report, by=now(chair)).state == "approved"


def test_a_final_asks_for_what_was_set_when_it_was_made_final(plan, team):
    chair, partner = (someone_with(plan.board, role) for role in ("independent-chair", "approver"))
    asks(plan, team, approver=1)
    report = final_of(plan, team)
    asks(plan, team, independent_chair=1)
    assert allows(now(partner), Verb.APPROVE_REPORT, report)
    assert not allows(now(chair), Verb.APPROVE_REPORT, report)
    assert allows(now(chair), Verb.APPROVE_REPORT, plan)
    assert lines_of(report) == [("Approved by the Delegated partner", "Not approved yet")]


def test_a_scrutineer_signs_once_a_second_person_confirmed_them(plan, team):
    second = board_team(plan.board)
    asks(plan, team, scrutineer=1)
    role = propose_role(person=now(board_team(plan.board)), board=plan.board, role="scrutineer", by=team)
    person = role.person
    assert role.counts_today and role.state == "In force; signs no report until a second person confirms it"
    assert BoardRole.objects.waiting().filter(pk=role.pk).exists()
    assert allows(now(person), Verb.RAISE_CHALLENGE, plan)
    assert not allows(now(person), Verb.APPROVE_REPORT, plan)
    confirm_role(role=role, by=second)
    assert allows(now(person), Verb.APPROVE_REPORT, plan)


def test_where_a_scrutineer_signs_nothing_nobody_is_asked_to_confirm_one(plan, team):
    role = propose_role(person=board_team(plan.board), board=plan.board, role="scrutineer", by=team)
    assert role.state == "In force"
    assert not role.waits and not BoardRole.objects.waiting().filter(pk=role.pk).exists()


def test_a_report_made_final_before_boards_could_say_asks_the_chair_or_an_approver(plan, team):
    report = final_of(plan, team)
    asks(plan, team, approver=3)
    MonitoringReport._base_manager.filter(pk=report.pk).update(signatures_asked=None)
    report = MonitoringReport.objects.get(pk=report.pk)
    assert report.signing == BEFORE
    chair = someone_with(plan.board, "independent-chair")
    assert operations.approve_report(report=report, by=chair).state == "approved"


def test_the_draft_prints_who_is_asked_to_sign(plan, team):
    asks(plan, team, one_is_enough=True, independent_chair=1, scrutineer=1)
    quarter = QuarterFactory(plan=plan)
    content = gather(quarter)
    assert [line.what for line in sign_off(content, ())["sign_off_lines"]][2:] == [
        "Approved by the Independent Chair or Independent Scrutineer"
    ]


@pytest.mark.database
def test_whoever_signs_hears_of_a_change_and_nobody_at_all_is_refused(plan, team):
    chair = someone_with(plan.board, "independent-chair")
    with pytest.raises(Refused, match="one signature at least"):
        asks(plan, team)
    asks(plan, team, approver=2)
    the_timer_runs()
    assert "who approves reports" in Letter.objects.get(to=chair.email).subject


def test_only_a_system_administrator_says_where_that_is_set(plan, team, settings):
    settings.APPROVERS_GRANTED_BY = "administrator"
    with pytest.raises(Refused, match="only a system administrator"):
        asks(plan, team, approver=2)
    asks(plan, team, one_is_enough=True, independent_chair=1, approver=1, readers_update=True)
    assert plan.board.readers_update
    asks(plan, Person.objects.create_superuser("k@example.org", name="Keeper"), approver=2)
    assert plan.board.approver_signatures == 2


@pytest.mark.database
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(plan, team, client):
    client.force_login(team)
    address = reverse("subgroups:signing", args=[plan.board.slug])
    none = {
        "chair_signatures": "0",
        "scrutineer_signatures": "0",
        "approver_signatures": "0",
        "enough": "all",
    }
    answer = client.post(address, none)
    assert answer.status_code == 422 and "one signature at least" in answer.text
    answer = client.post(address, none | {"approver_signatures": "ten"})
    assert answer.status_code == 422 and 'value="ten"' in answer.text
    assert client.post(address, none | {"approver_signatures": "2"}).status_code == 302
    page = client.get(reverse("subgroups:access", args=[plan.board.slug])).text
    assert "Delegated partner, 2 signatures" in page


def test_missing_signatures_are_counted_by_role():
    each = Signing(False, {"independent-chair": 1, "approver": 2, "scrutineer": 0})
    assert each.missing(["approver", "approver", "approver"]) == {"independent-chair": 1}
    assert Signing.from_json(each.to_json()) == each
    assert Signing(True, {"independent-chair": 1, "approver": 2}).missing(["approver"]) == {}
