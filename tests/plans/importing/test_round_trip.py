"""A list that was saved is read back as the plan it was."""

from itertools import product

import pytest
from django.conf import settings
from django.urls import reverse

from lscb.lines import run_on
from lscb.table_reader import read_file
from plans import operations
from plans.models import Plan
from plans.selectors.list_headings import READ_BACK
from reporting.examples.document import load_document
from tests.factories import PlanFactory, board_team

pytestmark = pytest.mark.django_db


def as_printed(plan):
    """Each action's fields as the plan prints them, and what is read of its words."""
    return [
        {
            "section": str(action.section or ""),
            "objective": str(action.objective or ""),
            "year": action.year,
            "reference": action.label,
            "text": action.text,
            "parts": [run_on(f"{item.label} {item.text}") for item in action.items.all()],
            "who": action.who_text,
            "owners": [owner.label_and_role for owner in action.owners.all()],
            "when": action.when_text,
            "due": action.due_on,
            "first due": action.first_due_on,
            "outcome": action.outcome,
            "success": action.success,
        }
        for action in plan.actions.in_plan_order()
    ]


SAMPLED = {("brackwater-2025-28", "xlsx"), ("plan-on-a-page", "docx")}
EXAMPLES = ["cumbria-2017-20", "lancashire-2015-16", "plan-on-a-page", "sutton-2015-18", "brackwater-2025-28"]


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        pytest.param(*each, marks=[] if each in SAMPLED else pytest.mark.soak)
        for each in product(EXAMPLES, ["xlsx", "docx"])
    ],
)
def test_a_saved_list_is_read_into_an_empty_plan_as_it_was(client, example, kind):
    plan, _ = load_document(settings.FIXTURES_DIR / f"{example}.toml", demonstration=True)
    team = board_team(plan.board)
    client.force_login(team)
    asked = {"as": kind} | ({"column": list(READ_BACK)} if kind == "docx" else {})
    saved = client.get(reverse("plans:action-save", args=[plan.slug], query=asked))
    assert saved.status_code == 200
    words = {name: getattr(plan, name) for name in plan_words()}
    empty = PlanFactory(board=plan.board, starts_on=plan.starts_on, ends_on=plan.ends_on, **words)
    draft = operations.keep_document(
        plan=empty, document=read_file(saved.getvalue(), f"list.{kind}"), name=f"list.{kind}", by=team
    )
    operations.take_in(draft=draft, by=team)
    assert as_printed(empty) == as_printed(plan)


def plan_words() -> list[str]:
    return [field.name for field in Plan._meta.fields if field.name.endswith(("_label", "_label_plural"))]
