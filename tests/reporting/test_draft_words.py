"""The board team's own words, with the first page beside them: offered, never forced, and nothing saved by looking."""

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans.models import Quarter
from reporting import operations
from reporting.models import MonitoringReport
from reporting.report.reading import gather
from subgroups.models import Person
from tests.factories import ActionFactory, ProgressUpdateFactory, QuarterFactory, board_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client, demonstration):
    person = Person.objects.get(email="board.team@example.org")
    client.force_login(person)
    return person


@pytest.fixture
def words(demonstration):
    return reverse("reporting:report-words", args=[demonstration.slug, "q4-2017-18"])


def as_shown(client, address, **changes) -> dict:
    """What a browser would send of the form as it stands, with changes; None unticks a box."""
    form = client.get(address).context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value not in (False, None):
            data[field.html_name] = "on" if value is True else value
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def asked(quarter) -> list[str]:
    return [
        each.words for each in gather(quarter, draft=quarter.monitoring_reports.get(state="draft")).decisions
    ]


def test_what_follows_from_the_plan_is_offered(client, team, words):
    html = client.get(words).content.decode()
    form = client.get(words).context["form"]
    assert [each.offered.split(":")[0] for each in form.decisions_offered] == [
        "Agree or refuse new dates for 2 actions",
        "Agree to close as complete 6 actions",
        "Say what help will be given to 4 actions",
        "Challenge the owners of 14 actions with no update",
        "Follow up what was promised or asked and is late",
        "Note the position of the plan",
    ]
    assert all(each.ask.value() and each.words.value() == each.offered for each in form.decisions_offered)
    assert html.count("No names or details") >= 1 or "children or families" in html


def test_saved_as_shown_nothing_is_changed(client, team, words, q4):
    before = asked(q4)
    assert client.post(words, as_shown(client, words)).status_code == 302
    assert asked(q4) == before
    assert q4.monitoring_reports.get(state="draft").default_decisions == {}


def test_a_preview_saves_nothing_and_shows_what_was_typed(client, team, words, q4, django_assert_num_queries):
    before = MonitoringReport.objects.get(quarter=q4)
    lines = AuditEntry.objects.count()
    typed = as_shown(
        client,
        words,
        key_messages="Posts are vacant\n<b>bold</b>",
        decisions="Lend two workers",
        preview="1",
        **{"ask-no-update": None, "words-to-be-agreed": "Close the six that are done"},
    )
    whole = client.post(words, typed)
    part = client.post(words, typed, headers={"HX-Request": "true"})
    assert whole.status_code == part.status_code == 200
    for answer in (whole, part):
        page = answer.content.decode().split('class="first-page"')[1]
        assert "Posts are vacant" in page and "&lt;b&gt;bold" in page
        assert "Lend two workers" in page and "Close the six that are done" in page
        assert "Challenge the owners" not in page
    assert "<html" in whole.content.decode() and "<html" not in part.content.decode()
    assert "not saved yet" in whole.content.decode()
    after = MonitoringReport.objects.get(quarter=q4)
    assert (after.key_messages, after.decisions, after.default_decisions) == (
        before.key_messages,
        before.decisions,
        before.default_decisions,
    )
    assert AuditEntry.objects.count() == lines


def test_left_out_and_reworded_are_kept_and_printed(client, team, words, q4):
    answer = client.post(
        words,
        as_shown(
            client,
            words,
            decisions="Lend two workers",
            **{"ask-no-update": None, "words-to-be-agreed": "Close  the six that are done"},
        ),
    )
    assert answer.status_code == 302
    lines = asked(q4)
    assert lines[1] == "Close the six that are done"
    assert lines[-2] == "Lend two workers" and lines[-1].startswith("Note the position")
    assert not any(line.startswith("Challenge") for line in lines)
    draft = q4.monitoring_reports.get(state="draft")
    assert set(draft.default_decisions) == {"no-update", "to-be-agreed"}
    told = AuditEntry.objects.latest("pk").changes["decisions that follow from the plan"]
    assert "Close the six that are done" in told[1] and "left out: Challenge the owners of 14" in told[1]
    # Shown again as kept, and put back as offered.
    form = client.get(words).context["form"]
    by_offer = {each.offered.split(" ")[0]: each for each in form.decisions_offered}
    assert not by_offer["Challenge"].ask.value() and not by_offer["Challenge"].moved_on
    offered = next(each for each in form.decisions_offered if each.offered.startswith("Agree to close"))
    assert offered.words.value() == "Close the six that are done"
    back = as_shown(client, words, **{"ask-no-update": "on", "words-to-be-agreed": offered.offered})
    client.post(words, back)
    assert q4.monitoring_reports.get(state="draft").default_decisions == {}


def test_everything_may_be_left_out(client, team, words, q4):
    form = client.get(words).context["form"]
    unticked = {each.ask.html_name: None for each in form.decisions_offered}
    client.post(words, as_shown(client, words, decisions="", **unticked))
    assert asked(q4) == []
    live = client.get(reverse("reporting:report-live", args=[q4.plan.slug, q4.slug])).content.decode()
    assert "Nothing is asked this quarter." in live


def test_reworded_words_say_when_the_plan_has_moved_on(client, on):
    on("2018-04-09")
    quarter = QuarterFactory()
    team = board_team(quarter.plan.board)
    client.force_login(team)
    words = reverse("reporting:report-words", args=[quarter.plan.slug, quarter.slug])
    first = ActionFactory(plan=quarter.plan)
    ProgressUpdateFactory(action=first, quarter=quarter, rating="B")
    client.post(words, as_shown(client, words, **{"words-to-be-agreed": "Close it"}))
    [offered] = [
        e for e in client.get(words).context["form"].decisions_offered if e.words.value() == "Close it"
    ]
    assert not offered.moved_on
    ProgressUpdateFactory(action=ActionFactory(plan=quarter.plan), quarter=quarter, rating="B")
    answer = client.get(words)
    [offered] = [e for e in answer.context["form"].decisions_offered if e.words.value() == "Close it"]
    assert offered.moved_on and "the plan has moved on since" in answer.content.decode()
    assert "Agree to close as complete 2 actions" in offered.offered


def test_a_correction_begins_with_the_same_decisions(monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
    quarter = QuarterFactory()
    team = board_team(quarter.plan.board)
    kept = {"total": ["", "Note the position of the plan"]}
    report = operations.start_draft(quarter=quarter, by=team)
    report = operations.edit_draft(
        report=report, key_messages="", decisions="", default_decisions=kept, by=team
    )
    report = operations.finalise_report(report=report, by=team)
    assert not report.content["decisions"]
    draft = operations.correct_report(report=report, reason="A slip", by=team)
    assert draft.default_decisions == kept
    again = operations.edit_draft(report=draft, key_messages="x", decisions="", by=team)
    assert again.default_decisions == kept  # who does not speak of them leaves them


def test_a_quarter_that_is_final_leads_to_its_report(client, team, demonstration):
    q3 = Quarter.objects.get(plan=demonstration, name="Q3 2017/18")
    answer = client.get(reverse("reporting:report-words", args=[demonstration.slug, q3.slug]))
    assert answer.status_code == 302 and "/final/" in answer.url
