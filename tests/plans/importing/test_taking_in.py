"""A document is kept, corrected, taken into the plan at once, and taken out again."""

import json
from datetime import date
from io import StringIO
from time import process_time

import pytest
from django.core.management import call_command
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.importing.events import correct_document
from lscb.importing.tasks import take_in_document
from lscb.models import AuditEntry, Job
from plans import operations
from plans.models import Action, ImportDraft, Plan
from plans.selectors.importing import remembered
from subgroups.models import Person
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)
from tests.plans.importing.layouts import SHAPES, actions_of, as_document, as_excel, as_word

pytestmark = pytest.mark.django_db

HEAD = ("Section", "Ref", "Action", "Lead", "When", "Outcome", "RAG", "Progress")


@pytest.fixture
def plan(on):
    on("2018-04-09")
    plan = PlanFactory(starts_on="2018-04-01", ends_on="2021-03-31")
    BodyFactory(board=plan.board, name="Early Help Subgroup", short_name="")
    plan.refresh_from_db()
    return plan


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def kept(plan, team, *rows):
    return operations.keep_document(plan=plan, document=as_document([list(rows)]), name="Plan.docx", by=team)


def one(plan, team):
    return kept(
        plan,
        team,
        HEAD,
        (
            "1. Early help",
            "1.1",
            "Publish it",
            "Early Help Subgroup",
            "July 2018",
            "Known",
            "Amber",
            "Drafted",
        ),
        ("", "1.2", "Hold:\n• one event\n• another", "Nobody known", "Ongoing", "", "", ""),
    )


def test_nothing_changes_before_it_is_taken_in_and_then_all_is_there(plan, team):
    draft = one(plan, team)
    assert not plan.actions.exists() and not plan.sections.exists()
    operations.take_in(draft=draft, by=team)
    first, second = plan.actions.order_by("label")
    assert (str(first.section), first.label, first.text, first.outcome) == (
        "1. Early help",
        "1.1",
        "Publish it",
        "Known",
    )
    assert first.due_on.isoformat() == "2018-07-31" and first.first_due_on == first.due_on
    assert [owner.body.name for owner in first.owners.all()] == ["Early Help Subgroup"]
    assert [owner.words for owner in second.owners.all()] == ["Nobody known"]
    assert second.text == "Hold:" and [item.text for item in second.items.all()] == ["one event", "another"]


def test_progress_said_before_is_nobodys_update_and_ends_no_silence(plan, team):
    quarter = QuarterFactory(plan=plan, state="collecting")
    operations.take_in(draft=one(plan, team), by=team)
    action = Action.objects.with_status(quarter).get(label="1.1")
    said = action.imported_words
    assert (said.rating, said.rating_words, said.progress) == ("A", "Amber", "Drafted")
    assert not action.updates.exists() and action.is_silent and action.rating_now == "-"


def test_it_is_one_event_of_the_trail(plan, team):
    draft = one(plan, team)
    before = AuditEntry.objects.count()
    operations.take_in(draft=draft, by=team)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert AuditEntry.objects.count() == before + 1
    assert entry.operation == "document-taken-in" and entry.changes["actions"] == [None, 2]


def test_sections_and_actions_that_the_plan_has_are_not_doubled(plan, team):
    section = SectionFactory(plan=plan, label="1", title="Early help")
    there = ActionFactory(plan=plan, section=section, label="1.1", text="publish  it")
    added = operations.take_in(draft=one(plan, team), by=team)
    assert [action.label for action in added] == ["1.2"]
    assert plan.sections.count() == 1 and added[0].section == section
    assert set(plan.actions.all()) == {there, *added}


def test_the_same_document_again_has_nothing_to_take_in(plan, team):
    operations.take_in(draft=one(plan, team), by=team)
    with pytest.raises(Refused, match="in the plan already"):
        operations.take_in(draft=one(plan, team), by=team)


REWORDED = "Publish it and send it to every school"


def edition(plan, team):
    """What the plan has, and a later edition: 1.1 in other words, section and date, 1.2 gone, 1.3 new."""
    operations.take_in(draft=one(plan, team), by=team)
    return kept(
        plan,
        team,
        HEAD,
        (
            "2. Neglect",
            "1.1",
            f"{REWORDED} in the county",
            "Early Help Subgroup",
            "May 2019",
            "Known",
            "",
            "",
        ),
        ("1. Early help", "1.3", "Ask people what they think of it", "Early Help Subgroup", "", "", "", ""),
        ("", "1.1", REWORDED, "Chair, Early Help Subgroup", "May 2019", "Seen", "", ""),
    )


def test_a_later_edition_changes_what_differs_adds_what_is_new_and_withdraws_what_is_ticked(plan, team):
    later = edition(plan, team)
    first, second = plan.actions.order_by("label")
    added = operations.take_in(
        draft=later,
        moves="correction",
        moves_because="The edition of May says so",
        withdraw=[second.pk],
        withdraw_because="No longer in the plan",
        by=team,
    )
    assert [(action.label, str(action.section)) for action in added] == [
        ("1.1", "2. Neglect"),
        ("1.3", "1. Early help"),
    ]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.text, first.outcome, first.who_text) == (REWORDED, "Seen", "Chair, Early Help Subgroup")
    assert (first.when_text, first.due_on.isoformat()) == ("May 2019", "2019-05-31")
    assert first.date_changes.get().reason == "The edition of May says so"
    assert (second.state, second.state_reason) == ("withdrawn", "No longer in the plan")
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert entry.operation == "document-taken-in"
    assert entry.changes["changed"] == entry.changes["withdrawn"] == [None, 1]


def test_a_date_does_not_move_by_a_later_edition_without_a_reason(plan, team):
    later = edition(plan, team)
    with pytest.raises(Refused, match=r"1\.1: .*moves its date from 31 July 2018 to 31 May 2019"):
        operations.take_in(draft=later, by=team)
    assert plan.actions.count() == 2 and plan.actions.get(label="1.1").text == "Publish it"


def test_each_row_of_a_later_edition_is_decided_about(plan, team):
    """Words of quite another action under a reference that is there are asked about, and left until then."""
    operations.take_in(draft=one(plan, team), by=team)
    other = ("1. Early help", "1.1", "Train all new chairs in their first year", "Chair", "", "", "", "")
    later = kept(plan, team, HEAD, other)
    with pytest.raises(Refused, match="nothing to take in"):
        operations.take_in(draft=later, by=team)
    correct_document(draft=later, choices={"1.2": "another"}, by=team)
    (added,) = operations.take_in(draft=later, by=team)
    assert (added.text, added.label_ordinal) == ("Train all new chairs in their first year", 2)


def test_what_the_document_has_no_column_for_stays(plan, team):
    operations.take_in(draft=one(plan, team), by=team)
    later = kept(plan, team, ("Ref", "Action", "Lead"), ("1.1", "Publish it", "Chair"), ("1.2", "Hold:", ""))
    correct_document(draft=later, choices={"1.3": "leave"}, by=team)
    operations.take_in(draft=later, by=team)
    action = plan.actions.get(label="1.1")
    assert (action.who_text, action.when_text, action.outcome) == ("Chair", "July 2018", "Known")


def test_a_later_edition_is_taken_out_only_as_far_as_it_added_something(plan, team):
    later = edition(plan, team)
    operations.take_in(draft=later, moves="correction", moves_because="Typed wrongly", by=team)
    operations.take_out(draft=later, by=team)
    assert [action.text for action in plan.actions.order_by("label")] == [REWORDED, "Hold:"]
    again = kept(plan, team, HEAD, ("1. Early help", "1.1", "Publish it", "Chair", "", "", "", ""))
    correct_document(draft=again, choices={"1.2": "change"}, by=team)
    operations.take_in(draft=again, moves="correction", moves_because="Typed wrongly", by=team)
    with pytest.raises(Refused, match="changed back on the page of each action"):
        operations.take_out(draft=again, by=team)


def test_the_pages_show_old_and_new_and_ask_once_why_dates_move_and_what_goes(plan, team, client):
    later = edition(plan, team)
    first, second = plan.actions.order_by("label")
    client.force_login(team)
    page = look(client, later).content.decode()
    for said in (
        "The plan has it in other words",
        f"<del>Publish it</del> → <ins>{REWORDED}</ins>",
        "<del>July 2018</del> → <ins>May 2019</ins>",
        "In the plan, and not in this document",
        second.short_text,
        "Take in 2 actions and 1 change",
    ):
        assert said in page
    address = reverse("plans:import-take-in", args=[plan.slug, later.pk])
    page = client.get(address).content.decode()
    assert "It moves 1.1 from 31 July 2018 to 31 May 2019." in page
    refused = client.post(address, {"seen": later.version, "withdraw": [second.pk]})
    page = refused.content.decode()
    assert refused.status_code == 422
    for said in ("correct the typing or are new", "Say why the dates move.", "Say why they are withdrawn."):
        assert said in page
    said = {"moves": "new", "moves_because": "The hall is let", "withdraw": [second.pk]}
    client.post(address, {"seen": later.version, "withdraw_because": "Dropped"} | said)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.text == REWORDED and first.when_text == "July 2018" and second.state == "withdrawn"
    assert first.date_changes.waiting().get().to_date.isoformat() == "2019-05-31"


def test_what_becomes_of_a_row_is_chosen_on_the_page(plan, team, client):
    later = edition(plan, team)
    client.force_login(team)
    rows = {"shown": ["1.2", "1.3", "1.4"], "keep": ["1.2", "1.3", "1.4"]}
    posted = {"seen": later.version, "choice:1.4": "leave", "had:1.4": "change"} | rows
    assert look(client, later, **posted).status_code == 302
    later.refresh_from_db()
    assert later.choices == {"1.4": "leave"}
    assert "Take in 2 actions<" in look(client, later).content.decode()


def test_words_that_are_nearly_the_same_are_told_without_a_reference(plan, team):
    text = "Review the multi-agency guidance on neglect and publish it for practitioners"
    action = ActionFactory(plan=plan, label="", text=text)
    draft = kept(
        plan, team, ("Action", "Lead"), (f"{text} now", "Chair"), ("Do something else entirely", "Chair")
    )
    (added,) = operations.take_in(draft=draft, by=team)
    action.refresh_from_db()
    assert (action.text, added.text) == (f"{text} now", "Do something else entirely")


def test_rows_are_left_out_and_cells_corrected(plan, team):
    draft = one(plan, team)
    correct_document(
        draft=draft, dropped=["1.3"], corrected={"1.2": {"text": "Print it", "ref": "9"}}, by=team
    )
    (action,) = operations.take_in(draft=draft, by=team)
    assert (action.label, action.text) == ("9", "Print it")


def test_every_cell_that_is_taken_in_can_be_corrected_before(plan, team, client):
    head = ("Ref", "Action", "RAG", "Success measure", "Evidence")
    draft = kept(plan, team, head, ("1", "Publish it", "50% complete", "Fewer cases", "A survey"))
    client.force_login(team)
    row = reverse("plans:import-row", args=[plan.slug, draft.pk, "1.2"])
    form = client.get(row).context["form"]
    assert (form["success"].value(), form["evidence"].value(), form["rating"].value()) == (
        "Fewer cases",
        "A survey",
        "",
    )
    typed = {
        "seen": draft.version,
        "ref": "1",
        "text": "Publish it",
        "success": "Half as many",
        "evidence": "Two",
    }
    assert client.post(row, typed | {"rating": "X"}).status_code == 422
    assert client.post(row, typed | {"rating": "A"}).status_code == 302
    page = look(client, draft).content.decode()
    assert "Half as many" in page and "as printed: 50% complete" in page and "is no rating" not in page
    draft.refresh_from_db()
    (action,) = operations.take_in(draft=draft, by=team)
    words = action.imported_words
    assert (action.success, words.rating, words.rating_words, words.evidence) == (
        "Half as many",
        "A",
        "50% complete",
        "Two",
    )


def test_columns_chosen_are_remembered_for_the_board_once_taken_in(plan, team):
    draft = one(plan, team)
    correct_document(draft=draft, columns={"outcome": "success"}, by=team)
    assert remembered(plan.board) == {}
    operations.take_in(draft=draft, by=team)
    assert remembered(plan.board) == {"outcome": "success"}
    following = PlanFactory(board=plan.board, title="The next plan")
    assert kept(following, team, HEAD).columns == {"outcome": "success"}
    assert remembered(PlanFactory().board) == {}


def test_who_decides_on_what_another_just_corrected_is_told(plan, team):
    draft = one(plan, team)
    stale = ImportDraft.objects.get(pk=draft.pk)
    correct_document(draft=draft, dropped=["1.2"], by=team)
    with pytest.raises(ChangedMeanwhile):
        operations.take_in(draft=stale, by=team)


def test_what_is_too_long_is_refused_with_its_row_and_nothing_is_taken_in(plan, team):
    draft = kept(plan, team, HEAD, ("", "1.1", "Publish it", "Group of groups " * 30, "", "", "", ""))
    with pytest.raises(Refused, match=r"“1.1”: its owner has 479 characters; shorten it to 300"):
        operations.take_in(draft=draft, by=team)
    assert not plan.actions.exists()


def test_it_is_taken_out_as_a_whole_and_can_be_handed_in_again(plan, team):
    own = SectionFactory(plan=plan, label="9", title="Typed by hand")
    draft = one(plan, team)
    operations.take_in(draft=draft, by=team)
    operations.take_out(draft=draft, by=team)
    assert not plan.actions.exists() and list(plan.sections.all()) == [own]
    assert draft.state == ImportDraft.State.UNDONE
    assert len(operations.take_in(draft=one(plan, team), by=team)) == 2


def test_it_stays_once_something_was_said_of_one_of_its_actions(plan, team):
    quarter = QuarterFactory(plan=plan, state="collecting")
    draft = one(plan, team)
    action, _ = operations.take_in(draft=draft, by=team)
    operations.record_update(action=action, quarter=quarter, rating="G", progress="Begun", by=team)
    with pytest.raises(Refused, match="something was said or changed about 1 action"):
        operations.take_out(draft=draft, by=team)
    assert plan.actions.count() == 2


def test_what_stands_under_its_section_since_is_kept(plan, team):
    draft = one(plan, team)
    operations.take_in(draft=draft, by=team)
    section = plan.sections.get()
    ActionFactory(plan=plan, section=section, label="1.3")
    operations.take_out(draft=draft, by=team)
    assert [action.label for action in plan.actions.all()] == ["1.3"] and plan.sections.get() == section


def with_objectives(plan, team, *rows):
    return kept(plan, team, ("Section", "Objective", "Ref", "Action"), *rows)


def test_objectives_are_made_once_each_behind_those_of_the_plan_and_taken_out_with_the_rest(plan, team):
    section = SectionFactory(plan=plan, label="1", title="Early help")
    known = plan.objectives.create(section=section, label="1", text="Families are helped early", position=4)
    elsewhere = plan.objectives.create(text="Children are heard", position=2)
    draft = with_objectives(
        plan,
        team,
        ("1. Early help", "1. Families are  helped early", "1.1", "Publish the offer of help"),
        ("", "2. Children are heard", "1.2", "Ask each child before a meeting"),
        ("", "2. Children are heard", "1.3", "Say what became of it"),
    )
    operations.take_in(draft=draft, by=team)
    first, second, third = plan.actions.order_by("label")
    made = second.objective
    assert first.objective == known and third.objective == made != elsewhere
    assert (made.label, made.text, made.section, made.position) == ("2", "Children are heard", section, 5)
    assert made.history.get().history_user == team and draft.made["objectives"] == [made.pk]
    operations.take_out(draft=draft, by=team)
    assert set(plan.objectives.all()) == {known, elsewhere}


WHAT = {"links": "links", "measures": "values of measures"}


def test_what_a_plan_on_a_page_measures_is_its_sections_and_stands_there_once(plan, team):
    document = as_document(SHAPES["on_a_page"]())
    draft = operations.keep_document(plan=plan, document=document, name="Page.docx", by=team)
    first = plan.sections.create(label="", title="Typed by hand", position=1)
    typed = plan.measures.create(section=first, words="Number of plans", position=7)
    operations.take_in(draft=draft, by=team)
    made = list(plan.measures.exclude(pk=typed.pk).order_by("position"))
    assert [each.pk for each in made] == draft.made["measures"] and len(made) > 8
    assert [each.position for each in made] == [*range(8, 8 + len(made))]
    assert {each.section.title for each in made} == {
        each.title for each in plan.sections.exclude(pk=first.pk)
    }
    assert made[0].history.get().history_user == team
    operations.take_out(draft=draft, by=team)
    assert list(plan.measures.all()) == [typed]


def test_a_measure_that_its_section_has_is_not_doubled_however_it_was_spaced(plan, team):
    def handed_in(*listed):
        return operations.take_in(
            draft=kept(
                plan,
                team,
                ("Priority", "What we will do", "Measures"),
                ("1. Early help", "\n".join(f"• {each}" for each in listed), "• Fewer  referrals\n• Surveys"),
            ),
            by=team,
        )

    handed_in("Publish the offer of help", "Train every school")
    words = [each.words for each in plan.measures.order_by("position")]
    assert words == ["Fewer referrals", "Surveys"]
    handed_in("Hold an event for parents", "Ask the young people")
    assert [each.words for each in plan.measures.order_by("position")] == words
    assert plan.actions.count() == 4


@pytest.mark.parametrize("what", ["links", "measures"])
def test_what_others_let_stand_on_it_is_named_and_nothing_of_it_goes(plan, team, what):
    own = ActionFactory(plan=plan, label="9.9")
    quarter = QuarterFactory(plan=plan)
    draft = operations.keep_document(
        plan=plan, document=as_document(SHAPES["on_a_page"]()), name="Page.docx", by=team
    )
    action, *_ = operations.take_in(draft=draft, by=team)
    if what == "links":
        operations.choose_dependencies(action=own, on=[action], by=team)
    else:
        operations.record_measure_value(
            measure=plan.measures.order_by("position")[0], quarter=quarter, value=3, by=team
        )
    before = plan.actions.count(), plan.measures.count(), plan.sections.count()
    with pytest.raises(Refused, match=f"It cannot be undone any more: .*{WHAT[what]} stand on it"):
        operations.take_out(draft=draft, by=team)
    draft.refresh_from_db()
    assert draft.is_taken_in
    assert (plan.actions.count(), plan.measures.count(), plan.sections.count()) == before


# --- the command


def run(*args, code: int = 0) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("import_plan", *map(str, args), stdout=out, stderr=err)
        assert ended.value.code == code
    else:
        call_command("import_plan", *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("ending", "write"), [("docx", as_word), ("xlsx", as_excel)])
def test_each_published_plan_comes_back_from_word_and_excel(tmp_path, shape, ending, write):
    path = tmp_path / f"plan.{ending}"
    path.write_bytes(write(SHAPES[shape]()))
    found = json.loads(run(path, "--board", "None yet", "--plan", "Plan 2017-20", "--json")[0])
    fixture = {"on_a_page": "plan-on-a-page", "cumbria": "cumbria-2017-20", "sutton": "sutton-2015-18"}
    expected = actions_of(fixture.get(shape, "lancashire-2015-16"))
    assert [row["text"] for row in found["actions"]] == [action["text"] for _, action in expected]
    assert [row["who"] for row in found["actions"]] == [action.get("who", "") for _, action in expected]
    assert [row["when"] for row in found["actions"]] == [action.get("when", "") for _, action in expected]
    if shape == "cumbria":
        assert (len(found["actions"]), len(found["sections"])) == (71, 14)
        assert [row["ref"] for row in found["actions"]].count("13.2") == 2
        assert sum(not row["outcome"] for row in found["actions"]) == 10
    if shape == "lancashire":
        tasks = [[item["text"] for item in action["items"]] for _, action in expected]
        assert [row["tasks"] for row in found["actions"]] == tasks
    assert not Plan.objects.exists() and not ImportDraft.objects.exists()


def test_the_command_takes_in_what_it_read_into_a_plan_that_it_starts(tmp_path, plan):
    path = tmp_path / "plan.csv"
    path.write_text("Ref,Action,Lead,By when\n1.1,Publish it,Early Help,July 2020\n", encoding="utf-8")
    said, _ = run(path, "--board", plan.board.name.upper(), "--plan", "Plan 2020-23", "--commit")
    new = plan.board.plans.get(title="Plan 2020-23")
    assert "Taken into Plan 2020-23" in said
    assert (new.starts_on.isoformat(), new.ends_on.isoformat()) == ("2020-04-01", "2023-03-31")
    assert new.actions.get().owners.get().body.name == "Early Help Subgroup"
    _, refused = run(path, "--board", plan.board, "--plan", new.slug, "--commit", code=3)
    assert "in the plan already" in refused and new.actions.count() == 1


def test_a_plan_without_years_begins_in_the_year_in_which_its_board_stands_still(tmp_path, plan, team):
    Person.objects.filter(pk=team.pk).update(stands_on=date(2026, 7, 6))
    path = tmp_path / "plan.csv"
    path.write_text("Ref,Action,Lead\n1.1,Publish it,Early Help\n", encoding="utf-8")
    run(path, "--board", plan.board, "--plan", "Next plan", "--commit")
    assert plan.board.plans.get(title="Next plan").starts_on == date(2026, 4, 1)


def test_the_command_refuses_in_one_sentence(tmp_path, plan):
    notes, plain = tmp_path / "notes.txt", tmp_path / "plan.csv"
    notes.write_text("Dear all\twelcome\n", encoding="utf-8")
    plain.write_text("Ref,Action,Lead\n1,Do this,Chair\n", encoding="utf-8")
    _, said = run(notes, "--board", plan.board, "--plan", plan, code=2)
    assert said.startswith("Nothing in notes.txt is understood as a plan") and said.count("\n") == 1
    _, said = run(plain, "--board", "Nowhere", "--plan", plan, "--commit", code=3)
    assert "There is no board called “Nowhere”" in said
    _, said = run(tmp_path / "gone.docx", "--board", plan.board, "--plan", plan, code=3)
    assert "cannot be read" in said


# --- the pages


def look(client, draft, **posted):
    address = reverse("plans:import-look", args=[draft.plan.slug, draft.pk])
    return client.post(address, posted) if posted else client.get(address)


def test_a_pasted_table_is_handed_in_looked_at_corrected_and_taken_in(plan, team, client):
    client.force_login(team)
    address = reverse("plans:import-list", args=[plan.slug])
    pasted = "Ref\tAction\tLead\tWhen\tBudget\n1.1\tPublish it\tEarly Help\tJuly 2018\t£5\n1.2\tPrint it\tGone\tTBC\t"
    draft_page = client.post(address, {"pasted": pasted})
    draft = ImportDraft.objects.get()
    assert draft_page["Location"] == reverse("plans:import-look", args=[plan.slug, draft.pk])
    page = look(client, draft).content.decode()
    for said in ("Publish it", "the last day of July 2018", "not known here", "Budget: £5", "0 now, 2 then"):
        assert said in page
    posted = {"seen": draft.version, "page": 1, "shown": ["1.2", "1.3"], "keep": ["1.3"]}
    posted |= {"column:when": "outcome", "was:when": "when"}
    assert look(client, draft, **posted).status_code == 302
    row = reverse("plans:import-row", args=[plan.slug, draft.pk, "1.3"])
    draft.refresh_from_db()
    typed = {
        "seen": draft.version,
        "ref": "1.2",
        "text": "Print it twice",
        "who": "Early Help",
        "outcome": "TBC",
    }
    assert client.post(row, typed).status_code == 302
    draft.refresh_from_db()
    take_in = reverse("plans:import-take-in", args=[plan.slug, draft.pk])
    assert "Take 1 action into" in client.get(take_in).content.decode()
    client.post(take_in, {"seen": draft.version})
    (action,) = plan.actions.all()
    assert (action.text, action.outcome, action.when_text) == ("Print it twice", "TBC", "")
    assert "Taken in" in look(client, draft).content.decode()
    end = reverse("plans:import-end", args=[plan.slug, draft.pk])
    draft.refresh_from_db()
    client.post(end, {"seen": draft.version})
    assert not plan.actions.exists()


def test_whoever_waits_is_told_what_is_being_done_and_then_what_came_of_it(plan, team, monkeypatch):
    """All rows go in at once, so that none is counted before; the page of the job says what it is at."""
    rows = [("", f"1.{n}", f"Do the thing {n}", "", "", "", "", "") for n in range(1, 4)]
    draft = kept(plan, team, HEAD, *rows)
    job = Job.objects.create(title="Taking in", by=team, opens="/")
    told = []
    taken = operations.importing.take_in

    def take_in(**given):
        told.append((Job.objects.get(pk=job.pk).state, Job.objects.get(pk=job.pk).said))
        return taken(**given)

    monkeypatch.setattr("plans.operations.importing.take_in", take_in)
    take_in_document.call(job.pk, "plans.importdraft", draft.pk, draft.version, {})
    job.refresh_from_db()
    assert told == [(Job.State.GOING, "3 rows are being taken in, all of them at once.")]
    assert job.state == Job.State.DONE and job.said.startswith("3 actions taken into")


def test_rows_that_only_sum_up_are_no_actions(plan, team):
    draft = kept(
        plan,
        team,
        HEAD,
        ("A", "1.1", "Publish it", "", "", "", "", ""),
        ("Total", "", "1", "", "", "", "", ""),
    )
    (action,) = operations.take_in(draft=draft, by=team)
    assert action.text == "Publish it"


def test_what_was_typed_stays_where_a_row_is_refused(plan, team, client):
    client.force_login(team)
    draft = one(plan, team)
    row = reverse("plans:import-row", args=[plan.slug, draft.pk, "1.2"])
    answer = client.post(row, {"seen": draft.version, "text": "", "who": "The police"})
    assert answer.status_code == 422
    assert "Say what this action is." in answer.content.decode() and "The police" in answer.content.decode()


def test_a_file_that_cannot_be_read_is_refused_beside_its_box(plan, team, client):
    client.force_login(team)
    address = reverse("plans:import-list", args=[plan.slug])
    answer = client.post(address, {"pasted": "", "file": ""})
    assert answer.status_code == 422
    assert "Choose the file, or paste its table." in answer.content.decode()


def test_the_action_shows_what_was_said_before(plan, team, client):
    client.force_login(team)
    action, _ = operations.take_in(draft=one(plan, team), by=team)
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Said before" in page and "Drafted" in page and "as printed: Amber" in page


@pytest.mark.parametrize("rows", [5, 60])
def test_the_preview_asks_as_often_for_few_rows_as_for_many(
    plan, team, client, django_assert_max_num_queries, rows
):
    client.force_login(team)
    body = [
        ("", f"1.{n}", f"Do the thing {n}", "Early Help Subgroup", "July 2018", "", "G", "")
        for n in range(rows)
    ]
    draft = kept(plan, team, HEAD, *body)
    with django_assert_max_num_queries(30):
        assert look(client, draft).status_code == 200


@pytest.mark.soak
def test_a_thousand_rows_are_looked_at_in_less_than_ten_seconds(plan, team, client):
    client.force_login(team)
    body = [
        ("Neglect" if n == 1 else "", f"1.{n}", f"Review the guidance of group {n} and publish it",
         "Early Help Subgroup", "July 2018", "Practice is better", "G", "Begun")
        for n in range(1, 1001)
    ]  # fmt: skip
    draft = kept(plan, team, HEAD, *body)
    begun = process_time()
    answer = look(client, draft)
    assert process_time() - begun < 10
    assert "1000 actions" in answer.content.decode()
