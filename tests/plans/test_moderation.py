"""What owners say is a proposal: it counts at once, and the board team accepts it or changes it with a reason."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events.names import of_person
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, Moderation
from plans.templatetags import plans as tags
from reporting.report.reading import gather
from tests.access.browser import forms_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db

IN_PLACE = {"HTTP_HX_REQUEST": "true"}
PAGE_QUERIES = 12
AT_RISK = {
    "cause": "Two wards have no lead.",
    "recovery_step": "Name both on 20 April.",
    "back_on_track_on": "31 May 2018",
}


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture(autouse=True)
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def health(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")


@pytest.fixture
def owner(health):
    return chair_of(health, name="Imogen Hale")


@pytest.fixture
def action(plan, health):
    return ActionFactory(plan=plan, label="8.4", who_text="Health Subgroup", when_text="July 2018")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def propose(action, by, rating="G", **words):
    return operations.record_update(
        action=action,
        quarter=action.plan.quarters.get(),
        rating=rating,
        by=by,
        progress=f"{action.reference}: all booked.",
        **words,
    )


def to_look_at(plan):
    return reverse("plans:moderation", args=[plan.slug])


def updating(action):
    return reverse("plans:action-update", args=[action.plan.slug, action.pk])


def the_list(plan, **query):
    return reverse("plans:action-list", args=[plan.slug], query=query)


def status(action):
    return Action.objects.with_status(action.plan.quarters.get()).get(pk=action.pk)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- What a proposal is -----------------------------------------------------------------------------------


@pytest.mark.database
def test_what_an_owner_says_counts_at_once_and_is_marked_until_somebody_looks(
    client, plan, action, owner, team
):
    update = propose(action, owner)

    assert update.proposed
    assert (status(action).rating_now, status(action).is_proposed) == ("G", True)
    for page in (the_list(plan), action.get_absolute_url()):
        assert "Proposed by Imogen Hale, not yet looked at by the board team" in text_of(client.get(page))


def test_what_the_board_team_says_needs_no_look_even_where_it_speaks_for_an_owner(action, health, team):
    MembershipFactory(person=team, body=health)
    propose(action, team)
    assert not status(action).is_proposed
    propose(action, team, on_behalf_of=health)
    assert not status(action).is_proposed


@pytest.mark.database
def test_what_is_complete_and_agreed_or_withdrawn_is_not_looked_at(plan, action, owner, team):
    propose(action, owner)
    operations.withdraw_action(action=action, reason="Done by others", by=team)
    assert not status(action).is_proposed


def test_an_owner_who_saves_is_told_who_looks_at_it(client, plan, action, owner):
    client.force_login(owner)
    client.post(updating(action), {"rating": "G", "progress": "All booked."})
    page = text_of(client.get(the_list(plan)))
    assert "8.4 saved: On track. The board team looks at it" in page
    assert "Accept" not in page


# --- Accepting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_one_click_in_the_list_accepts(client, plan, action, owner, team, headers):
    update = propose(action, owner)
    back = the_list(plan, rating="G")
    assert f'name="only" value="{update.pk}"' in text_of(client.get(back))

    answer = client.post(to_look_at(plan), {"only": update.pk, "next": back}, **headers)

    moderation = update.moderation
    assert (moderation.by, moderation.answer, moderation.reason) == (team, None, "")
    assert not status(action).is_proposed
    assert status(action).rating_now == "G"
    if headers:
        assert "8.4 accepted: On track" in text_of(answer)
        assert f'<tr id="action-{action.pk}"' in text_of(answer)
        assert "not yet looked at" not in text_of(answer)
        assert json.loads(answer["HX-Trigger-After-Settle"]) == {"actionSaved": {"pk": action.pk}}
    else:
        assert answer["Location"] == f"{back}#action-{action.pk}"
        assert "8.4 accepted: On track" in text_of(client.get(back))


def test_a_row_that_was_made_before_has_the_token_of_the_page_it_stands_on(plan, action, owner, team):
    update = propose(action, owner)
    sent, tokens = {"only": update.pk, "next": the_list(plan)}, []
    for _ in range(2):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(team)
        page = browser.get(the_list(plan)).content.decode()
        form = page.partition('class="accept-form"')[2]
        tokens.append(re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1])
        assert tags.TOKEN not in page
    others, own = ({**sent, "csrfmiddlewaretoken": token} for token in tokens)
    assert browser.post(to_look_at(plan), others).status_code == 403
    assert browser.post(to_look_at(plan), own).status_code == 302
    assert update.moderation


def test_the_actions_page_accepts_and_tells_the_story(client, plan, action, owner, team):
    update = propose(action, owner)
    address = action.get_absolute_url()
    assert f'name="only" value="{update.pk}"' in text_of(client.get(address))
    client.post(to_look_at(plan), {"only": update.pk, "next": address})
    page = text_of(client.get(address))
    assert "Proposed by Imogen Hale, accepted by Bryony Larkfell on 9 April 2018" in page
    assert "Accepted by Bryony Larkfell on 9 April 2018" in page
    assert 'name="only"' not in page


def test_the_list_of_proposals_counts_down_and_goes_on_to_the_next(client, plan, action, owner, team):
    others = [ActionFactory(plan=plan, label=f"8.{n}", who_text="Health Subgroup") for n in (5, 6)]
    updates = [propose(each, owner) for each in (action, *others)]
    here = to_look_at(plan)
    page = text_of(client.get(here))
    assert "<h1>Updates to look at: 3</h1>" in page
    assert all(f"{each.reference}: all booked." in page for each in (action, *others))

    answer = client.post(here, {"only": updates[1].pk, "next": here})
    assert answer["Location"] == f"{here}#accept-{others[1].pk}"
    answer = client.post(here, {"only": updates[2].pk, "next": here})
    assert answer["Location"] == f"{here}#accept-{action.pk}"  # round once
    assert f'id="accept-{action.pk}"' in text_of(client.get(here))
    assert client.post(here, {"only": updates[0].pk, "next": here})["Location"] == here
    assert "Nothing is left to look at" in text_of(client.get(here))


def test_many_are_accepted_by_ticks_all_of_them_or_none(client, plan, action, owner, team):
    other = ActionFactory(plan=plan, label="8.5", who_text="Health Subgroup")
    third = ActionFactory(plan=plan, label="8.6", who_text="Health Subgroup")
    updates = [propose(each, owner) for each in (action, other, third)]
    here = to_look_at(plan)
    assert "Tick what you accept." in text_of(client.post(here, {}))

    answer = client.post(here, {"accepted": [updates[0].pk, updates[1].pk]}, follow=True)
    assert "2 updates accepted." in text_of(answer)
    assert Moderation.objects.count() == 2
    assert "<h1>Updates to look at: 1</h1>" in text_of(answer)

    answer = client.post(here, {"accepted": [updates[0].pk, updates[2].pk]})
    assert answer.status_code == 422
    assert "This changed while you were looking at it" in text_of(answer)
    assert Moderation.objects.count() == 2


@pytest.fixture
def three_pages(plan, owner, monkeypatch):
    """Five proposals, two a page."""
    monkeypatch.setattr("plans.views.moderation.PAGE", 2)
    actions = [
        ActionFactory(plan=plan, label=f"9.{n}", who_text="Health Subgroup", position=n) for n in range(1, 6)
    ]
    return [propose(each, owner) for each in actions]


def shown(page) -> list[str]:
    return re.findall(r"(9\.\d): all booked", page)


def test_what_waits_is_paged_and_counted_as_a_whole(client, plan, three_pages, team):
    page = text_of(client.get(f"{to_look_at(plan)}?page=2"))
    assert shown(page) == ["9.3", "9.4"]
    assert "<h1>Updates to look at: 5</h1>" in page
    assert "3 to 4 of 5" in page
    assert "Tick all 2 on this page" in page and "Accept what is ticked on this page" in page
    assert f'name="next" value="{to_look_at(plan)}?page=2"' in page
    assert "on this page" not in text_of(client.get(f"{to_look_at(plan)}?page=all"))


def test_what_is_ticked_on_a_page_is_accepted_and_that_page_comes_again(client, plan, three_pages, team):
    second = f"{to_look_at(plan)}?page=2"
    ticked = {"accepted": [update.pk for update in three_pages[2:4]]}
    answer = client.post(second, ticked, follow=True)
    assert answer.redirect_chain == [(second, 302)]
    page = text_of(answer)
    assert "2 updates accepted." in page and "<h1>Updates to look at: 3</h1>" in page
    assert shown(page) == ["9.5"]
    assert set(Moderation.objects.values_list("proposal", flat=True)) == set(ticked["accepted"])


def test_what_moved_to_another_page_since_is_accepted_as_it_was_ticked(client, plan, three_pages, team):
    operations.accept_proposal(update=three_pages[0], by=team)  # 9.3 stands on the first page by now
    answer = client.post(f"{to_look_at(plan)}?page=2", {"accepted": [three_pages[2].pk]}, follow=True)
    assert "1 update accepted." in text_of(answer)
    assert three_pages[2].moderation.by == team


def test_what_was_ticked_and_is_refused_is_shown_ticked_wherever_it_stands(client, plan, three_pages, team):
    operations.accept_proposal(update=three_pages[3], by=team)
    operations.accept_proposal(update=three_pages[0], by=team)
    answer = client.post(f"{to_look_at(plan)}?page=2", {"accepted": [u.pk for u in three_pages[2:4]]})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "This changed while you were looking at it" in page
    assert shown(page) == ["9.3", "9.5"]
    assert re.findall(r'value="(\d+)"[^>]*? checked', page) == [str(three_pages[2].pk)]
    assert "1 that you ticked stands on another page by now, and is shown here too." in page
    assert Moderation.objects.count() == 2


def test_one_click_goes_on_to_the_page_of_the_next(client, plan, three_pages, team):
    here = to_look_at(plan)
    second = f"{here}?page=2"
    answer = client.post(here, {"only": three_pages[3].pk, "next": second})
    assert answer["Location"] == f"{second}#accept-{three_pages[4].action_id}"
    answer = client.post(here, {"only": three_pages[4].pk, "next": second})
    assert answer["Location"] == f"{here}#accept-{three_pages[0].action_id}"  # round once
    answer = client.post(here, {"only": three_pages[0].pk, "next": f"{here}?page=all"})
    assert answer["Location"] == f"{here}?page=all#accept-{three_pages[1].action_id}"
    assert f'id="accept-{three_pages[1].action_id}"' in text_of(client.get(answer["Location"]))


def test_each_acceptance_is_one_audit_line(plan, action, owner, team):
    update = propose(action, owner)
    operations.accept_proposal(update=update, by=team)
    entry = AuditEntry.objects.about(action).first()
    assert (entry.operation, entry.changes) == (
        "proposal-accepted",
        {"accepted": ["", "G"], "proposed by": ["", of_person(owner)]},
    )


@pytest.mark.database
def test_what_was_said_since_or_looked_at_before_is_not_accepted_unseen(client, plan, action, owner, team):
    first = propose(action, owner)
    second = propose(action, owner, rating="N")
    with pytest.raises(ChangedMeanwhile, match="Imogen Hale updated"):
        operations.accept_proposal(update=first, by=team)
    operations.accept_proposal(update=second, by=team)
    with pytest.raises(Refused, match="Bryony Larkfell has looked at it already"):
        operations.accept_proposal(update=second, by=team)
    answer = client.post(to_look_at(plan), {"only": second.pk, "next": the_list(plan)}, **IN_PLACE)
    assert "message-error" in text_of(answer) and "has looked at it already" in text_of(answer)
    assert Moderation.objects.count() == 1


def test_nothing_is_accepted_once_the_quarter_is_reported(client, plan, quarter, action, owner, team):
    update = propose(action, owner)
    operations.close_quarter(quarter=quarter, by=team)
    with pytest.raises(Refused, match="is closed for updates"):
        operations.accept_proposal(update=update, by=team)
    page = text_of(client.get(to_look_at(plan)))
    assert "Q4 2017/18 is closed for updates" in page and "<button" not in page.partition("<main")[2]


@pytest.mark.parametrize("forged", ["", "x", "-1", "0", "9" * 40, "²"])
def test_what_is_not_there_is_not_accepted(client, plan, team, forged):
    assert client.post(to_look_at(plan), {"only": forged}).status_code == 404


def test_only_the_board_team_accepts_and_only_on_its_own_board(client, plan, action, owner, team):
    update = propose(action, owner)
    client.force_login(owner)
    assert client.post(to_look_at(plan), {"only": update.pk}).status_code == 403
    other = PlanFactory()
    client.force_login(board_team(other.board))
    assert client.post(to_look_at(plan), {"only": update.pk}).status_code == 404
    assert client.post(to_look_at(other), {"only": update.pk}).status_code == 404
    assert not Moderation.objects.exists()


# --- Changing ---------------------------------------------------------------------------------------------


@pytest.mark.database
def test_the_team_changes_a_rating_with_a_reason_and_both_are_kept(client, plan, action, owner, team):
    proposal = propose(action, owner)
    page = text_of(client.get(updating(action)))
    assert "Why you rate it otherwise than Imogen Hale proposed" in page
    assert "Accept as proposed" in page

    changed = {"rating": "A", "progress": "Two wards are missing.", "last_seen": proposal.pk} | AT_RISK
    refused = client.post(updating(action), changed)
    assert refused.status_code == 422
    assert "Say why you rate it otherwise than Imogen Hale proposed." in text_of(refused)
    assert "Two wards are missing." in text_of(refused)
    client.post(updating(action), changed | {"moderation_reason": "Two wards have no lead"})

    answer = action.updates.order_by("pk").last()
    moderation = Moderation.objects.get()
    assert (moderation.proposal, moderation.answer, moderation.by) == (proposal, answer, team)
    now = status(action)
    assert (now.rating_now, now.is_proposed) == ("A", False)
    sentence = (
        "Owner: G On track. Changed to A At risk by Bryony Larkfell, Board team, 9 April 2018, because: "
        "Two wards have no lead"
    )
    page = text_of(client.get(action.get_absolute_url()))
    assert page.count(sentence) == 2  # where it stands, and in its story
    assert "8.4: all booked." in page
    assert "owner said G" in text_of(client.get(the_list(plan)))


def test_the_same_rating_in_the_teams_own_words_needs_no_reason(action, owner, team):
    proposal = propose(action, owner)
    answer = propose(action, team)
    assert (proposal.moderation.answer, proposal.moderation.changed_rating) == (answer, False)


def test_newer_words_of_the_owner_typed_by_the_team_change_nothing(action, health, owner, team):
    propose(action, owner)
    propose(action, team, rating="N", on_behalf_of=health)
    assert not Moderation.objects.exists()
    assert not status(action).is_proposed


def test_after_it_was_changed_an_owner_may_propose_again(client, plan, action, owner, team):
    propose(action, owner)
    propose(action, team, rating="N", moderation_reason="It starts in May")
    propose(action, owner)
    assert (status(action).rating_now, status(action).is_proposed) == ("G", True)
    assert "Updates to look at: 1" in text_of(client.get(to_look_at(plan)))


def test_what_was_made_of_a_proposal_is_never_changed(action, owner, team):
    moderation = operations.accept_proposal(update=propose(action, owner), by=team)
    for change in (
        moderation.save,
        moderation.delete,
        Moderation.objects.all().delete,
        lambda: Moderation.objects.update(reason="Other"),
    ):
        with pytest.raises(TypeError):
            change()


# --- In the report ----------------------------------------------------------------------------------------


def test_the_report_follows_the_team_and_prints_the_owners_rating(plan, quarter, action, owner, team):
    propose(action, owner)
    propose(
        action,
        team,
        rating="N",
        moderation_reason="It starts in May.",
    )
    waiting = ActionFactory(plan=plan, label="8.5", who_text="Health Subgroup")
    propose(waiting, owner)

    content = gather(quarter)

    changed, proposed = content.row[action.pk], content.row[waiting.pk]
    assert changed.now.letter == "N"
    assert changed.note("Owner’s rating") == "G On track. Changed because: It starts in May."
    assert proposed.said_by == "Imogen Hale, 9 April 2018, proposed, not yet looked at by the board team"
    _, count = content.counts["not-looked-at"]
    assert count.ids == (waiting.pk,)


def test_making_it_final_warns_of_what_nobody_looked_at_and_goes_on(
    client, plan, quarter, action, owner, team, monkeypatch
):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda *args, **kwargs: b"%PDF-")
    propose(action, owner)
    final = reverse("reporting:report-final", args=[plan.slug, quarter.slug])
    page = text_of(client.get(final))
    assert (
        f'1 proposal of owners not looked at yet. <a href="{to_look_at(plan)}">Look at it first</a>' in page
    )
    assert client.post(final).status_code == 302


@pytest.mark.database
def test_the_first_page_counts_what_is_to_be_looked_at(client, plan, action, owner, team):
    propose(action, owner)
    page = text_of(client.get("/"))
    assert "Proposed by owners, not yet looked at: <strong>1</strong>" in page
    assert to_look_at(plan) in page
    found = text_of(client.get(the_list(plan, look="to-moderate")))
    assert "<strong>1</strong> of 1 action:" in found


# --- What it costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 30, 101])
def test_the_page_costs_the_same_however_much_waits(
    client, plan, owner, team, how_many, django_assert_num_queries
):
    for each in ActionFactory.create_batch(how_many, plan=plan, who_text="Health Subgroup"):
        propose(each, owner)
    with django_assert_num_queries(PAGE_QUERIES):
        page = client.get(to_look_at(plan))
    assert text_of(page).count('name="accepted"') == min(how_many, 100)


def test_enter_on_a_tick_accepts_what_is_ticked(client, plan, action, owner, team):
    """It presses the first button of the form: that of one proposal alone belongs to another."""
    update = propose(action, owner)
    forms = list(forms_of(client.get(to_look_at(plan)).text, to_look_at(plan)))
    (ticks,) = [each for each in forms if "accepted" in each.boxes]
    assert ticks.buttons == [("", "")]
    (one,) = [each for each in forms if ("only", str(update.pk)) in each.buttons]
    assert one.address == to_look_at(plan) and one.data["next"] == [to_look_at(plan)]
