"""The plan as published: what changed from one version to the next, and a final that nothing changes."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations as plan_events
from reporting import operations
from reporting.edition.changes import Kind, changes_between
from reporting.edition.content import ActionLine, PlanContent, from_json, to_json
from reporting.edition.reading import content_of, gather
from reporting.models import PlanEdition
from tests.factories import (
    ActionFactory,
    BodyFactory,
    ChapterFactory,
    GlossaryTermFactory,
    MeetingFactory,
    PlanEditionFactory,
    PlanFactory,
    SectionFactory,
    board_team,
    someone_with,
)
from tests.reporting.heard import can_be_heard

KEPT = Path(__file__).parent / "data" / "edition-version-1.json"

ONE = ActionLine("1.1", "Train every manager", (), "", "", "Police", "July 2018", "They know", "")
TWO = ActionLine("1.2", "Ask every child", (), "", "", "Health", "March 2019", "", "")


@pytest.fixture(scope="module")
def kept() -> PlanContent:
    """An edition as one was kept in the first version of its shape."""
    return from_json(json.loads(KEPT.read_text()), schema_version=1)


def with_actions(content: PlanContent, *actions: ActionLine) -> PlanContent:
    return replace(content, parts=(replace(content.parts[0], actions=actions), *content.parts[1:]))


# --- What changed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ((ONE, TWO), []),
        ((TWO, ONE), []),
        ((ONE,), [("Action 1.2", Kind.WITHDRAWN, TWO.text, "")]),
        ((ONE, replace(TWO, left="Withdrawn")), [("Action 1.2", Kind.WITHDRAWN, TWO.text, "")]),
        (
            (ONE, TWO, replace(TWO, reference="1.3", text="New")),
            [("Action 1.3", Kind.ADDED, "", "New")],
        ),
        (
            (replace(ONE, text="Train all", when="May 2019"), TWO),
            [
                ("Action 1.1", Kind.REWORDED, ONE.text, "Train all"),
                ("Action 1.1", Kind.DATE, "July 2018", "May 2019"),
            ],
        ),
        ((ONE, replace(TWO, owners="LSCB")), [("Action 1.2", Kind.OWNER, "Health", "LSCB")]),
        ((replace(ONE, outcome="All know"), TWO), [("Action 1.1", Kind.OUTCOME, "They know", "All know")]),
        ((replace(ONE, reference="9.9"), TWO), []),  # by its words, under another number
    ],
)
def test_actions_are_followed_by_reference_and_words(kept, now, found):
    changes = changes_between(with_actions(kept, ONE, TWO), with_actions(kept, *now))
    assert [(each.what, each.kind, each.before, each.now) for each in changes] == found


def test_a_reference_that_stands_twice_names_each_by_its_words(kept):
    twins = (ONE, replace(ONE, text="Ask the police"))
    moved = (replace(ONE, when="May 2019"), twins[1])
    (change,) = changes_between(with_actions(kept, *twins), with_actions(kept, *moved))
    assert (change.kind, change.now) == (Kind.DATE, "May 2019")


def test_titles_tell_of_chapters_terms_and_planner_what_came_went_and_was_reworded(kept):
    chapter, term = kept.narrative[0], kept.terms[0]
    now = replace(
        kept,
        narrative=(replace(chapter, text="Otherwise"), replace(chapter, title="New chapter")),
        terms=(replace(term, term="NEW"),),
        cover=replace(kept.cover, vision="Another"),
    )
    said = {(each.what, each.kind) for each in changes_between(replace(kept, narrative=(chapter,)), now)}
    assert said == {
        ("Vision", Kind.REWORDED),
        (f"Chapter: {chapter.title}", Kind.REWORDED),
        ("Chapter: New chapter", Kind.ADDED),
        ("Abbreviation: NEW", Kind.ADDED),
        (f"Abbreviation: {term.term}", Kind.WITHDRAWN),
    }


def test_what_was_kept_first_is_still_read_and_written_alike(kept):
    assert to_json(kept) == json.loads(KEPT.read_text())
    with pytest.raises(ValueError, match="not known"):
        from_json({}, schema_version=99)


# --- A final ------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(on):
    on("2018-04-09")
    plan = PlanFactory(title="Plan of Westshire")
    top = BodyFactory(board=plan.board, name="Westshire Board", kind="board")
    ChapterFactory(plan=plan, title="Who reports to whom", text="", drawing="structure")
    ChapterFactory(plan=plan, title="How it was made", text="# With partners\n\n- Police\n- Health")
    GlossaryTermFactory(plan=plan, term="CDOP", meaning="Child Death Overview Panel")
    section = SectionFactory(plan=plan, title="Neglect")
    ActionFactory(plan=plan, section=section, label="1.1", text="Train every manager", when_text="July 2018")
    MeetingFactory(body=top, held_on=date(2018, 3, 1))
    return plan


@pytest.mark.django_db
def test_an_edition_is_worded_published_and_never_changes(plan, client):
    team = board_team(plan.board)
    client.force_login(team)
    meeting = plan.board.bodies.get(kind="board").meetings.get()
    draft, final = (reverse(f"reporting:edition-{page}", args=[plan.slug]) for page in ("draft", "final"))
    typed = {
        "title": "Safer together",
        "foreword": "We **agreed** this.",
        "agreed_at": meeting.pk,
        "seen": "",
    }
    assert client.post(draft, typed).status_code == 302
    assert client.post(draft, typed | {"title": "Unseen"}).status_code == 422  # somebody saved since
    page = client.get(final).text
    assert "No owner: 1" in page and "The cover" not in page
    edition = operations.publish_edition(edition=plan.editions.get(), by=team)

    def seen():
        page = client.get(edition.get_absolute_url()).content
        pdf = client.get(reverse("reporting:edition-pdf", args=[plan.slug, edition.pk]))
        word = client.get(reverse("reporting:edition-word", args=[plan.slug, edition.pk]))
        return (
            page.partition(b"<article")[2].partition(b"</article>")[0],
            pdf.content,
            pdf["ETag"],
            word.content,
        )

    first = html, pdf, etag, _ = seen()
    for said in (
        b"Safer together",
        b"<strong>agreed</strong>",
        b"1 March 2018",
        b"Westshire Board",
        b"Train every",
    ):
        assert said in client.get(edition.get_absolute_url()).content
    assert html.count(b"<h2") > 5 and etag == f'"{hashlib.sha256(pdf).hexdigest()}"'
    can_be_heard(pdf)

    action = plan.actions.get()
    action.text = "Zanzibar trains"
    plan_events.change_action(action=action, by=team)
    for thing in (plan.board, plan, *plan.board.bodies.all(), *plan.chapters.all(), *plan.glossary.all()):
        for field in ("name", "title", "meaning"):
            if getattr(thing, field, ""):
                setattr(thing, field, "Zanzibar")
        thing.save()
    assert seen() == first
    for change in ({"title": "Other"}, {"state": "draft"}):
        with pytest.raises(TypeError, match="never changed"):
            PlanEdition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(TypeError, match="never changed"):
        edition.delete()
    with pytest.raises(Refused, match="never changes"):
        operations.word_edition(edition=edition, title="Other", foreword="", by=team)

    plan.refresh_from_db()
    second = operations.start_edition(plan=plan, by=team)
    content = gather(plan, second)
    assert (content.since, content.cover.version) == (1, 2)
    assert ("Action 1.1", Kind.REWORDED) in {(each.what, each.kind) for each in content.changes}
    assert "What changed since version 1" in client.get(draft).text
    codes = set(AuditEntry.objects.values_list("operation", flat=True))
    assert {"edition-started", "edition-worded", "edition-published", "edition-read"} <= codes


@pytest.mark.django_db
def test_one_is_prepared_at_a_time_and_only_by_the_board_team(plan, client):
    team, reader = board_team(plan.board), someone_with(plan.board, "auditor")
    draft = operations.start_edition(plan=plan, by=team)
    with pytest.raises(Refused, match="prepared already"):
        operations.start_edition(plan=plan, by=team)
    with pytest.raises(Refused, match="of another board"):
        operations.word_edition(
            edition=draft,
            title="",
            foreword="",
            by=team,
            agreed_at=MeetingFactory(held_on=date(2018, 3, 1)),
        )
    client.force_login(reader)
    assert (
        "No version has been made final yet."
        in client.get(reverse("reporting:edition-list", args=[plan.slug])).text
    )
    assert client.get(reverse("reporting:edition-detail", args=[plan.slug, draft.pk])).status_code == 404
    assert client.get(reverse("reporting:edition-draft", args=[plan.slug])).status_code == 403


@pytest.mark.django_db
def test_what_is_published_says_what_it_was_given(plan):
    edition = PlanEditionFactory(plan=plan, published=True)
    content = content_of(PlanEdition.objects.get(pk=edition.pk))
    assert content.title == "Business plan" and [each.text for each in content.actions] == [
        "Train every manager"
    ]
