"""One form sent twice at the same moment, each time by a process of its own; prints for each form, several times over,
what both were answered and how much was made, for tests/security/test_double_submits.py.
"""

import json
import sys

from tests.processes.database import together, with_tables


def main() -> None:
    with_tables()
    from lscb.web import once

    once.ANSWERED_WITHIN = (
        60  # on a busy machine the first of two may take longer than a person is kept waiting
    )
    json.dump({name: [_once(name) for _ in range(int(sys.argv[1]))] for name in _forms()}, sys.stdout)


def _forms() -> dict:
    """By name: the page of a plan and an action, what is typed there, and how much there is of what it makes."""
    from django.urls import reverse

    from lscb.models import Job
    from plans.models import Action, GlossaryTerm, Risk

    return {
        "action-add": (
            lambda plan, action: reverse("plans:action-add", args=[plan.slug]),
            {},
            lambda plan, action: Action.objects.filter(plan=plan).exclude(pk=action.pk).count(),
        ),
        "action-update": (
            lambda plan, action: reverse("plans:action-update", args=[plan.slug, action.pk]),
            {"rating": "G", "moderation_reason": ""},
            lambda plan, action: action.updates.count(),
        ),
        "risk-add": (
            lambda plan, action: reverse("plans:risk-add", args=[plan.slug]),
            {},
            lambda plan, action: Risk.objects.filter(plan=plan).count(),
        ),
        "admin": (
            lambda plan, action: reverse("admin:plans_glossaryterm_add"),
            {},
            lambda plan, action: GlossaryTerm.objects.filter(plan=plan).count(),
        ),
        "reminders": (
            lambda plan, action: reverse("plans:reminders", args=[plan.slug]),
            {"send": "yes", "note": ""},
            lambda plan, action: Job.objects.filter(by__board_roles__board=plan.board).count(),
        ),
    }


def _once(name: str) -> tuple[list, int]:
    from django.test import Client

    from plans.operations import place_owner
    from tests.access.browser import forms_of
    from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team, chair_of

    plan = PlanFactory()
    QuarterFactory(plan=plan)
    team, action = board_team(plan.board), ActionFactory(plan=plan)
    body = BodyFactory(board=plan.board)
    chair = chair_of(body)
    place_owner(action=action, body=body, by=team)
    page, typed, made = _forms()[name]
    url = page(plan, action)
    browser = Client()
    browser.force_login(team)
    forms = list(forms_of(browser.get(url).text, url))
    form = [
        form
        for form in forms
        if form.method == "post"
        and form.address.split("?")[0] == url
        and (not typed or set(typed) & set(form.boxes))
    ][-1]
    data = form.sent(**typed) | ({"people": [chair.pk]} if name == "reminders" else {})

    def send():
        answer = browser.post(url, data)
        return answer.status_code, answer.get("Location")

    return together([send, send]), made(plan, action)


if __name__ == "__main__":
    main()
