"""Invented progress on a plan of fixtures/, replayed through the product's own operations in the order of its days.

Only in demonstration mode: the accounts have a published password.
"""

import tomllib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, partial
from itertools import cycle
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.handed_in import look_at
from lscb.workbook import Table, workbook_of
from plans import operations as plan_events
from plans.models import (
    Action,
    AgencyReturn,
    Plan,
    ProgressUpdate,
    Quarter,
    Recommendation,
    Review,
    Standard,
    StandardSet,
)
from plans.rules.self_assessment import NOT_APPLICABLE, SHORT_OF, Said, StandardTyped
from reporting import operations as report_events
from reporting.board_report.build import highlights_offered
from reporting.board_report.reading import read
from reporting.examples.linked import agree, load_linked, said_in, say
from reporting.models import DueReport, Highlight
from reporting.models.publications import Source
from reporting.publishing.offered import Choice
from reporting.selectors.publishing import Prepared
from subgroups import operations as group_events
from subgroups.models import Agency, Attendance, BoardRole, Body, Meeting, Membership, Person
from subgroups.operations.news import nobody_is_told
from subgroups.rules.meeting_dates import warnings_about
from subgroups.rules.presets_of_standards import PRESETS
from subgroups.selectors.attendance import expected_at

PASSWORD = "demonstration-only"  # noqa: S105  (published on purpose; refused outside a demonstration)

# What happens first on one day: a quarter opens before its updates, decisions come after them, reports last.
OPENING, TYPING, DECIDING, REPORTING = range(4)
WAYS = {"deferred", "late", "not-needed"}  # what may become of a due report beside coming with the papers


class Demonstration:
    """One demonstration file, being replayed onto its plan."""

    def __init__(self, document: dict, plan: Plan, keys: dict[str, str]):
        self.document = document
        self.plan = plan
        bodies = {body.name: body for body in plan.board.bodies.all()}
        # By the key of the file; an agency's by its name.
        self.bodies: dict[str, Body] = {key: bodies[name] for key, name in keys.items()} | {
            name: body for name, body in bodies.items() if body.agency_id
        }
        self.people: dict[str, Person] = {}
        self.quarters: dict[str, Quarter] = {}
        self.actions: dict[str, Action] = {
            action.reference or f"{action.section}: {action.text}": action
            for action in plan.actions.select_related("section", "plan__board")
        }
        self.returns: dict[tuple[str, Body], AgencyReturn] = {}  # by the title of their self-assessment
        self.standards: dict[str, list[Standard]] = {}
        self.happenings: list[tuple[datetime, int, int, Callable]] = []

    def happens(self, when: date, order: int, event: Callable, **details) -> None:
        """Put an operation on its day; `order` is one of OPENING to REPORTING."""
        if not isinstance(when, datetime):
            when = datetime.combine(when, time(9 + 3 * order))
        self.happenings.append((when, order, len(self.happenings), partial(event, **details)))

    def replay(self) -> None:
        for when, _, _, event in sorted(self.happenings, key=lambda happening: happening[:3]):
            with clock.at(when), nobody_is_told():
                event()

    # --- Who and when -------------------------------------------------------------------------------------

    def add_people(self) -> None:
        agencies = {agency.name: agency for agency in Agency.objects.filter(board=self.plan.board)}
        for row in self.document["people"]:
            person, _ = Person.objects.get_or_create(
                email=row["email"],
                defaults={
                    "name": row["name"],
                    "job_title": row["job_title"],
                    "agency": agencies.get(row["agency"]),
                    "password": _hashed_password(),
                    "demonstration": True,
                    "stands_on": self.document.get("today"),
                },
            )
            self.people[person.email] = person
            for role in row["roles"]:
                BoardRole.objects.get_or_create(
                    person=person,
                    board=self.plan.board,
                    role=role,
                    defaults={"confirmed_at": clock.now()},
                )
            for seat in row["memberships"]:
                Membership.objects.get_or_create(
                    person=person, body=self.bodies[seat["body"]], role=seat["role"]
                )
        self.team, self.chair = self.first_with("board-team"), self.first_with("independent-chair")

    def first_with(self, role: str) -> Person | None:
        """The first person of the file with a role on the board: who types, and who approves."""
        return next(
            (self.people[row["email"]] for row in self.document["people"] if role in row["roles"]), None
        )

    def add_meetings(self) -> None:
        for row in self.document.get("meetings", []):
            Meeting.objects.get_or_create(
                body=self.bodies[row["body"]],
                held_on=row["date"],
                defaults={"held_at": row["time"], "papers_due_on": _unless_a_week_before(row, row["date"])},
            )

    def add_quarters(self) -> None:
        for row in self.document["quarters"]:
            meeting, _ = Meeting.objects.get_or_create(
                body=self.bodies[row.get("body", "business-group")],
                held_on=row["meeting"],
                defaults={"papers_due_on": _unless_a_week_before(row, row["meeting"])},
            )
            quarter = plan_events.add_quarter(
                plan=self.plan,
                span=self.plan.reporting.of_year(int(row["year"][:4]))[row["number"] - 1],
                meeting=meeting,
                papers_due_on=_unless_a_week_before(row, row["meeting"]),
                by=self.team,
            )
            self.quarters[row["name"]] = quarter

    def add_linked_plans(self) -> None:
        """Beside the plan, before its first quarter is opened."""
        for row in self.document.get("linked", []):
            with clock.at(row["started_on"]):
                linked = load_linked(row, self.plan, self.bodies, self.team)
            for name, day in row["said_on"].items():
                self.happens(day, TYPING, self.say_in_linked, linked=linked, row=row, name=name)
            for name in row["agreed"]:
                self.happens(
                    self.quarters[name].meeting.held_on,
                    DECIDING,
                    self.agree_in_linked,
                    linked=linked,
                    name=name,
                )

    def say_in_linked(self, *, linked: Plan, row: dict, name: str) -> None:
        say(linked, self.quarters[name], said_in(row, name), self.team)

    def agree_in_linked(self, *, linked: Plan, name: str) -> None:
        agree(linked, self.quarters[name], self.team)

    # --- What happened ------------------------------------------------------------------------------------

    def schedule(self) -> None:
        document, happens = self.document, self.happens
        first_update = {}
        for row in document["quarters"]:
            if "opens_on" in row:
                first_update[row["name"]] = row["opens_on"]
        for row in document.get("updates", []):
            day = row["on"].date()
            first_update[row["quarter"]] = min(day, first_update.get(row["quarter"], day))
        for row in document["quarters"]:
            if row["state"] != "planned":
                happens(first_update[row["name"]], OPENING, self.open_quarter, name=row["name"])
        for row in document.get("years", []):
            happens(row["begun_on"], REPORTING, self.begin_year, starts_on=row["starts_on"])
        for row in document.get("updates", []):
            happens(row["on"], TYPING, self.update, row=row)
        for row in document.get("acceptances", []):
            happens(row["on"], DECIDING, self.accept, row=row)
        for row in document.get("highlights", []):
            happens(row["on"], TYPING, self.highlight, row=row)
        for row in document.get("measured", []):
            happens(row["on"], TYPING, self.measure, row=row)
        for row in document.get("named", []):
            happens(row["on"], TYPING, self.name_owner, row=row)
        for row in document.get("evidence", []):
            happens(row["on"], TYPING, self.add_evidence, row=row)
        for row in document.get("documents_of_groups", []):
            happens(row["on"], TYPING, self.add_body_document, row=row)
        for row in document.get("functions_served", []):
            happens(row["on"], TYPING, self.link_functions, row=row)
        for row in document.get("milestones_done", []):
            happens(row["done_on"], TYPING, self.milestone, row=row)
        for row in document.get("items_done", []):
            happens(row["done_on"], TYPING, self.item, row=row)
        for row in document.get("date_changes", []):
            happens(row["asked_on"], TYPING, self.ask_for_date, row=row)
            if "agreed_on" in row:
                happens(row["agreed_on"], DECIDING, self.agree_date, row=row)
        for row in document.get("agreements", []):
            happens(row["agreed_on"], DECIDING, self.agree, row=row)
        for row in document.get("answers", []):
            happens(row["on"], TYPING, self.answer_as_one, row=row)
        for row in document.get("decisions", []):
            happens(row["on"], DECIDING, self.decide, row=row)
            if "outcome" in row:
                happens(row["outcome_on"], TYPING, self.settle, row=row)
        for row in document.get("matters", []):
            happens(row["on"], DECIDING, self.matter, row=row)
            if "outcome" in row:
                happens(row["outcome_on"], TYPING, self.follow_up, row=row)
        for row in document.get("attendance", []):
            happens(row["on"], TYPING, self.attendance, row=row)
        for row in document.get("self_assessments", []):
            happens(row["asked_on"], TYPING, self.ask_agencies, row=row)
            for each in row["returns"]:
                happens(each["on"], TYPING, self.return_to, row=row, each=each)
            for each in row.get("drafts", []):
                happens(each["on"], TYPING, self.return_to, row=row, each=each, sent=False)
            for each in row.get("moderated", []):
                happens(each["on"], DECIDING, self.moderate, row=row, each=each)
            if "closed_on" in row:
                for each in row["returns"]:
                    happens(row["moderated_on"], DECIDING, self.moderate, row=row, each=each)
                happens(row["shared_on"], DECIDING, self.share_returns, row=row)
                happens(row["closed_on"], DECIDING, self.close_assessment, row=row)
        for row in document.get("one_to_ones", []):
            for each in row["days"]:
                happens(each["on"], TYPING, self.one_to_one, kind=row["kind"], each=each)
        for row in document.get("challenges", []):
            happens(row["raised_on"], DECIDING, self.challenge, row=row)
            if "response" in row:
                happens(row["responded_on"], TYPING, self.answer, row=row)
            if "outcome" in row:
                happens(row["closed_on"], DECIDING, self.close, row=row)
        for row in document.get("scrutiny", []):
            happens(row["shared_on"], TYPING, self.share_scrutiny, row=row)
            if "response" in row:
                happens(row["responded_on"], TYPING, self.answer_scrutiny, row=row)
            if "outcome" in row:
                happens(row["closed_on"], DECIDING, self.close_scrutiny, row=row)
        for row in document.get("risks", []):
            happens(row["raised_on"], DECIDING, self.risk, row=row)
            for again in row.get("again", []):
                happens(again["on"], TYPING, self.look_again, words=row["words"], again=again)
            if "closed_on" in row:
                happens(row["closed_on"], DECIDING, self.close_risk, row=row)
        for row in document.get("reviews", []):
            happens(row["on"], TYPING, self.begin_review, row=row)
            if "shared_on" in row:
                happens(row["shared_on"], TYPING, self.share_review, row=row)
            for made in row.get("recommendations", []):
                told = {"review": row["code_name"], "row": made}
                if "closed" in made:
                    happens(made["closed"]["on"], DECIDING, self.close_recommendation, **told)
                if "found" in made:
                    happens(made["found"]["on"], DECIDING, self.look_at_impact, **told)
        for row in document["quarters"]:
            if "final_report_on" in row:
                happens(row["final_report_on"], REPORTING, self.make_final, name=row["name"])
                if row.get("approved"):
                    happens(row["meeting"], REPORTING, self.sign, quarter=row["name"], by=self.chair)
        for row in document.get("group_updates", []):
            happens(row["on"], TYPING, self.group_update, row=row)
        for row in document.get("board_reports", []):
            happens(row["on"], REPORTING, self.board_report, row=row)
        for row in document.get("editions", []):
            happens(row["on"], REPORTING, self.publish_edition, row=row)
        if pages := document.get("public_pages"):
            happens(pages["on"], TYPING, self.open_to_the_public, row=pages)
        for row in document.get("publications", []):
            happens(row["on"], REPORTING, self.publish, row=row)
        for row in document.get("signatures", []):
            signed = {**row, "by": self.people[row["by"]]}
            happens(signed.pop("on"), REPORTING, self.sign, **signed)

    def schedule_reports(self) -> None:
        """Reports come on the day their papers are due, or the working day before it, but for those that the document
        says otherwise of."""
        forward = self.document.get("forward_plan")
        if forward is None:
            return
        with clock.at(forward["made_on"]):
            report_events.generate_due_reports(
                plan=self.plan, first=forward["first"], last=forward["last"], by=self.team
            )
        told = {(row["what"], self.bodies[row["forum"]], row["due"]): row for row in forward["reports"]}
        for due in DueReport.objects.of_plan(self.plan).with_words():
            row = told.pop((due.what, due.forum, due.due_on), None)
            if row and row["became"] not in WAYS:
                raise ValueError(f"{due}: {row['became']}")
            if row and row["became"] == "deferred":
                self.happens(row["on"], DECIDING, self.defer_report, due=due, row=row)
            elif row and row["became"] == "not-needed":
                self.happens(row["on"], DECIDING, self.report_not_needed, due=due, row=row)
            elif due.obligation.is_monitoring_report or row or due.due_on >= forward["recorded_until"]:
                continue  # comes with its report, or is still waited for
            else:
                day = _working_day(due.papers_due_on or due.due_on)
                self.happens(day, TYPING, self.receive_report, due=due)
        if told:
            raise ValueError(f"Not on the forward plan: {', '.join(what for what, _, _ in told)}")

    def receive_report(self, *, due: DueReport) -> None:
        due.refresh_from_db(fields=["state"])
        if due.state == DueReport.State.EXPECTED:
            report_events.receive_report(due=due, by=self.team)

    def defer_report(self, *, due: DueReport, row: dict) -> None:
        to = due.forum.meetings.get(held_on=row["to"])
        report_events.defer_report(due=due, to=to, reason=row["reason"], by=self.team)

    def report_not_needed(self, *, due: DueReport, row: dict) -> None:
        report_events.report_not_needed(due=due, reason=row["reason"], by=self.team)

    def open_quarter(self, *, name: str) -> None:
        plan_events.open_quarter(quarter=self.quarters[name], by=self.team)

    def update(self, *, row: dict) -> None:
        words = {
            key: value
            for key, value in row.items()
            if key not in ("quarter", "action", "on", "by", "rating", "own_words")
        }
        by, action = self.people[row["by"]], self.actions[row["action"]]
        on_behalf_of = None
        if by == self.team and not row.get("own_words"):
            owner = action.owners.filter(body__isnull=False).first()
            on_behalf_of = owner.body if owner else None
        try:
            plan_events.record_update(
                action=action,
                quarter=self.quarters[row["quarter"]],
                rating=row["rating"],
                by=by,
                on_behalf_of=on_behalf_of,
                **words,
            )
        except Refused as refusal:
            raise ValueError(f"{row['quarter']}, {row['action']}: {refusal.messages}") from refusal

    def accept(self, *, row: dict) -> None:
        """Accept every proposal of the quarter that nobody has looked at yet."""
        waiting = Action.objects.filter(plan=self.plan).with_status(self.quarters[row["quarter"]])
        pks = waiting.filter(is_proposed=True).values_list("update_id", flat=True)
        updates = ProgressUpdate.objects.select_related("action__plan__board", "quarter__plan__board", "by")
        for update in updates.filter(pk__in=list(pks)).order_by("pk"):
            plan_events.accept_proposal(update=update, by=self.people[row["by"]])

    def highlight(self, *, row: dict) -> None:
        report_events.write_highlight(
            body=self.bodies[row["body"]],
            quarter=self.quarters[row["quarter"]],
            by=self.people[row["by"]],
            **{field: row[field] for field in Highlight.FIELDS},
        )

    def answer_as_one(self, *, row: dict) -> None:
        """One of many answers for itself."""
        plan_events.answer_as_one(
            action=self.actions[row["action"]],
            body=self.bodies[row["body"]],
            state=row["state"],
            words=row.get("words", ""),
            by=self.people[row["by"]],
        )

    def measure(self, *, row: dict) -> None:
        plan_events.record_measure_value(
            measure=self.plan.measures.get(words=row["measure"], section__title=row["section"]),
            quarter=self.quarters[row["quarter"]],
            value=Decimal(str(row["value"])),
            source=row.get("source", ""),
            note=row.get("note", ""),
            by=self.team,
        )

    def add_evidence(self, *, row: dict) -> None:
        """A link, or a spreadsheet that is made of the row's own rows."""
        file = None
        if "file" in row:
            headings, *rows = row["rows"]
            table = Table(self.actions[row["action"]].called, tuple(headings), rows)
            file = look_at(
                workbook_of([table], title=row["title"], creator=self.plan.board.name), row["file"]
            )
        plan_events.add_evidence(
            action=self.actions[row["action"]],
            title=row["title"],
            link=row.get("link", ""),
            file=file,
            by=self.people[row["by"]],
        )

    def add_body_document(self, *, row: dict) -> None:
        body = self.bodies[row["body"]]
        meeting = row.get("meeting")
        plan_events.add_body_document(
            body=body,
            document=row["document"],
            title=row["title"],
            link=row["link"],
            agreed_on=row.get("agreed_on"),
            agreed_at_meeting=Meeting.objects.get(body=self.bodies[meeting], held_on=row["agreed_on"])
            if meeting
            else None,
            review_due_on=row.get("review_due_on"),
            by=self.people[row["by"]],
        )

    def link_functions(self, *, row: dict) -> None:
        """Each function by its number, with the actions that serve it."""
        body = self.bodies[row["body"]]
        functions = {function.number: function for function in body.functions.all()}
        links = [
            plan_events.FunctionLink(self.actions[action], functions[number], True)
            for number, actions in row["functions"].items()
            for action in actions
        ]
        plan_events.link_functions(plan=self.plan, body=body, links=links, by=self.people[row["by"]])

    def name_owner(self, *, row: dict) -> None:
        action = self.actions[row["action"]]
        owner = action.owners.get(body=self.bodies[row["body"]])
        plan_events.name_owners(action=action, named={owner.pk: self.people[row["person"]]}, by=self.team)

    def milestone(self, *, row: dict) -> None:
        milestone = self.actions[row["action"]].milestones.get(due_on=row["due_on"])
        plan_events.record_milestone(
            milestone=milestone, done_on=row["done_on"], note=row["note"], by=self.team
        )

    def item(self, *, row: dict) -> None:
        """A part of an action, by its place among them, is done."""
        item = self.actions[row["action"]].items.get(position=row["item"])
        plan_events.finish_item(item=item, done_on=row["done_on"], by=self.team)

    def ask_for_date(self, *, row: dict) -> None:
        plan_events.ask_for_new_date(
            action=self.actions[row["action"]],
            to_date=row["to"],
            reason=row["reason"],
            by=self.people[row["by"]],
        )

    def agree_date(self, *, row: dict) -> None:
        plan_events.decide_new_date(
            change=self.actions[row["action"]].date_changes.waiting().get(),
            agreed=True,
            meeting=self.quarters[row["agreed_at_quarter"]].meeting,
            by=self.team,
        )

    def agree(self, *, row: dict) -> None:
        plan_events.agree_completion(
            action=self.actions[row["action"]],
            agreed_on=row["agreed_on"],
            meeting=self.quarters[row["meeting_of"]].meeting,
            by=self.team,
        )

    def meeting(self, row: dict) -> Meeting:
        """The meeting that a row names by its body and day."""
        return Meeting.objects.get(body=self.bodies[row["meeting"]["body"]], held_on=row["meeting"]["date"])

    def partner(self, words: str) -> Agency | Body:
        """A body by its key, or an agency by its name."""
        if words in self.bodies:
            return self.bodies[words]
        return Agency.objects.get(board=self.plan.board, name=words)

    def decide(self, *, row: dict) -> None:
        plan_events.record_decision(
            action=self.actions[row["action"]],
            words=row["words"],
            meeting=self.meeting(row),
            helper=self.partner(row["promised_by"]) if "promised_by" in row else None,
            due_on=row.get("due_on"),
            by=self.team,
        )

    def settle(self, *, row: dict) -> None:
        plan_events.settle_promise(
            decision=self.actions[row["action"]].decisions.get(words=row["words"]),
            outcome=row["outcome"],
            words=row["outcome_words"],
            by=self.team,
        )

    def matter(self, *, row: dict) -> None:
        plan_events.record_matter(
            meeting=self.meeting(row),
            words=row["words"],
            owner=self.bodies[row["owner"]] if "owner" in row else None,
            due_on=row.get("due_on"),
            by=self.team,
        )

    def follow_up(self, *, row: dict) -> None:
        plan_events.follow_up_matter(
            matter=self.meeting(row).matters.get(words=row["words"]), outcome=row["outcome"], by=self.team
        )

    def attendance(self, *, row: dict) -> None:
        """Every member was there whom the row does not name as away."""
        meeting, presence, capacity = self.meeting(row), Attendance.Presence, Attendance.Capacity
        away = dict.fromkeys(row.get("apologies", ()), presence.APOLOGIES)
        away |= dict.fromkeys(row.get("absent", ()), presence.ABSENT)
        agencies = {agency.name: agency for agency in Agency.objects.filter(board=self.plan.board)}
        expected, _ = expected_at(meeting)
        attended = [
            Attendance(
                name=each.name,
                person=each.person,
                agency=agencies.get(each.agency_name),
                agency_name=each.agency_name,
                capacity=capacity.MEMBER,
                presence=away.get(each.person.email, presence.PRESENT),
            )
            for each in expected
        ]
        for other in row.get("others", ()):
            member = self.people[other["in_place_of"]] if "in_place_of" in other else None
            attended.append(
                Attendance(
                    name=other["name"],
                    agency=agencies.get(other["agency"]),
                    agency_name=other["agency"],
                    capacity=capacity.DEPUTY if member else capacity.GUEST,
                    presence=presence.PRESENT,
                    in_place_of=member,
                )
            )
        group_events.record_attendance(meeting=meeting, attended=attended, by=self.team)

    def challenge(self, *, row: dict) -> None:
        plan_events.raise_challenge(
            plan=self.plan,
            action=self.actions[row["action"]] if "action" in row else None,
            to=self.partner(row["to"]),
            words=row["words"],
            raised_by=row["raised_by"],
            meeting=self.meeting(row),
            response_due_on=row["response_due_on"],
            by=self.team,
        )

    def answer(self, *, row: dict) -> None:
        plan_events.answer_challenge(
            challenge=self.plan.challenges.get(words=row["words"]), response=row["response"], by=self.team
        )

    def close(self, *, row: dict) -> None:
        plan_events.close_challenge(
            challenge=self.plan.challenges.get(words=row["words"]), outcome=row["outcome"], by=self.team
        )

    def share_scrutiny(self, *, row: dict) -> None:
        by = self.people[row["by"]]
        entry = plan_events.write_scrutiny(
            board=self.plan.board,
            kind=row["kind"],
            words=row["words"],
            source=row["source"],
            seen_on=row["seen_on"],
            action=self.actions[row["action"]] if "action" in row else None,
            priority=self.actions[row["action"]].priority if "action" in row else None,
            to=self.partner(row["to"]),
            response_due_on=row.get("response_due_on"),
            by=by,
        )
        plan_events.share_scrutiny(entry=entry, plan=self.plan, by=by)

    def answer_scrutiny(self, *, row: dict) -> None:
        plan_events.answer_scrutiny(
            entry=self.plan.board.scrutiny.get(words=row["words"]), response=row["response"], by=self.team
        )

    def close_scrutiny(self, *, row: dict) -> None:
        plan_events.close_scrutiny(
            entry=self.plan.board.scrutiny.get(words=row["words"]),
            meeting=self.meeting(row),
            outcome=row["outcome"],
            by=self.team,
        )

    def publish_edition(self, *, row: dict) -> None:
        self.plan.refresh_from_db()
        edition = report_events.start_edition(plan=self.plan, by=self.team)
        report_events.word_edition(
            edition=edition,
            title=row.get("title", ""),
            foreword=row.get("foreword", ""),
            agreed_at=self.meeting(row) if "meeting" in row else None,
            by=self.team,
        )
        report_events.publish_edition(edition=edition, by=self.team)

    def one_to_one(self, *, kind: str, each: dict) -> None:
        group_events.record_one_to_one(
            body=self.bodies[each["agency"]],
            kind=kind,
            held_on=each.get("held_on"),
            next_on=each.get("next_on"),
            by=self.team,
        )

    def ask_agencies(self, *, row: dict) -> None:
        """Every agency of the board, against the standards of the last time, or the usual ones of a kind."""
        previous = self.plan.self_assessments.get(title=row["previous"]) if "previous" in row else None
        standards = previous.standards if previous else self.usual_standards(row["standards"])
        assessment = plan_events.open_self_assessment(
            plan=self.plan,
            title=row["title"],
            standards=standards,
            bodies=[body for body in self.bodies.values() if body.agency_id],
            due_on=row["due_on"],
            introduction=row["introduction"],
            previous=previous,
            by=self.team,
        )
        for found in assessment.returns.select_related("body"):
            found.assessment = assessment
            self.returns[row["title"], found.body] = found
        self.standards[row["title"]] = list(standards.standards.all())

    def usual_standards(self, kind: str) -> StandardSet:
        usual = PRESETS[kind]
        return plan_events.keep_standards(
            board=self.plan.board,
            title=usual.title,
            source=usual.source,
            kind=kind,
            scale=usual.scale,
            standards=[StandardTyped(title, words) for title, words in usual.standards],
            by=self.team,
        )

    def return_to(self, *, row: dict, each: dict, sent: bool = True) -> None:
        """An agency scores the first standards, and where `sent` all of them."""
        found, by = self.agency_return(row, each), self.people.get(each.get("by"), self.team)
        said, standards = {}, self.standards[row["title"]]
        for standard, score, evidence in zip(standards, each["scores"], cycle(row["evidence"]), strict=False):
            short = score in SHORT_OF
            said[standard.pk] = Said(
                score,
                evidence="" if score == NOT_APPLICABLE else evidence,
                improve=row["improve"] if short else "",
                by_when=row["by_when"] if short else "",
            )
        plan_events.save_return(agency_return=found, said=said, by=by)
        if sent:
            plan_events.send_return(agency_return=found, by=by)

    def moderate(self, *, row: dict, each: dict) -> None:
        found = self.agency_return(row, each)
        by_number = {standard.number: standard.pk for standard in self.standards[row["title"]]}
        otherwise = each["scores"] if each in row.get("moderated", ()) else ()
        scores = {by_number[one["number"]]: (one["score"], one["because"]) for one in otherwise}
        plan_events.moderate_return(agency_return=found, scores=scores, by=self.team, done=True)

    def share_returns(self, *, row: dict) -> None:
        plan_events.share_returns(assessment=self.plan.self_assessments.get(title=row["title"]), by=self.team)

    def close_assessment(self, *, row: dict) -> None:
        assessment = self.plan.self_assessments.get(title=row["title"])
        plan_events.close_self_assessment(assessment=assessment, outcome=row["outcome"], by=self.team)

    def agency_return(self, row: dict, each: dict) -> AgencyReturn:
        return self.returns[row["title"], self.bodies[each["agency"]]]

    def risk(self, *, row: dict) -> None:
        said = ("words", "likelihood", "impact", "response", "held_by", "review_on")
        plan_events.record_risk(
            plan=self.plan,
            action=self.actions[row["action"]] if "action" in row else None,
            by=self.team,
            **{name: row[name] for name in said if name in row},
        )

    def look_again(self, *, words: str, again: dict) -> None:
        """What is not said again stays as it was."""
        risk = self.plan.risks.get(words=words)
        said = ("words", "action", "likelihood", "impact", "response", "held_by", "review_on")
        stands = {name: getattr(risk, name) for name in said}
        plan_events.review_risk(
            risk=risk,
            by=self.team,
            **stands | {name: value for name, value in again.items() if name != "on"},
        )

    def close_risk(self, *, row: dict) -> None:
        plan_events.close_risk(
            risk=self.plan.risks.get(words=row["words"]), why_closed=row["why_closed"], by=self.team
        )

    def begin_review(self, *, row: dict) -> None:
        """With its recommendations, what was answered to them and the stages that are done: as it is when shared."""
        board = self.plan.board
        kinds = board.review_kinds
        if not kinds.exists():
            plan_events.take_usual_kinds(board=board, by=self.team)
        said = (
            "code_name",
            "topic",
            "led_by",
            "planned_for",
            "notified_on",
            "commissioned_on",
            "published_on",
        )
        review = plan_events.begin_review(
            board=board,
            kind=kinds.get(name=row["kind"]),
            agencies=[self.bodies[name].agency for name in row.get("agencies", [])],
            follows=board.reviews.get(code_name=row["follows"]) if "follows" in row else None,
            by=self.team,
            **{name: row[name] for name in said if name in row},
        )
        done = row.get("stages", {})
        if done:
            stages = {stage.pk: done[stage.words] for stage in review.stages.all() if stage.words in done}
            plan_events.record_stages(review=review, done=stages, by=self.team)
        for made in row.get("recommendations", []):
            self.recommend(review, made)

    def recommend(self, review: Review, row: dict) -> None:
        to = [body.agency or body for body in (self.bodies[name] for name in row["to"])]
        recommendation = plan_events.add_recommendation(
            review=review,
            number=row["number"],
            text=row["text"],
            agencies=[each for each in to if isinstance(each, Agency)],
            bodies=[each for each in to if isinstance(each, Body)],
            new_themes="\n".join(row.get("themes", [])),
            evidence=row.get("evidence", ""),
            by=self.team,
        )
        if "response" in row:
            plan_events.answer_recommendation(
                recommendation=recommendation,
                response=row["response"],
                reason=row.get("reason", ""),
                responded_on=row.get("responded_on"),
                by=self.team,
            )
        if "actions" in row:
            actions = [self.action_called(named) for named in row["actions"]]
            plan_events.link_recommendation(recommendation=recommendation, actions=actions, by=self.team)

    def action_called(self, named: str | dict) -> Action:
        """An action by its reference in this plan, or by the slug of another plan of the board and its label there."""
        if isinstance(named, str):
            return self.actions[named]
        return Action.objects.get(
            plan__board=self.plan.board, plan__slug=named["plan"], label=named["label"], label_ordinal=1
        )

    def share_review(self, *, row: dict) -> None:
        review = Review.objects.get(board=self.plan.board, code_name=row["code_name"])
        plan_events.share_review(review=review, plan=self.plan, by=self.team)

    def recommendation(self, review: str, number: str) -> Recommendation:
        return Recommendation.objects.get(
            review__board=self.plan.board, review__code_name=review, number=number
        )

    def close_recommendation(self, *, review: str, row: dict) -> None:
        closed = row["closed"]
        plan_events.close_recommendation(
            recommendation=self.recommendation(review, row["number"]),
            meeting=Meeting.objects.get(body=self.bodies[closed["body"]], held_on=closed["on"]),
            because=closed.get("because", ""),
            impact_due_on=closed.get("impact_due_on"),
            by=self.team,
        )

    def look_at_impact(self, *, review: str, row: dict) -> None:
        found = row["found"]
        plan_events.look_at_impact(
            recommendation=self.recommendation(review, row["number"]),
            found=found["found"],
            words=found["words"],
            on=found["on"],
            by=self.team,
        )

    def key_messages(self, name: str) -> str:
        return "\n".join(
            row["words"] for row in self.document.get("key_messages", []) if row["quarter"] == name
        )

    def draft(self, *, name: str):
        report = report_events.start_draft(quarter=self.quarters[name], by=self.team)
        row = next(row for row in self.document["quarters"] if row["name"] == name)
        return report_events.edit_draft(
            report=report,
            key_messages=self.key_messages(name),
            decisions="",
            agenda_item=row.get("agenda_item", ""),
            presenter=row.get("presenter", ""),
            by=self.team,
        )

    def begin_year(self, *, starts_on: date) -> None:
        report_events.begin_year(board=self.plan.board, starts_on=starts_on, by=self.team)

    def make_final(self, *, name: str) -> None:
        report_events.finalise_report(report=self.draft(name=name), by=self.team)

    def group_update(self, *, row: dict) -> None:
        """What a group sends to a meeting: words, those of its highlights of a period, or why it is excused."""
        meeting, body = self.meeting(row), self.bodies[row["body"]]
        due = DueReport.objects.of_plan(self.plan).of_each_group().get(meeting=meeting)
        if "excused" in row:
            report_events.excuse_group(due=due, body=body, reason=row["excused"], by=self.team)
            return
        words = row
        if "highlights_of" in row:
            words = body.highlights.get(quarter=self.quarters[row["highlights_of"]]).__dict__
        report_events.send_group_update(
            due=due,
            body=body,
            by=self.people[row["by"]],
            **{field: words.get(field, "") for field in Highlight.FIELDS},
        )

    def board_report(self, *, row: dict) -> None:
        """A report to the Board with the highlights that were chosen for it; final, or a draft."""
        meeting = self.meeting(row)
        report = report_events.start_board_report(meeting=meeting, by=self.team)
        there = highlights_offered(read(meeting, draft=report))
        names = {self.bodies[key].name for key in row["highlights"]}
        report_events.edit_board_report(
            report=report,
            key_messages=row["key_messages"],
            decisions=row["decisions"],
            agenda_item=row.get("agenda_item", ""),
            presenter=row.get("presenter", ""),
            risks_from=row.get("risks_from"),
            highlights_chosen=[block.key for block in there if block.body in names],
            by=self.team,
        )
        if row["final"]:
            report_events.finalise_board_report(report=report, by=self.team)

    def sign(self, *, quarter: str, by: Person, remarks: str = "") -> None:
        report = self.plan.monitoring_reports.frozen().filter(quarter=self.quarters[quarter]).get()
        report_events.approve_report(report=report, by=by, remarks=remarks)

    def open_to_the_public(self, *, row: dict) -> None:
        report_events.keep_public_pages(
            board=self.plan.board,
            contact=row["contact"],
            about=row["about"],
            never_public="\n".join(row["never_public"]),
            by=self.team,
        )

    def publish(self, *, row: dict) -> None:
        """Every text is ticked but for those that the row keeps inside; some go out in other words. A text of an action
        is named by its reference and what it is, any other by its words."""
        draft = report_events.prepare_publication(source=self.source(row), by=self.team)
        prepared = Prepared(draft)
        reworded, left = dict(row.get("reworded", {})), set(row.get("kept_inside", ()))
        choices = {}
        for key, text in prepared.offered.items():
            of = prepared.told.named[text.about].split(" ")[0] if text.about else ""
            named = f"{of} {text.what}" if of else text.words
            said = reworded.pop(named, prepared.choices[key].said)
            choices[key] = Choice(text.words, named not in left, said)
            left.discard(named)
        if reworded or left:
            raise ValueError(f"No such texts: {', '.join([*reworded, *left])}")
        report_events.look_at_texts(
            publication=draft, choices=choices, introduction=row["introduction"], by=self.team
        )
        report_events.publish(publication=draft, by=self.team)

    def source(self, row: dict) -> Source:
        """The final of a reporting period, or an edition of the plan."""
        if "edition" in row:
            return self.plan.editions.frozen().get(version=row["edition"])
        return self.plan.monitoring_reports.frozen().filter(quarter=self.quarters[row["quarter"]]).get()


@cache
def _hashed_password() -> str:
    """The one password of every account, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def _working_day(day: date) -> date:
    """The day itself, or the last one before it on which people are at work."""
    while warnings_about(day):
        day -= timedelta(days=1)
    return day


def _unless_a_week_before(row: dict, held_on: date) -> date | None:
    """The papers deadline of a row where it is not the usual one, which moves with its meeting."""
    return row["papers_due"] if held_on - row["papers_due"] != Meeting.PAPERS_AHEAD else None


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
    first = document["quarters"][0]
    with clock.at(first.get("opens_on") or first["papers_due"]):
        demonstration.add_quarters()
    demonstration.add_linked_plans()
    demonstration.schedule()
    demonstration.schedule_reports()
    demonstration.replay()
    for row in document["quarters"]:
        if row["state"] == "collecting":
            demonstration.draft(name=row["name"])
    return True
