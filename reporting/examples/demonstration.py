"""Invented progress on a published plan, replayed through the product's own operations in the order of its days.

Only in demonstration mode: the accounts have a published password.
"""

import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from plans import operations as plan_events
from plans.models import Action, Plan, Quarter
from reporting import operations as report_events
from subgroups.models import Agency, BoardRole, Body, Meeting, Membership, Person

PASSWORD = "demonstration-only"  # noqa: S105  (published on purpose; refused outside a demonstration)

# What happens first on one day: a quarter opens before its updates, decisions come after them, reports last.
OPENING, TYPING, DECIDING, REPORTING = range(4)


class Demonstration:
    """One demonstration file, being replayed onto its plan."""

    def __init__(self, document: dict, plan: Plan, keys: dict[str, str]):
        self.document = document
        self.plan = plan
        bodies = {body.name: body for body in plan.board.bodies.all()}
        self.bodies: dict[str, Body] = {key: bodies[name] for key, name in keys.items()}
        self.people: dict[str, Person] = {}
        self.quarters: dict[str, Quarter] = {}
        self.actions: dict[str, Action] = {action.reference: action for action in plan.actions.all()}
        self.happenings: list[tuple[datetime, int, int, Callable]] = []

    def happens(self, when: date, order: int, event: Callable, **details) -> None:
        """Put an operation on its day; `order` is one of OPENING to REPORTING."""
        if not isinstance(when, datetime):
            when = datetime.combine(when, time(9 + 3 * order))
        self.happenings.append((when, order, len(self.happenings), partial(event, **details)))

    def replay(self) -> None:
        for when, _, _, event in sorted(self.happenings, key=lambda happening: happening[:3]):
            with clock.at(when):
                event()

    # --- Who and when -------------------------------------------------------------------------------------

    def add_people(self) -> None:
        password = make_password(PASSWORD)
        agencies = {agency.name: agency for agency in Agency.objects.filter(board=self.plan.board)}
        for row in self.document["people"]:
            person, _ = Person.objects.get_or_create(
                email=row["email"],
                defaults={
                    "name": row["name"],
                    "job_title": row["job_title"],
                    "agency": agencies.get(row["agency"]),
                    "password": password,
                    "demonstration": True,
                },
            )
            self.people[person.email] = person
            for role in row["roles"]:
                BoardRole.objects.get_or_create(person=person, board=self.plan.board, role=role)
            for seat in row["memberships"]:
                Membership.objects.get_or_create(
                    person=person, body=self.bodies[seat["body"]], role=seat["role"]
                )
        self.team = self.people["board.team@example.org"]
        self.chair = self.people["independent.chair@example.org"]

    def add_meetings(self) -> None:
        for row in self.document["meetings"]:
            Meeting.objects.get_or_create(
                body=self.bodies[row["body"]],
                held_on=row["date"],
                defaults={"held_at": row["time"], "papers_due_on": row["papers_due"]},
            )

    def add_quarters(self) -> None:
        for row in self.document["quarters"]:
            meeting, _ = Meeting.objects.get_or_create(
                body=self.bodies["business-group"],
                held_on=row["meeting"],
                defaults={"papers_due_on": row["papers_due"]},
            )
            quarter = plan_events.add_quarter(
                plan=self.plan,
                year=int(row["year"][:4]),
                number=row["number"],
                meeting=meeting,
                papers_due_on=row["papers_due"],
                by=self.team,
            )
            self.quarters[row["name"]] = quarter

    # --- What happened ------------------------------------------------------------------------------------

    def schedule(self) -> None:
        document, happens = self.document, self.happens
        first_update = {}
        for row in document["updates"]:
            day = row["on"].date()
            first_update[row["quarter"]] = min(day, first_update.get(row["quarter"], day))
        for row in document["quarters"]:
            if row["state"] != "planned":
                happens(first_update[row["name"]], OPENING, self.open_quarter, name=row["name"])
        for row in document["updates"]:
            happens(row["on"], TYPING, self.update, row=row)
        for row in document["highlights"]:
            happens(row["on"], TYPING, self.highlight, row=row)
        for row in document["milestones_done"]:
            happens(row["done_on"], TYPING, self.milestone, row=row)
        for row in document["date_changes"]:
            happens(row["asked_on"], TYPING, self.ask_for_date, row=row)
            if "agreed_on" in row:
                happens(row["agreed_on"], DECIDING, self.agree_date, row=row)
        for row in document["agreements"]:
            happens(row["agreed_on"], DECIDING, self.agree, row=row)
        for row in document["quarters"]:
            if "final_report_on" in row:
                happens(row["final_report_on"], REPORTING, self.make_final, name=row["name"])
                if row.get("approved"):
                    happens(row["meeting"], REPORTING, self.approve, name=row["name"])

    def quarter(self, name: str) -> Quarter:
        return Quarter.objects.select_related("plan__board", "meeting").get(pk=self.quarters[name].pk)

    def action(self, reference: str) -> Action:
        return Action.objects.select_related("plan__board").get(pk=self.actions[reference].pk)

    def open_quarter(self, *, name: str) -> None:
        plan_events.open_quarter(quarter=self.quarter(name), by=self.team)

    def update(self, *, row: dict) -> None:
        words = {
            key: value for key, value in row.items() if key not in ("quarter", "action", "on", "by", "rating")
        }
        by, action = self.people[row["by"]], self.action(row["action"])
        owner = action.owners.filter(body__isnull=False).first()
        try:
            plan_events.record_update(
                action=action,
                quarter=self.quarter(row["quarter"]),
                rating=row["rating"],
                by=by,
                on_behalf_of=owner.body if owner and by == self.team else None,
                **words,
            )
        except Refused as refusal:
            raise ValueError(f"{row['quarter']}, {row['action']}: {refusal.messages}") from refusal

    def highlight(self, *, row: dict) -> None:
        report_events.write_highlight(
            body=self.bodies[row["body"]],
            quarter=self.quarter(row["quarter"]),
            by=self.people[row["by"]],
            **{box: row[box] for box in ("done", "worry", "ask", "voice")},
        )

    def milestone(self, *, row: dict) -> None:
        milestone = self.action(row["action"]).milestones.get(due_on=row["due_on"])
        plan_events.record_milestone(
            milestone=milestone, done_on=row["done_on"], note=row["note"], by=self.team
        )

    def ask_for_date(self, *, row: dict) -> None:
        plan_events.ask_for_new_date(
            action=self.action(row["action"]),
            to_date=row["to"],
            reason=row["reason"],
            by=self.people[row["by"]],
        )

    def agree_date(self, *, row: dict) -> None:
        plan_events.decide_new_date(
            change=self.action(row["action"]).date_changes.waiting().get(),
            agreed=True,
            meeting=self.quarters[row["agreed_at_quarter"]].meeting,
            by=self.team,
        )

    def agree(self, *, row: dict) -> None:
        plan_events.agree_completion(
            action=self.action(row["action"]),
            agreed_on=row["agreed_on"],
            meeting=self.quarters[row["meeting_of"]].meeting,
            by=self.team,
        )

    def key_messages(self, name: str) -> str:
        return "\n".join(row["words"] for row in self.document["key_messages"] if row["quarter"] == name)

    def draft(self, *, name: str):
        report = report_events.start_draft(quarter=self.quarter(name), by=self.team)
        return report_events.edit_draft(
            report=report, key_messages=self.key_messages(name), decisions="", by=self.team
        )

    def make_final(self, *, name: str) -> None:
        report_events.finalise_report(report=self.draft(name=name), by=self.team)

    def approve(self, *, name: str) -> None:
        report = self.plan.monitoring_reports.frozen().filter(quarter=self.quarters[name]).get()
        report_events.approve_report(report=report, by=self.chair, remarks="")


@transaction.atomic
def load_demonstration(path: Path, plan: Plan, document_path: Path) -> bool:
    """Replay a demonstration onto its plan; a plan that has quarters already is left as it is.

    :returns: whether it was loaded now.
    """
    if plan.quarters.exists():
        return False
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    keys = {
        row["key"]: row["name"] for row in tomllib.loads(document_path.read_text(encoding="utf-8"))["bodies"]
    }
    demonstration = Demonstration(document, plan, keys)
    demonstration.add_people()
    demonstration.add_meetings()
    with clock.at(document["quarters"][0]["papers_due"]):
        demonstration.add_quarters()
    demonstration.schedule()
    demonstration.replay()
    for row in document["quarters"]:
        if row["state"] == "collecting":
            demonstration.draft(name=row["name"])
    return True
