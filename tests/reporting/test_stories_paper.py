"""The user stories that end on paper, with the numbers they give."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from lscb.wording import long_date
from plans.models import Action
from reporting.report.reading import gather
from subgroups.models import Body, Meeting, Person

pytestmark = pytest.mark.django_db


def test_story_16_what_is_coming_to_the_next_meeting(client, demonstration, q4, draft):
    """Date, from whom, papers due seven days before; overdue reports first."""
    planner = gather(q4, draft=draft).planner
    group = Meeting.objects.get(
        body__board=demonstration.board, body__kind="business-group", held_on="2018-04-18"
    )
    lines = [line for line in planner.due if line.on == group.held_on and line.forum == group.body.name]
    assert lines and all(line.provider for line in lines)
    papers = long_date(group.held_on - timedelta(days=7))
    assert papers == "11 April 2018"
    assert {line.meeting for line in lines} == {f"{group.body.name}, 18 April 2018 (papers due {papers})"}
    assert [line.on for line in planner.due if line.on] == sorted(line.on for line in planner.due if line.on)
    client.force_login(Person.objects.get(email="independent.chair@example.org"))
    html = client.get(reverse("reporting:report-live", args=[demonstration.slug, q4.slug])).content.decode()
    section = html.split('id="planner"')[1].split("</section>")[0]
    assert "Reports due at the next meetings" in section
    assert section.index("Late: ") < section.index("18 April 2018 (papers due 11 April 2018)")
    assert planner.late and all(line.on < q4.meeting.held_on for line in planner.late)
    for line in (*planner.late, *lines):
        assert line.what in section and line.provider in section


def test_story_19_one_sheet_for_my_meeting(client, demonstration):
    """One or two A4 pages: only the group's actions and reports, the key at the foot, page numbers."""
    person = Person.objects.get(email="learning.chair@example.org")
    group = Body.objects.get(board=demonstration.board, short_name="L&I")
    client.force_login(person)
    sheet = reverse("reporting:group-sheet", args=[demonstration.slug, group.pk])
    assert f'href="{sheet}"' in client.get(reverse("home")).content.decode()
    paper = pypdfium2.PdfDocument(client.get(sheet).content)
    assert len(paper) in (1, 2)
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in paper]
    for number, (page, words) in enumerate(zip(paper, pages, strict=True), start=1):
        assert tuple(round(side) for side in page.get_size()) == (595, 842)
        assert f"Page {number} of {len(pages)}" in words
        assert "B Complete; G On track; A At risk; R Off track" in words[-400:]
    text = " ".join(pages)
    own = Action.objects.filter(plan=demonstration, owners__body=group)
    assert own.count() == 9 and "9 actions: 1 overdue" in text
    for action in demonstration.actions.all():
        assert (action.text[:60] in text) == (action in own), action
    assert "Other subgroups" in text and "S.11 Audit" not in text  # the second is PMQA's
