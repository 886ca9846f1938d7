"""A load: many copies of a published plan, as long as asked for, with years of invented progress; for measuring.

One board is loaded as `load_examples` loads it, through the operations. Its rows are then copied for the others under
keys of their own, and what happened to each is drawn by chance: openings, decisions, agreed completions and finals are
events, updates and what the team made of them are written many at once, with their lines of the audit trail. All of it
follows from the seed.
"""

import random
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from lscb import clock
from lscb.archive import held
from lscb.archive.loading import go_on_counting
from lscb.errors import Refused
from lscb.events import audit, seals
from lscb.events.names import of_person
from lscb.models import AuditEntry, AuditSeal
from lscb.search import index
from plans import operations as plan_events
from plans.models import Action, Moderation, Plan, PlanEvent, ProgressUpdate, Quarter
from plans.rules import ratings, repeating
from plans.rules.ratings import Rating
from reporting import operations as report_events
from reporting.examples.demonstration import Demonstration
from reporting.examples.document import load_plan
from reporting.printing.pdf.printer import print_html
from subgroups.models import Board, BoardRole, Body, Membership, Person
from subgroups.operations.news import nobody_is_told

EXAMPLE = "cumbria-2017-20"
LAST_YEAR = 2017  # whose last quarter is being collected, as in the example's demonstration
TODAY = date(2018, 4, 9)
FIRST = "001"  # in the names of the first board, where each copy has its own number
NAMED = {  # by whose field: what has to be another's on each board
    "subgroups.board": ("name", "short_name", "slug"),
    "subgroups.person": ("email",),
    "plans.plan": ("slug",),
}
AT_ONCE = 500  # rows written to the database

# From one quarter's rating to the next one's: what may follow, each as often as it stands there.
FOLLOWS = {
    Rating.NOT_STARTED: "NNNGGGGGGA",
    Rating.ON_TRACK: "GGGGGGGGGGGGGGGGGAAARB",
    Rating.AT_RISK: "AAAAGGGGR",
    Rating.OFF_TRACK: "RRRAAAG",
}
SILENT, OF_OWNERS = (
    0.04,
    0.5,
)  # of what is asked: not answered; answered by an owner and not by the board team
PAPER = "<html lang=en><title>{0}</title><h1>{0}</h1><p>Made up for measuring: the paper was not set."


def load(
    *,
    boards: int,
    actions: int,
    years: int,
    finals: int,
    seed: int,
    said: Callable[[str], None] = lambda words: None,
) -> None:
    """Fill an empty database: so many boards, each with a plan of so many actions that has been reported for so many
    years, of whose last quarters so many have finals. `said` is told how far it is.

    :raises Refused: where a board or a person is there already, or the service is no demonstration.
    """
    if not settings.DEMONSTRATION:
        raise Refused("A load is invented: it is made only in a demonstration (LSCB_DEMONSTRATION=1).")
    if Board.objects.exists() or Person.objects.exists():
        raise Refused("Boards or people are there already: a load is made in an empty database.")
    words = Words.of_example()
    paper = print_html(PAPER.format("Monitoring report"))
    try:
        with transaction.atomic():
            index.lift()
            first = _first_board(actions, years)
            said(f"One board of {actions} actions is there.")
            _copy_board(first, boards - 1)
            said(f"It was copied {boards - 1} times.")
        for number, plan in enumerate(Plan.objects.select_related("board").order_by("pk"), start=1):
            with transaction.atomic(), nobody_is_told():
                Progress(plan, words, random.Random(f"{seed} {number}"), finals, paper).replay()  # noqa: S311
            said(f"Board {number} of {boards} was reported.")
    finally:
        index.rebuild()
    said(seals.seal())


# --- The boards -----------------------------------------------------------------------------------------------


def _first_board(actions: int, years: int) -> Board:
    """The example's board, plan, people and meetings, with so many actions and every quarter of so many years."""
    document, progress = _read(EXAMPLE), _read(f"{EXAMPLE}-demonstration")
    document["board"] |= {
        "name": f"Copy {FIRST} of {document['board']['name']}",
        "short_name": f"Copy {FIRST}",
        "slug": f"copy-{FIRST}",
    }
    starts_on = date(LAST_YEAR + 1 - years, 4, 1)
    document["plan"] |= {"slug": f"plan-{FIRST}", "starts_on": starts_on, "published_on": starts_on}
    _cut(document["sections"], actions)
    for row in progress["people"]:
        name, at, host = row["email"].partition("@")
        row["email"] = f"{name}.{FIRST}{at}{host}"
    made = {
        "people": progress["people"],
        "meetings": progress["meetings"],
        "quarters": list(_quarters(years)),
        "today": TODAY,
    }
    plan, _ = load_plan(document, demonstration=True)
    _repeat_actions(plan, actions)
    demonstration = Demonstration(made, plan, {row["key"]: row["name"] for row in document["bodies"]})
    demonstration.add_people()
    demonstration.add_meetings()
    with clock.at(starts_on), nobody_is_told():
        demonstration.add_quarters()
        report_events.generate_due_reports(
            plan=plan, first=starts_on, last=TODAY + timedelta(days=365), by=demonstration.team
        )
    return plan.board


def _read(name: str) -> dict:
    return tomllib.loads((settings.FIXTURES_DIR / f"{name}.toml").read_text(encoding="utf-8"))


def _cut(sections: list[dict], actions: int) -> None:
    """Leave sections no more than so many actions, the first of the plan."""
    for row in sections:
        row["actions"] = row["actions"][:actions]
        actions -= len(row["actions"])


def _quarters(years: int) -> Iterator[dict]:
    for year in range(LAST_YEAR + 1 - years, LAST_YEAR + 1):
        for number in range(1, 5):
            ends = date(year + number // 3, (3 + 3 * number) % 12 + 1, 1) - timedelta(days=1)
            meeting = ends + timedelta(days=18)
            yield {
                "name": f"Q{number} {year}/{(year + 1) % 100:02}",
                "year": str(year),
                "number": number,
                "meeting": meeting,
                "papers_due": meeting - timedelta(days=7),
            }


def _repeat_actions(plan: Plan, wanted: int) -> None:
    """Give a plan, which is the only one, as many actions as are wanted: those it has, again and again, each time under
    the same references as the next printed with them."""
    there = list(plan.actions.order_by("pk").values_list("pk", flat=True))
    last = plan.actions.aggregate(last=Max("label_ordinal"))["last"]
    rows: list[tuple[models.Model, int]] = []
    for model in held.models_held():
        name = _field_of_action(model)
        found = model._base_manager.filter(**{f"{name}__in": there}).order_by("pk") if name else ()
        if model is AuditEntry:
            found = found.filter(thing_type=ContentType.objects.get_for_model(Action))
        rows += [(row, getattr(row, name)) for row in found]
    keys = _keys({type(row) for row, _ in rows})
    for number in range(1, -(-wanted // len(there))):
        left = set(there[: wanted - number * len(there)])
        copies: dict[type[models.Model], list[models.Model]] = {}
        for row, action in rows:
            if action in left and getattr(row, "to_id", action) in left:
                copy = _copy_of(row, number, keys)
                if hasattr(copy, "label_ordinal"):
                    copy.label_ordinal += number * last
                copies.setdefault(type(row), []).append(copy)
        for model, some in copies.items():
            model._base_manager.bulk_create(some, batch_size=AT_ONCE)
    go_on_counting()


def _field_of_action(model: type[models.Model]) -> str:
    """The column that says of which action a row is; empty where it is of none."""
    of = held.historical_of(model) or model
    if of is Action:
        return "id"
    if of is AuditEntry:
        return "thing_id"
    is_action = [field.attname for field in of._meta.concrete_fields if field.related_model is Action]
    return "action_id" if "action_id" in is_action else ""


def _copy_board(board: Board, copies: int) -> None:
    """Write the rows of a board, which is the only one, once more for each copy."""
    holding = held.Holding.of(board)
    copied = [model for model in held.models_held() if model is not AuditSeal]
    keys = _keys(copied)
    for model in copied:
        rows = [row for part in holding.rows(model) for row in part]
        for number in range(1, copies + 1):
            some = [_copy_of(row, number, keys) for row in rows]
            model._base_manager.bulk_create(some, batch_size=AT_ONCE)
    go_on_counting()


def _keys(copied: Iterable[type[models.Model]]) -> dict[type[models.Model], int]:
    """The last key of each."""
    return {model: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in copied}


def _copy_of(row: models.Model, number: int, keys: dict[type[models.Model], int]) -> models.Model:
    """A row as it stands in the copy of that number: keys of the models in `keys` are moved on by as many as there are,
    once for each copy."""
    model = type(row)
    of = held.historical_of(model) or model
    named = NAMED.get(held.label_of(of), ())
    values = {}
    for field in model._meta.concrete_fields:
        value = getattr(row, field.attname)
        to = model if field.primary_key else field.related_model if field.is_relation else None
        if field.name == "id" and of is not model:
            to = of  # of which it is an earlier state
        if field.name == "thing_id" and model is AuditEntry:
            to = ContentType.objects.get_for_id(row.thing_type_id).model_class()
        if value is not None and to in keys:
            value += number * keys[to]
        elif value and field.name in named and Board in keys:
            value = value.replace(FIRST, f"{number + 1:03}")
        values[field.attname] = value
    return model(**values)


# --- What happened --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What people said in the demonstration, by the field of an update; and what meetings decided."""

    said: dict[str, list[str]]
    decided: list[str]

    @classmethod
    def of_example(cls) -> "Words":
        document = _read(f"{EXAMPLE}-demonstration")
        said = {
            field: sorted({row[field] for row in document["updates"] if row.get(field)})
            for field in ProgressUpdate.WORDS
        }
        return cls(said, [row["words"] for row in document["decisions"]])


class Progress:
    """One plan, being reported quarter by quarter."""

    def __init__(self, plan: Plan, words: Words, chance: random.Random, finals: int, paper: bytes):
        self.plan, self.words, self.chance = plan, words, chance
        self.finals, self.paper = finals, paper
        roles = BoardRole.objects.filter(board=plan.board, role=BoardRole.GivenRole.BOARD_TEAM)
        self.team = [role.person for role in roles.select_related("person").order_by("pk")]
        self.bodies = {body.pk: body for body in Body.objects.filter(board=plan.board)}
        self.members: dict[int, list[Person]] = {}
        places = Membership.objects.filter(body__board=plan.board).select_related("person")
        for place in places.order_by("pk"):
            if place.person not in self.team:
                self.members.setdefault(place.body_id, []).append(place.person)
        actions = plan.actions.select_related("plan__board").prefetch_related("owners")
        self.actions = list(actions.order_by("pk"))  # each as it stands: events read it anew in place
        self.last: dict[int, ProgressUpdate] = {}  # of each action, by its key

    def replay(self) -> None:
        quarters = list(self.plan.quarters.select_related("plan__board", "meeting__body").order_by("pk"))
        for behind, quarter in zip(range(len(quarters) - 1, -1, -1), quarters, strict=True):
            self.report(quarter, final=0 < behind <= self.finals, collecting=not behind)

    def report(self, quarter: Quarter, *, final: bool, collecting: bool) -> None:
        """Everything of one quarter; of one that is still being collected, less."""
        with self.on(quarter, -10):
            plan_events.open_quarter(quarter=quarter, by=self.team[0])
        live = [action for action in self.actions if action.state == Action.State.LIVE]
        asked = [action for action in live if self.chance.random() > (0.4 if collecting else SILENT)]
        updates = self.updates(asked, quarter)
        ProgressUpdate.objects.bulk_create(updates, batch_size=AT_ONCE)
        lines = [
            self.line(PlanEvent.PROGRESS_UPDATED, each, {"rating": [self.rating_before(each), each.rating]})
            for each in updates
        ]
        proposals = [] if collecting else [each for each in updates if each.proposed]
        accepted = [
            Moderation(proposal=each, stands_for=each, by=self.team[0], at=each.at + timedelta(days=1))
            for each in proposals
        ]
        Moderation.objects.bulk_create(accepted, batch_size=AT_ONCE)
        lines += [
            self.line(
                PlanEvent.PROPOSAL_ACCEPTED,
                each,
                {"accepted": ["", each.proposal.rating], "proposed by": ["", of_person(each.proposal.by)]},
            )
            for each in accepted
        ]
        AuditEntry.objects.bulk_create(lines, batch_size=AT_ONCE)
        self.last |= {each.action_id: each for each in updates}
        if collecting:
            return
        if final:
            with self.on(quarter, 11):
                draft = report_events.start_draft(quarter=quarter, by=self.team[0])
                report_events.finalise_report(
                    report=draft, by=self.team[0], prints=lambda content: self.paper
                )
        self.decide(quarter, updates)

    def on(self, quarter: Quarter, days: int):
        return clock.at(quarter.ends_on + timedelta(days=days))

    def decide(self, quarter: Quarter, updates: Sequence[ProgressUpdate]) -> None:
        """At its meeting: what is complete is agreed, and of one that is off track something is decided."""
        with self.on(quarter, 19):
            told = {"meeting": quarter.meeting, "by": self.team[0]}
            for each in updates:
                if each.rating == Rating.COMPLETE:
                    plan_events.agree_completion(action=each.action, **told)
            off_track = [each.action for each in updates if each.rating == Rating.OFF_TRACK]
            for action in off_track[:1]:
                plan_events.record_decision(
                    action=action, words=self.chance.choice(self.words.decided), **told
                )

    def updates(self, actions: Sequence[Action], quarter: Quarter) -> list[ProgressUpdate]:
        """What is said of them over some days, in the order in which it is said; not saved."""
        moments = sorted(self.moment(quarter) for _ in actions)
        order = list(actions)
        self.chance.shuffle(order)
        return [self.update(*each, quarter) for each in zip(order, moments, strict=True)]

    def moment(self, quarter: Quarter) -> datetime:
        day = quarter.ends_on + timedelta(days=self.chance.randint(-9, 8))
        return timezone.make_aware(
            datetime.combine(day, time(self.chance.randint(8, 17), self.chance.randrange(60)))
        )

    def update(self, action: Action, at: datetime, quarter: Quarter) -> ProgressUpdate:
        before = self.last.get(action.pk)
        rating = self.chance.choice(FOLLOWS[Rating(before.rating)]) if before else Rating.NOT_STARTED
        day = timezone.localtime(at).date()
        owners = [owner.body_id for owner in action.owners.all() if owner.body_id]
        theirs = list(chain.from_iterable(self.members.get(body, ()) for body in owners))
        is_owners = bool(theirs) and self.chance.random() < OF_OWNERS
        update = ProgressUpdate(
            action=action,
            quarter=quarter,
            rating=str(rating),
            progress=self.say("progress"),
            by=self.chance.choice(theirs if is_owners else self.team),
            on_behalf_of=self.bodies[owners[0]] if owners and not is_owners else None,
            proposed=is_owners,
            at=at,
        )
        disagrees = action.rating_suggested(rating, day) is not None
        for need in ratings.needs(rating, disagrees=disagrees):
            if need == ratings.COMPLETED_ON:
                value = day
            elif need == ratings.BACK_ON_TRACK:
                value = day + timedelta(days=self.chance.randint(30, 120))
            else:
                value = self.say(need.field)
            setattr(update, need.field, value)
        if before and repeating.repeats(update.words, before.words):
            update.repeats = before
        return update

    def say(self, field: str) -> str:
        return self.chance.choice(self.words.said[field])

    def rating_before(self, update: ProgressUpdate) -> str | None:
        before = self.last.get(update.action_id)
        return before.rating if before else None

    def line(self, event: PlanEvent, said: ProgressUpdate | Moderation, changes: dict) -> AuditEntry:
        update = said.proposal if isinstance(said, Moderation) else said
        entry = audit.line(event, update.action, by=said.by, changes=changes)
        entry.at = said.at
        return entry
