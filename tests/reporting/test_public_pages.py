"""Published for everybody: prepared, looked at, published, read without signing in, replaced, withdrawn."""

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from plans.operations import archive_plan
from reporting import operations
from reporting.models import MonitoringReport, Publication, PublicPages
from reporting.publishing.offered import Choice
from reporting.selectors.publishing import Prepared
from subgroups.models import BoardRole, Person
from tests.conftest import CommittingClient
from tests.factories import (
    ActionFactory,
    BoardFactory,
    PlanEditionFactory,
    YearlyReportFactory,
    YearlySectionFactory,
    board_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unprinted(monkeypatch, settings):
    monkeypatch.setattr("reporting.operations.publications.render_public", lambda content, **about: b"%PDF-1")
    settings.BACKGROUND = "immediate"


@pytest.fixture
def board(three_finals):
    return three_finals.board


@pytest.fixture
def team(board):
    return Person.objects.get(
        pk=BoardRole.objects.filter(board=board, role="board-team").earliest("pk").person_id
    )


@pytest.fixture
def final(three_finals):
    return MonitoringReport.objects.frozen().get(quarter__name="Q4 2017/18")


def opened(board, team, **more):
    said = {"contact": "The office, office@board.example", "about": "", "never_public": ""} | more
    return operations.keep_public_pages(board=board, by=team, **said)


def prepared(final, team, *ticked, **said):
    draft = operations.prepare_publication(source=final, by=team)
    offered = Prepared(draft).offered
    choices = {key: Choice(offered[key].words, True, said.get(key, offered[key].words)) for key in ticked}
    return operations.look_at_texts(publication=draft, choices=choices, introduction="A good year", by=team)


def published(final, team, *ticked):
    return operations.publish(publication=prepared(final, team, *ticked), by=team)


def action_key(final):
    return f"action-{final.content['rows'][0]['id']}"


def addresses(publication):
    args = [publication.board.slug, publication.slug]
    names = ("public-page", "public-pdf")
    return [reverse(f"reporting:{name}", args=args) for name in names] + [
        reverse("reporting:public-data", args=[*args, kind]) for kind in ("csv", "json")
    ]


def everywhere(board):
    return [
        reverse("reporting:public-boards"),
        reverse("reporting:public-board", args=[board.slug]),
        reverse("reporting:public-feed", args=[board.slug]),
    ]


def test_nothing_is_public_before_it_is_published_and_all_of_it_is_gone_once_withdrawn(
    client, board, team, final
):
    opened(board, team)
    draft = prepared(final, team, action_key(final))
    nobody = CommittingClient()
    assert {nobody.get(url).status_code for url in everywhere(board)} == {404}
    client.force_login(team)
    preview = client.get(reverse("reporting:publication-preview", args=[board.slug, draft.pk]))
    assert "A good year" in preview.text and "noindex" in preview.text

    answer = client.post(reverse("reporting:publication-publish", args=[board.slug, draft.pk]))
    assert answer.status_code == 302
    publication = Publication.objects.public().get()
    page = nobody.get(addresses(publication)[0])
    assert page.status_code == 200
    assert "A good year" in page.text and "Do thing 1" in page.text and "noindex" not in page.text
    assert [nobody.get(url).status_code for url in (*everywhere(board), *addresses(publication))] == [200] * 7
    assert publication.slug in nobody.get(everywhere(board)[2]).content.decode()

    client.post(reverse("reporting:publication-withdraw", args=[board.slug, draft.pk]), {"reason": "A slip"})
    for url, was in zip(addresses(publication), [page] * 4, strict=True):
        gone = nobody.get(url, headers={"If-None-Match": was["ETag"]})  # also for who kept it
        assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store"), url
        assert "A good year" not in gone.text
    assert {nobody.get(url).status_code for url in everywhere(board)} == {404}
    assert Publication.objects.get().why_withdrawn == "A slip"


def test_pages_know_nobody_and_may_be_kept_by_anybody(client, board, team, final):
    opened(board, team)
    publication = published(final, team, action_key(final))
    client.force_login(team)
    sessions = Session.objects.count()
    for url in (*everywhere(board), *addresses(publication), reverse("reporting:public-schema")):
        answer = client.get(url)
        assert answer.status_code == 200
        assert not answer.cookies and "cookie" not in answer.get("Vary", "").lower(), url
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert team.name not in answer.content.decode("utf-8", "ignore")
        again = client.get(url, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content, again["Cache-Control"]) == (
            304,
            b"",
            answer["Cache-Control"],
        )
        assert client.post(url).status_code in (403, 405)
    assert Session.objects.count() == sessions
    robots = client.get("/robots.txt").text
    assert robots.splitlines() == ["User-agent: *", "Allow: /public/", "Disallow: /"]


def test_a_page_costs_few_queries_however_much_is_published(board, team, three_finals, final):
    opened(board, team)
    nobody = CommittingClient()

    def asked():
        found = []
        for url in (*everywhere(board), *addresses(publication)[:1]):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert nobody.get(url).status_code == 200
            found.append(len(queries))
        return found

    publication = published(final, team, action_key(final))
    before = asked()
    for other in MonitoringReport.objects.frozen().exclude(pk=final.pk):
        published(other, team, action_key(other))
    assert asked() == before == [1, 2, 1, 2]


def test_what_should_not_go_out_is_refused_beside_its_box_and_nothing_typed_is_lost(
    client, board, team, final
):
    opened(board, team, never_public="Operation Lantern")
    draft = operations.prepare_publication(source=final, by=team)
    draft.refresh_from_db()
    client.force_login(team)
    url = f"{draft.get_absolute_url()}?part=2"
    key = action_key(final)
    seen = draft.changed_at.isoformat()
    words = f"Ask {team.name} of Operation Lantern, ada@x.example or 01234 567890"
    refused = client.post(url, {"seen": seen, f"tick-{key}": "on", f"words-{key}": words})
    assert refused.status_code == 422
    for found in (team.name, "Operation Lantern", "ada@x.example", "01234 567890"):
        assert f"“{found}”" in refused.text
    assert f">\n{words}</textarea>" in refused.text
    kept = client.post(url, {"seen": seen, f"words-{key}": words})  # without its tick it may stand
    assert kept.status_code == 302
    draft.refresh_from_db()
    assert not draft.choices[key]["ticked"]
    # What is typed elsewhere is asked again when it is published, with all that is wrong at once.
    ticked = Choice("", True, words)
    operations.look_at_texts(
        publication=draft, choices={key: ticked}, introduction="Ring 01234 567890", by=team
    )
    with pytest.raises(Refused) as refusal:
        operations.publish(publication=draft, by=team)
    assert len(refusal.value.messages) == 2
    page = client.post(reverse("reporting:publication-publish", args=[board.slug, draft.pk]))
    assert page.status_code == 422 and "In your own words" in page.text
    assert not Publication.objects.public().exists()


def test_the_plans_own_words_are_ticked_together_and_what_people_said_is_not(client, board, team, final):
    opened(board, team)
    draft = operations.prepare_publication(source=final, by=team)
    draft.refresh_from_db()
    client.force_login(team)
    page = client.get(f"{draft.get_absolute_url()}?part=2")
    key = action_key(final)
    data = {"seen": draft.changed_at.isoformat(), f"words-{key}": "Do thing 1", "tick-plan": "1"}
    assert page.status_code == 200
    assert client.post(f"{draft.get_absolute_url()}?part=2", data).status_code == 302
    draft.refresh_from_db()
    assert {name for name, choice in draft.choices.items() if choice["ticked"]} == {key}


def test_settings_refuse_one_persons_address_and_name(client, board, team):
    client.force_login(team)
    url = reverse("reporting:publication-settings", args=[board.slug])
    page = client.post(
        url, {"seen": "", "contact": team.email, "about": f"Ask {team.name}", "never_public": ""}
    )
    assert page.status_code == 422
    assert "one person’s own address" in page.text and f"“{team.name}”" in page.text
    assert not PublicPages.objects.exists()
    assert client.post(url, {"seen": "", "contact": "The office"}).status_code == 302
    assert PublicPages.objects.get().contact == "The office"


def test_a_later_one_replaces_an_earlier_one_which_stays_at_its_address_until_it_is_withdrawn(
    board, team, three_finals, final
):
    opened(board, team)
    nobody = CommittingClient()
    earlier = MonitoringReport.objects.frozen().get(quarter__name="Q3 2017/18")
    first = published(earlier, team, action_key(earlier))
    second = published(final, team, action_key(final))
    first.refresh_from_db()
    assert (first.replaced_by, first.state) == (second, "Replaced by a later one")
    page = nobody.get(addresses(first)[0]).text
    assert "There is a later report" in page and second.public_address in page
    assert "There is a later report" not in nobody.get(addresses(second)[0]).text
    # Withdrawn and published anew at the same address: the one withdrawn never comes back.
    operations.withdraw_publication(publication=second, reason="", by=team)
    assert "There is a later report" not in nobody.get(addresses(first)[0]).text
    third = published(final, team)
    assert third.slug == second.slug and nobody.get(addresses(third)[0]).status_code == 200
    operations.withdraw_publication(publication=third, reason="", by=team)
    assert nobody.get(addresses(third)[0]).status_code == 410
    with pytest.raises(Refused, match="withdrawn before"):
        operations.withdraw_publication(publication=third, reason="", by=team)


def test_what_was_published_never_changes_and_its_words_are_remembered(board, team, final):
    opened(board, team)
    key = action_key(final)
    publication = operations.publish(
        publication=prepared(final, team, key, **{key: "The first thing"}), by=team
    )
    publication.introduction = "Better still"
    with pytest.raises(TypeError):
        publication.save()
    with pytest.raises(TypeError):
        publication.delete()
    for event in (
        lambda: operations.look_at_texts(publication=publication, choices={}, introduction="", by=team),
        lambda: operations.publish(publication=publication, by=team),
        lambda: operations.prepare_publication(source=final, by=team),
    ):
        with pytest.raises(Refused):
            event()
    earlier = MonitoringReport.objects.frozen().get(quarter__name="Q3 2017/18")
    draft = operations.prepare_publication(source=earlier, by=team)
    assert Prepared(draft).said[key] == "The first thing"


def test_what_was_typed_while_somebody_published_it_comes_back_with_why(client, board, team, final):
    opened(board, team)
    draft = prepared(final, team)
    client.force_login(team)
    form = client.get(draft.get_absolute_url()).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"introduction": "Typed meanwhile"}
    operations.publish(publication=draft, by=team)
    late = client.post(draft.get_absolute_url(), sent)
    assert late.status_code == 422
    assert "This is public and never changes." in late.text and "Typed meanwhile" in late.text


def test_two_who_look_at_the_same_texts_are_told(board, team, final):
    draft = prepared(final, team)
    seen = draft.changed_at
    other = Publication.objects.get(pk=draft.pk)
    operations.look_at_texts(publication=draft, choices={}, introduction="Mine", by=team, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        operations.look_at_texts(publication=other, choices={}, introduction="Theirs", by=team, seen=seen)
    assert Publication.objects.get().introduction == "Mine"
    with pytest.raises(ValueError, match="no such text"):
        operations.look_at_texts(
            publication=draft, choices={"cause-1": Choice("", True, "x")}, introduction="", by=team
        )


def test_a_corrected_final_is_the_one_to_publish_and_an_archived_plan_can_be_withdrawn(
    client, board, team, three_finals, final
):
    opened(board, team)
    draft = prepared(final, team, action_key(final))
    later = MonitoringReport.objects.get(pk=final.pk)
    later.pk, later._state.adding, later.version, later.number = None, True, 2, 9
    later.save()
    with pytest.raises(Refused, match="later version"):
        operations.publish(publication=draft, by=team)
    same = operations.prepare_publication(source=later, by=team)
    assert (same.pk, same.report) == (draft.pk, later)
    publication = operations.publish(publication=same, by=team)
    archive_plan(plan=three_finals, keep_until=None, by=team)
    client.force_login(team)
    url = reverse("reporting:publication-withdraw", args=[board.slug, publication.pk])
    assert client.post(url, {"reason": ""}).status_code == 302
    assert CommittingClient().get(addresses(publication)[0]).status_code == 410


def test_another_boards_team_finds_none_of_it(client, board, team, final):
    opened(board, team)
    draft = prepared(final, team)
    client.force_login(board_team(BoardFactory()))
    for name in ("detail", "preview", "publish", "withdraw"):
        url = reverse(f"reporting:publication-{name}", args=[board.slug, draft.pk])
        assert client.get(url).status_code == client.post(url).status_code == 404


# --- Plans and years --------------------------------------------------------------------------------------------


def edition_of(plan, team, version: int):
    if version == 1:
        ActionFactory(plan=plan, label="7.1", text="Train each manager")
    return PlanEditionFactory(plan=plan, version=version, title="Safer together", published=True)


def year_of(plan, team, starts: int):
    """A year's report made final, with a section of challenges beside one of words."""
    report = YearlyReportFactory(
        board=plan.board,
        name=f"{starts}/{starts - 1999}",
        starts_on=f"{starts}-04-01",
        ends_on=f"{starts + 1}-03-31",
    )
    YearlySectionFactory(report=report, title="Achieved", text="- Waits fell\n- Ada said so", drafted="")
    YearlySectionFactory(report=report, title="Our challenges", material="challenges", text="Why so late?")
    report.refresh_from_db()
    return operations.finalise_yearly(report=report, omitted_because="The year was short", by=team)


@pytest.mark.parametrize(
    ("make", "earlier", "later", "prepare", "says", "inside"),
    [
        (edition_of, 1, 2, "publication-prepare-edition", "Train each manager", "Reporting planner"),
        (year_of, 2016, 2017, "publication-prepare-year", "Waits fell", "Our challenges"),
    ],
)
def test_a_plan_and_a_year_are_published_replaced_and_withdrawn_as_a_final_is(
    client, board, team, three_finals, monkeypatch, make, earlier, later, prepare, says, inside
):
    monkeypatch.setattr("reporting.operations.yearly_finals.print_report", lambda content: b"%PDF-")
    opened(board, team)
    client.force_login(team)
    nobody = CommittingClient()
    published = []
    for which in (earlier, later):
        source = make(three_finals, team, which)
        url = reverse(f"reporting:{prepare}", args=[three_finals.slug, source.pk])
        listed = client.get(reverse("reporting:publication-list", args=[board.slug])).text
        assert url in listed and url in client.get(source.get_absolute_url()).text
        draft = client.post(url, follow=True).context["publication"]
        assert client.get(url)["Location"] == draft.get_absolute_url()  # begun: on to that
        with pytest.raises(Refused, match="prepared already"):
            operations.prepare_publication(source=source, by=team)
        offered = Prepared(draft).offered
        assert inside not in " ".join(text.words for text in offered.values())
        for part in range(1, len(Prepared(draft).parts) + 1):
            page = client.get(f"{draft.get_absolute_url()}?part={part}")
            ticks = {
                name: value
                for each in page.context["lines"]
                for name, value in (
                    (each.tick.html_name, "on"),
                    (each.words.html_name, each.looked.choice.said),
                )
                if "Ada" not in each.looked.text.words
            }
            draft.refresh_from_db()
            saved = client.post(
                f"{draft.get_absolute_url()}?part={part}", ticks | {"seen": draft.changed_at.isoformat()}
            )
            assert saved.status_code == 302, part
        assert says in client.get(reverse("reporting:publication-preview", args=[board.slug, draft.pk])).text
        client.post(reverse("reporting:publication-publish", args=[board.slug, draft.pk]))
        published.append(Publication.objects.public().get(pk=draft.pk))
        answers = [nobody.get(url) for url in (*addresses(published[-1]), *everywhere(board))]
        assert [answer.status_code for answer in answers] == [200] * 7
        assert says in answers[0].text and inside not in answers[0].text and "Ada" not in answers[0].text
        assert answers[3].json()["$schema"].endswith(".json")
        assert nobody.get(answers[3].json()["$schema"]).json()["title"] != ""
    first, second = published
    first.refresh_from_db()
    assert (first.replaced_by, second.replaced_by) == (second, None) and first.slug != second.slug
    assert second.public_address in nobody.get(addresses(first)[0]).text
    client.post(reverse("reporting:publication-withdraw", args=[board.slug, second.pk]), {"reason": ""})
    assert {nobody.get(url).status_code for url in addresses(second)} == {410}
    assert nobody.get(addresses(first)[0]).status_code == 200
    if make is edition_of:
        operations.withdraw_publication(publication=first, reason="", by=team)
        with pytest.raises(Refused, match="later version replaces this plan"):
            operations.prepare_publication(source=first.edition, by=team)
    assert second.public_address not in "".join(nobody.get(url).text for url in everywhere(board))


def test_what_was_ticked_in_a_draft_of_a_plan_goes_on_with_its_next_version(board, team, three_finals):
    opened(board, team)
    draft = operations.prepare_publication(source=edition_of(three_finals, team, 1), by=team)
    text = next(each for each in Prepared(draft).offered.values() if each.words == "Train each manager")
    operations.look_at_texts(
        publication=draft, choices={text.key: Choice(text.words, True, "Train all")}, introduction="", by=team
    )
    ActionFactory(plan=three_finals, label="1.1", text="Ask children first", position=0)
    same = operations.prepare_publication(source=edition_of(three_finals, team, 2), by=team)
    assert same.pk == draft.pk and same.edition.version == 2
    prepared = Prepared(same)
    now = next(key for key, each in prepared.offered.items() if each.words == "Train each manager")
    assert prepared.said[now] == "Train all"
    other = next(key for key, each in prepared.offered.items() if each.words == "Ask children first")
    assert other not in prepared.said
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=same.pk).update(report=three_finals.monitoring_reports.first())
