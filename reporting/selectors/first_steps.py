"""What a new board does, step by step, from its name to its first report; and which of it is done."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from lscb.wording import long_date
from lscb.words import own_words
from plans.models import ImportDraft, Plan, Quarter
from plans.rules.rhythm import Rhythm
from plans.selectors.quarters import first_quarter, quarter_words
from subgroups.models import Board, Person


@dataclass(frozen=True)
class Step:
    """One step: what it is for, what is there already, where it is taken. `sent` steps are a button."""

    title: str
    what_for: str
    done: bool
    said: str = ""
    href: str = ""
    link: str = ""
    optional: bool = False
    sent: bool = False
    ready: bool = True  # whether what it needs is there


def steps_of(board: Board, plan: Plan | None, person: Person) -> list[Step]:
    """The steps in order, for whoever types the board's plan."""
    groups = board.bodies.filter(merged_into=None).without_agencies().count()
    people = (
        Person.objects.filter(Q(board_roles__board=board) | Q(memberships__body__board=board))
        .exclude(pk=person.pk)
        .distinct()
        .count()
    )
    sections = list(plan.sections.all()) if plan else []
    actions = plan.actions.counted().count() if plan else 0
    imported = (
        bool(plan)
        and plan.imports.filter(kind=ImportDraft.ACTIONS, state=ImportDraft.State.TAKEN_IN).exists()
    )
    opened = plan.quarters.opened().newest_first().first() if plan else None
    words = plan.own_words if plan else board.own_words

    def say(text: str) -> str:
        return own_words(text, words)

    steps = [
        Step(
            "Name the board",
            "Its name stands on every page and every report.",
            done=True,
            said=f"{board.name}.",
            href=_admin("admin:subgroups_board_change", board.pk),
            link="Change its name or its words",
        ),
        Step(
            say("Add its groups and posts"),
            say("Everything that can own an action, so that “who” is understood."),
            done=bool(groups),
            said=_count(groups, "so far"),
            href=reverse("plans:groups-add", args=[board.slug]),
            link="Add more" if groups else say("Add the groups"),
        ),
        Step(
            "Add people",
            say("Those who chair a group, so that they can say how their actions are going."),
            done=bool(people),
            said=_count(people, "besides you"),
            href=reverse("subgroups:people-add", args=[board.slug]),
            link="Add more" if people else "Add people",
            optional=True,
        ),
        Step(
            "Name the plan",
            "Its title, its years and the words it uses for its parts.",
            done=plan is not None,
            said=f"{plan.title}, {long_date(plan.starts_on)} to {long_date(plan.ends_on)}." if plan else "",
            href="" if plan else reverse("plans:plan-add", args=[board.slug]),
            link="Name the plan",
        ),
        Step(
            "Import its document",
            say(
                "The plan as it is written, in Word or Excel: its sections and actions are read from its tables."
            ),
            done=imported,
            said="Taken in." if imported else "",
            href=reverse("plans:import-list", args=[plan.slug]) if plan else "",
            link="Import another" if imported else "Import the document",
            optional=True,
            ready=plan is not None,
        ),
        Step(
            say("Add its sections"),
            "The parts under which the plan prints its tables. A short plan needs none.",
            done=bool(sections),
            said=_count(len(sections), "so far"),
            href=reverse("plans:sections-add", args=[plan.slug]) if plan else "",
            link="Add more" if sections else say("Add sections"),
            optional=True,
            ready=plan is not None,
        ),
        Step(
            say("Add its actions"),
            say("What will be done, by whom and by when, as the plan prints it. One is enough to go on."),
            done=bool(actions),
            said=_count(actions, "so far"),
            href=reverse("plans:action-add", args=[plan.slug]) + _in_first(sections) if plan else "",
            link=say("Add another action") if actions else say("Add the first action"),
            ready=plan is not None,
        ),
    ]
    return [*steps, *_last_steps(plan, opened, actions, say)]


def _last_steps(plan: Plan | None, opened: Quarter | None, actions: int, say) -> list[Step]:
    # Those planned, or typed by days, are opened from their list.
    listed = plan is not None and (plan.rhythm == Rhythm.TYPED or plan.quarters.exists())
    following = first_quarter(plan) if plan and not opened and not listed else None
    name = quarter_words(following) if following else ""
    href = reverse(f"plans:quarter-{'list' if listed else 'first'}", args=[plan.slug]) if plan else ""
    return [
        Step(
            say("Open the first reporting period"),
            say("From then on owners can say how their actions are going."),
            done=opened is not None,
            said=f"{opened.name} is open." if opened else f"{name}." if name else "",
            href="" if opened else href,
            link=f"Open {name.partition(',')[0]}" if name else say("Choose the reporting period to open"),
            sent=bool(name),
            ready=bool(plan and actions),
        ),
        Step(
            "Print the report",
            say("A draft is there as soon as the reporting period is open, on the page and as a PDF."),
            done=False,
            href=reverse("reporting:report-live", args=[plan.slug, opened.slug]) if opened else "",
            link="See the draft",
            ready=bool(opened and actions),
        ),
    ]


def next_step(steps: list[Step]) -> Step | None:
    """The first that is not done and must be."""
    return next((step for step in steps if not step.done and not step.optional), None)


def _in_first(sections: list) -> str:
    """Typing begins in the first section, so that its number begins the references."""
    return f"?section={sections[0].pk}" if sections else ""


def _admin(name: str, *args) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _count(number: int, words: str) -> str:
    return f"{number} {words}." if number else ""
