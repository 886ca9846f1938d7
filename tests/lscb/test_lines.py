"""Texts of one line: whoever types, imports or forges them, no line break gets in."""

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.fields import CharField
from lscb.lines import beginning, has_line_break, in_one_line
from lscb.operations import keep
from plans.models import Plan, Section
from subgroups.models import Board
from tests.factories import ActionFactory, BoardFactory, PlanFactory, SectionFactory, board_team

BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]
FORGED = "A title\r\nBcc: everybody@example.org"

# Short texts that stand as a document prints them, or that say why: these may have several lines.
SEVERAL_LINES = {
    "plans.Action.who_text",
    "plans.Action.when_text",
    "plans.ActionItem.who_text",
    "plans.ActionLink.words",
    "plans.ActionOwner.words",
    "plans.ChosenReading.words",
    "plans.GlossaryTerm.meaning",
    "plans.Milestone.trigger",
    "plans.Milestone.words",
    "plans.Reminder.subject",
    "reporting.DueReport.reason",
    "reporting.Obligation.condition",
    "reporting.Obligation.forum_words",
    "reporting.Obligation.inside",
    "reporting.Obligation.rule",
    "plans.DateChange.from_words",
    "plans.DateChange.to_words",
    "reporting.Obligation.via",
    "reporting.Obligation.words",
    "reporting.GroupUpdate.reason",
    "reporting.PlannedReport.provider_words",
    "subgroups.Meeting.cancelled_because",
}


@pytest.mark.parametrize("ends", BREAKS)
def test_a_line_break_is_whatever_ends_a_line(ends):
    assert has_line_break(f"One{ends}two") and has_line_break(f"One{ends}")
    assert in_one_line(f" One{ends}two ") == "One two"
    assert not has_line_break("One two\tthree – “four”")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short enough,\nin one line", "Short enough, in one line"),
        ("Review the plan. Then ask every partner what became of it.", "Review the plan.\u00a0…"),
        (
            "Do. Review the plan with every partner, and ask each of them",
            "Do. Review the plan with every partner\u00a0…",
        ),
        (
            "Review the plan with every partner agency and ask them",
            "Review the plan with every partner agency\u00a0…",
        ),
        ("A" * 60, "A" * 44 + "\u00a0…"),
    ],
)
def test_a_long_text_begins_with_what_makes_sense_by_itself(text, shown):
    assert beginning(text, 44) == shown


def test_every_short_text_of_ours_is_one_line_or_says_why_not():
    found = {
        f"{model._meta.label}.{field.name}"
        for app in ("subgroups", "plans", "reporting")
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "history_type")
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField)
        and type(field) in (models.CharField, CharField)
        and field.editable
        and not field.choices
    }
    assert found == SEVERAL_LINES | {"subgroups.Person.password"}


@pytest.mark.django_db
def test_no_operation_saves_one():
    board, section = BoardFactory(), SectionFactory()
    board.name = FORGED
    with pytest.raises(Refused, match="Name: write this in one line"):
        keep(board, by=None)
    with pytest.raises(Refused, match="Title: write this in one line"), transaction.atomic():
        Section.objects.create(plan=section.plan, title=FORGED)
    with pytest.raises(Refused), transaction.atomic():
        Section.objects.bulk_create([Section(plan=section.plan, title=FORGED)])
    assert not Board.objects.filter(name=FORGED).exists()


@pytest.mark.django_db
def test_what_was_typed_before_this_rule_stops_nothing_else():
    plan = PlanFactory()
    Plan.objects.filter(pk=plan.pk).update(title=FORGED)
    plan.refresh_from_db()
    plan.save(update_fields=["state"])
    assert plan.history.latest().title == FORGED.replace("\r", "")


@pytest.mark.django_db
def test_a_forged_form_is_told(client):
    plan = PlanFactory()
    client.force_login(board_team(plan.board))
    action = ActionFactory(plan=plan)
    address = reverse("plans:action-change", args=[plan.slug, action.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"label": "1.\r\n2"}
    answer = client.post(address, data)
    assert answer.status_code == 422 and "write this in one line" in answer.content.decode()
    action.refresh_from_db()
    assert action.label != "1.\r\n2"
