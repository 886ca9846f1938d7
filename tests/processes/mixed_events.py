"""Forty writers, ten actions, every kind of event mixed by chance, as many as asked for, each writer in a process.

What a writer has in front of them was read before the others wrote. Prints how each event ended and what is stored
then, for tests/test_mixed_events.py.
"""

import json
import random
import sys
from datetime import date, timedelta

from tests.processes.database import together, with_tables

WRITERS, ACTIONS = 40, 10


def main() -> None:
    with_tables()
    from plans.models import Action
    from tests import factories

    events = int(sys.argv[1])
    plan = factories.PlanFactory()
    body = factories.BodyFactory(board=plan.board)
    bodies = [factories.BodyFactory(board=plan.board) for _ in range(5)]
    priorities = [factories.PriorityFactory(plan=plan) for _ in range(3)]
    quarter = factories.QuarterFactory(plan=plan)
    actions = [
        factories.ActionFactory(plan=plan, who_text=body.name, when_text="July 2018") for _ in range(ACTIONS)
    ]
    risk, challenge = factories.RiskFactory(plan=plan), factories.ChallengeFactory(plan=plan)
    people = [factories.board_team(plan.board, name=f"Writer {number:02}") for number in range(WRITERS)]
    world = {
        "plan": plan,
        "quarter": quarter,
        "actions": actions,
        "bodies": bodies,
        "priorities": priorities,
        "risk": risk,
        "challenge": challenge,
    }
    share = [events // WRITERS + (number < events % WRITERS) for number in range(WRITERS)]
    ended = together([_writer(number, people[number], share[number], world) for number in range(WRITERS)])
    stored = {action.pk: _stored(action) for action in Action.objects.filter(plan=plan)}
    json.dump(
        {"ended": [each for writer in ended for each in writer], "actions": stored} | _trail(), sys.stdout
    )


def _writer(number: int, by, count: int, world: dict):
    def job():
        from lscb.errors import Refused

        chance, done = random.Random(20180418 + number), []
        for turn in range(count):
            name, event = _event(chance, f"{number:02}-{turn}", by, world)
            try:
                event()
            except Refused:
                done.append([name, "refused"])
            except Exception as error:
                done.append([name, f"{type(error).__name__}: {error}"])
            else:
                done.append([name, "done"])
        return done

    return job


def _event(chance: random.Random, mark: str, by, world: dict):
    """One event chosen by chance, about what is read now: its code in the audit trail, and what does it."""
    from lscb.operations import keep
    from plans import operations as plans
    from plans.models import Action, DateChange, GlossaryTerm, PlanEvent
    from reporting import operations as reports
    from reporting.models import ReportingEvent

    plan, quarter = world["plan"], world["quarter"]
    action = Action.objects.select_related("plan__board").get(pk=chance.choice(world["actions"]).pk)
    change = DateChange.objects.filter(action=action).select_related("action").order_by("-pk").first()
    day = date(2018, 8, 1) + timedelta(days=chance.randrange(300))

    def edit():
        action.text = f"Reworded {mark}"
        plans.change_action(action=action, fields=["text"], by=by)

    def update():
        plans.record_update(action=action, quarter=quarter, rating="N", progress=f"Said {mark}", by=by)

    def complete():
        evidence = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), mark)
        plans.record_update(
            action=action,
            quarter=quarter,
            rating="B",
            completed_on=date(2018, 4, 1),
            progress=f"Said {mark}",
            by=by,
            **evidence,
        )

    risk = {"likelihood": 2, "impact": 3, "response": "Ask", "held_by": "Chair"}
    events = [
        (PlanEvent.PROGRESS_UPDATED, update),
        (PlanEvent.PROGRESS_UPDATED, complete),
        ("action-changed", edit),
        ("action-changed", edit),
        (
            PlanEvent.NEW_DATE_ASKED,
            lambda: plans.ask_for_new_date(action=action, to_date=day, reason=mark, by=by),
        ),
        (
            PlanEvent.COMPLETION_AGREED,
            lambda: plans.agree_completion(action=action, outside_because="By e-mail", by=by),
        ),
        (PlanEvent.ACTION_REOPENED, lambda: plans.reopen_action(action=action, reason=mark, by=by)),
        (
            PlanEvent.DECISION_RECORDED,
            lambda: plans.record_decision(action=action, words=mark, outside_because="By e-mail", by=by),
        ),
        (
            PlanEvent.OWNER_PLACED,
            lambda: plans.place_owner(action=action, body=chance.choice(world["bodies"]), by=by),
        ),
        (
            PlanEvent.CHALLENGE_RAISED,
            lambda: plans.raise_challenge(
                plan=plan, action=action, to=world["bodies"][0], words=mark, raised_by="Chair", by=by
            ),
        ),
        (
            PlanEvent.CHALLENGE_ANSWERED,
            lambda: plans.answer_challenge(challenge=world["challenge"], response=mark, by=by),
        ),
        (
            PlanEvent.RISK_REVIEWED,
            lambda: plans.review_risk(risk=world["risk"], words=f"Risk {mark}", by=by, **risk),
        ),
        (PlanEvent.RISK_RECORDED, lambda: plans.record_risk(plan=plan, words=mark, by=by, **risk)),
        (
            PlanEvent.ACTION_ADDED,
            lambda: plans.add_action(action=Action(plan=plan, label="9", text=mark), by=by),
        ),
        (
            "glossaryterm-added",
            lambda: keep(GlossaryTerm(plan=plan, term=mark, meaning="It"), by=by),
        ),
        (
            ReportingEvent.HIGHLIGHT_WRITTEN,
            lambda: reports.write_highlight(
                body=chance.choice(world["bodies"]), quarter=quarter, done=mark, by=by
            ),
        ),
    ]
    if change is not None:
        for agreed, code in ((True, PlanEvent.NEW_DATE_AGREED), (False, PlanEvent.NEW_DATE_REFUSED)):
            events.append(
                (
                    code,
                    lambda agreed=agreed: plans.decide_new_date(
                        change=change, agreed=agreed, outside_because="By e-mail", by=by
                    ),
                )
            )
    code, event = chance.choice(events)
    return str(code), event


def _stored(action) -> dict:
    """An action as it is stored, beside what its audit trail and its row history say it must be."""
    from lscb.models import AuditEntry

    told = {"text": None, "due": str(action.first_due_on), "state": "live"}
    for entry in AuditEntry.objects.about(action).order_by("pk"):
        if entry.operation == "action-changed" and "action" in entry.changes:
            told["text"] = entry.changes["action"][1]
        elif entry.operation == "new-date-agreed":
            told["due"] = entry.changes["due"][1]
        elif entry.operation == "completion-agreed":
            told["state"] = "closed"
        elif entry.operation == "action-reopened":
            told["state"] = "live"
    rows = {"text": action.text, "due": str(action.due_on), "state": action.state}
    if told["text"] is None:
        told["text"] = action.text
    last = action.history.latest()
    return {
        "told": told,
        "rows": rows,
        "history": {"text": last.text, "due": str(last.due_on), "state": last.state},
        "waiting": action.date_changes.waiting().count(),
        "owners": [owner.body_id for owner in action.owners.all()],
    }


def _trail() -> dict:
    """How often the audit trail says that each thing was done by a writer, and how many rows there are of some."""
    from django.db.models import Count

    from lscb.models import AuditEntry
    from plans.models import Action, Decision, GlossaryTerm, ProgressUpdate, Risk

    lines = AuditEntry.objects.filter(by__name__startswith="Writer").order_by()
    labels = list(
        Action.objects.filter(label="9").order_by("label_ordinal").values_list("label_ordinal", flat=True)
    )
    return {
        "lines": dict(lines.values_list("operation").annotate(Count("pk"))),
        "updates": list(ProgressUpdate.objects.values_list("progress", flat=True)),
        "made": {
            "glossaryterm-added": GlossaryTerm.objects.count(),
            "decision-recorded": Decision.objects.count(),
            "risk-recorded": Risk.objects.count() - 1,
            "action-added": len(labels),
        },
        "ordinals": labels,
    }


if __name__ == "__main__":
    main()
