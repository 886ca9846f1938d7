"""The navigation: the places in which a board finds what it knows, and the pages of each.

This is the one table of it. Every page of the product stands in one place, beside what the navigation leads to or
within it, so that where somebody is can always be shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice

from lscb.addresses import address
from lscb.permissions import Verb, allows
from lscb.words import own_words
from plans.models import Plan
from subgroups.models import Board, Person


class Of(StrEnum):
    """What the address of a page is of."""

    PLAN = "plan"
    BOARD = "board"
    NOTHING = "nothing"


def _whoever_may(verb: Verb) -> Callable[[Person, Plan | Board], bool]:
    return lambda person, whole: allows(person, verb, whole)


_reads = _whoever_may(Verb.VIEW)
_types = _whoever_may(Verb.EDIT_PLAN)
_prepares = _whoever_may(Verb.PREPARE_REPORT)


@dataclass(frozen=True)
class Page:
    """A page that the navigation leads to.

    :param route: the name of its URL.
    :param words: what it is called, in our words.
    :param within: the routes of the pages that it leads to, without what they are all named after.
    :param shown: who is led there.
    """

    route: str
    words: str
    within: tuple[str, ...] = ()
    of: Of = Of.PLAN
    shown: Callable[[Person, Plan | Board], bool] = _reads


# The places in their order, what each is called in our words, and its pages; the first is what the place opens with.
PLACES: dict[str, tuple[Page, ...]] = {
    "Home": (
        Page(
            "home",
            "Home",
            within=(
                "subgroups:set-up",
                "subgroups:board-add",
                "subgroups:board-open",
                "subgroups:board-remove",
                "reporting:load-examples",
            ),
            of=Of.NOTHING,
            shown=lambda person, whole: True,
        ),
    ),
    "Actions": (
        Page(
            "plans:action-list",
            "All actions",
            within=(
                "plans:action-add",
                "plans:action-answer",
                "plans:action-ask-date",
                "plans:action-change",
                "plans:action-decide",
                "plans:action-depends",
                "plans:action-detail",
                "plans:action-item",
                "plans:action-link",
                "plans:action-milestone",
                "plans:action-named",
                "plans:action-plan",
                "plans:action-save",
                "plans:action-timescale",
                "plans:action-update",
                "plans:actions-update",
                "plans:evidence-add",
                "plans:evidence-file",
                "plans:evidence-withdraw",
                "plans:item-add",
                "plans:item-change",
                "plans:undo",
            ),
        ),
        Page("plans:view-list", "Saved views", within=("plans:view-add", "plans:view-change")),
        Page("plans:update-sheet", "By spreadsheet", shown=_whoever_may(Verb.UPDATE_ACTION)),
        Page("plans:moderation", "Proposed updates", shown=_whoever_may(Verb.MODERATE)),
        Page("plans:reminders", "Reminders", shown=_prepares),
    ),
    "Groups": (
        Page(
            "plans:group-list",
            "All groups",
            within=(
                "plans:group-detail",
                "plans:group-document-add",
                "plans:group-document-agree",
                "plans:group-document-file",
                "plans:group-document-withdraw",
                "plans:group-functions",
                "plans:group-save",
                "plans:groups-add",
            ),
        ),
        Page("plans:agency-list", "Agencies", within=("plans:agency-one-to-one",)),
    ),
    "Meetings": (
        Page(
            "reporting:meetings",
            "All meetings",
            within=(
                "reporting:group-meetings",
                "reporting:group-meetings-add",
                "reporting:group-meetings-save",
                "plans:matter-add",
                "reporting:meeting-agenda",
                "reporting:meeting-attendance",
                "reporting:meeting-change",
                "reporting:meeting-detail",
                "reporting:meeting-mode",
                "reporting:group-excuse",
                "reporting:group-update",
                "reporting:group-update-file",
                "reporting:group-updates",
                "reporting:meetings-save",
            ),
        ),
        Page(
            "plans:decisions-waiting",
            "To decide",
            within=("plans:decision-outcome", "plans:decision-save"),
        ),
        Page(
            "plans:decision-log", "Log of decisions", within=("plans:matter-detail", "plans:matter-follow-up")
        ),
        Page("reporting:attendance", "Attendance", within=("reporting:attendance-save",)),
    ),
    "Risks and challenges": (
        Page("plans:risk-list", "Risks", within=("plans:risk-add", "plans:risk-detail", "plans:risk-save")),
        Page(
            "plans:challenge-list",
            "Challenges",
            within=(
                "plans:challenge-add",
                "plans:challenge-change",
                "plans:challenge-detail",
                "plans:challenge-save",
            ),
        ),
        Page(
            "plans:scrutiny-list",
            "Scrutineer’s log",
            within=(
                "plans:scrutiny-add",
                "plans:scrutiny-change",
                "plans:scrutiny-detail",
                "plans:scrutiny-save",
            ),
        ),
    ),
    "Learning": (
        Page(
            "plans:review-list",
            "Reviews",
            within=(
                "plans:recommendation-add",
                "plans:review-add",
                "plans:review-change",
                "plans:review-detail",
                "plans:review-kind",
                "plans:review-kind-add",
                "plans:review-kinds",
                "plans:review-save",
            ),
        ),
        Page(
            "plans:recommendation-list",
            "Recommendations",
            within=(
                "plans:recommendation-actions",
                "plans:recommendation-change",
                "plans:recommendation-detail",
                "plans:recommendation-evidence",
                "plans:recommendation-file",
                "plans:recommendation-save",
                "plans:recommendation-withdraw",
            ),
        ),
        Page("plans:theme-list", "Themes", within=("plans:theme-change",)),
        Page("plans:audit-list", "Audit programme", within=("plans:audit-save",)),
        Page(
            "plans:self-assessment-list",
            "Self-assessments",
            within=(
                "plans:answer-action",
                "plans:answer-evidence",
                "plans:answer-file",
                "plans:answer-withdraw",
                "plans:return-detail",
                "plans:return-moderate",
                "plans:return-session",
                "plans:return-write",
                "plans:self-assessment-add",
                "plans:self-assessment-change",
                "plans:self-assessment-detail",
                "plans:self-assessment-grid",
                "plans:self-assessment-save",
                "plans:standards-add",
                "plans:standards-change",
                "plans:standards-detail",
            ),
        ),
    ),
    "Measures": (
        Page("plans:measure-list", "Measures", within=("plans:measure-detail", "plans:measure-save")),
    ),
    "Planner": (
        Page(
            "reporting:forward-plan",
            "Forward plan",
            within=(
                "reporting:due-list",
                "reporting:due-report",
                "reporting:due-save",
                "reporting:forward-plan-save",
                "reporting:forward-plan-update",
            ),
        ),
        Page(
            "reporting:planner",
            "Reporting planner",
            within=("reporting:duty", "reporting:planner-save"),
        ),
        Page("reporting:calendar", "In your calendar", of=Of.NOTHING),
    ),
    "Reports": (
        Page(
            "reporting:report-list",
            "All reports",
            within=(
                "reporting:highlight-write",
                "reporting:report-approve",
                "reporting:report-correct",
                "reporting:report-detail",
                "reporting:report-final",
                "reporting:report-live",
                "reporting:report-live-rows",
                "reporting:report-live-schedule",
                "reporting:report-rows",
                "reporting:report-schedule",
                "reporting:report-words",
                "reporting:report-year-ago",
                "reporting:report-year-ago-rows",
            ),
        ),
        Page(
            "reporting:board-report-list",
            "Board reports",
            within=(
                "reporting:board-report-correct",
                "reporting:board-report-detail",
                "reporting:board-report-final",
                "reporting:board-report-live",
                "reporting:board-report-words",
            ),
        ),
        Page("reporting:trends", "Trends", within=("reporting:trends-save",)),
        Page(
            "reporting:yearly-list",
            "Yearly report",
            within=(
                "reporting:yearly-approve",
                "reporting:yearly-begin",
                "reporting:yearly-correct",
                "reporting:yearly-detail",
                "reporting:yearly-final",
                "reporting:yearly-finance",
                "reporting:yearly-leave-out",
                "reporting:yearly-recipients",
                "reporting:yearly-section",
                "reporting:yearly-section-versions",
                "reporting:yearly-sections",
                "reporting:yearly-heading",
                "reporting:yearly-heading-add",
                "reporting:yearly-heading-remove",
                "reporting:yearly-headings",
            ),
        ),
        Page(
            "reporting:publication-list",
            "Public pages",
            within=(
                "reporting:publication-detail",
                "reporting:publication-prepare",
                "reporting:publication-prepare-edition",
                "reporting:publication-prepare-year",
                "reporting:publication-publish",
                "reporting:publication-settings",
                "reporting:publication-withdraw",
            ),
            of=Of.BOARD,
            shown=_whoever_may(Verb.PUBLISH),
        ),
    ),
    "Plan": (
        Page(
            "plans:plan-detail",
            "The whole plan",
            within=(
                "plans:action-carry",
                "plans:carry-over",
                "plans:plan-add",
                "plans:plan-archive",
                "plans:plan-keep",
                "plans:linked-add",
                "plans:plan-link",
                "plans:plan-next",
                "plans:sections-add",
            ),
        ),
        Page("reporting:plan-page", "On a page"),
        Page(
            "reporting:edition-list",
            "As published",
            within=("reporting:edition-detail", "reporting:edition-draft", "reporting:edition-final"),
        ),
        Page(
            "plans:chapter-list",
            "Introduction and text",
            within=("plans:chapter-add", "plans:chapter-change", "plans:chapter-remove"),
            shown=_types,
        ),
        Page("plans:links", "What serves what", shown=_types),
        Page("plans:glossary", "Glossary", within=("plans:glossary-save",)),
    ),
    "Settings": (
        Page(
            "subgroups:people",
            "People",
            within=(
                "subgroups:leaver",
                "subgroups:meetings-save",
                "subgroups:people-add",
                "subgroups:people-save",
                "subgroups:person",
                "subgroups:person-change",
                "subgroups:record",
            ),
            of=Of.BOARD,
            shown=_types,
        ),
        Page("plans:words", "Own words", shown=_types),
        Page(
            "plans:quarter-list",
            "Reporting periods",
            within=(
                "plans:quarter-close",
                "plans:quarter-first",
                "plans:quarter-open",
                "plans:rhythm",
            ),
            shown=_prepares,
        ),
        Page("plans:quality", "Plan quality"),
        Page(
            "plans:import-list",
            "Import",
            within=tuple(
                f"{app}:import-{page}"
                for app in ("plans", "subgroups")
                for page in ("of", "look", "row", "take-in", "end")
            ),
            shown=_types,
        ),
        Page("plans:history", "History", shown=_whoever_may(Verb.VIEW_AUDIT)),
        Page("plans:board-audit", "All that is recorded", of=Of.BOARD, shown=_whoever_may(Verb.VIEW_AUDIT)),
        Page("subgroups:access", "Who sees what", within=("subgroups:signing",), of=Of.BOARD),
        Page(
            "reporting:data-keys", "Data for other tools", within=("reporting:data-columns",), of=Of.NOTHING
        ),
        Page("subgroups:archives", "Leave with everything", of=Of.BOARD, shown=_types),
        Page("operations", "Operations", of=Of.NOTHING, shown=lambda person, whole: person.is_superuser),
        Page("admin:index", "Admin", of=Of.NOTHING, shown=lambda person, whole: person.is_staff),
    ),
}


@dataclass(frozen=True)
class Led:
    """A link of the navigation.

    :param is_here: whether it leads to the page itself.
    :param is_about: whether the page stands within it.
    :param pages: of a place that the page stands in, if there are several to go to.
    """

    words: str
    url: str
    is_here: bool
    is_about: bool
    pages: tuple["Led", ...] = ()


@cache
def place_of(route: str) -> tuple[str, str]:
    """The place of a page, and the route of the page of it that leads there; two empty words for one of no place."""
    if route.startswith("admin:"):
        return "Settings", "admin:index"
    for name, pages in PLACES.items():
        for page in pages:
            if route == page.route or route in page.within:
                return name, page.route
    return "", ""


def navigation(person: Person, plan: Plan | None, board: Board | None, route: str) -> list[Led]:
    """The places that a reader is led to, with the pages of the one that the page stands in; no query.

    :param route: of the page that shows it.
    """
    here, above = place_of(route)
    own = (plan or board).own_words if plan or board else {}
    shown = []
    for name, pages in PLACES.items():
        offered = _offered(pages, person, plan, board)
        links = tuple(
            Led(own_words(page.words, own), url, page.route == route, page.route == above)
            for page, url in (offered if name == here else islice(offered, 1))
        )
        if links:
            first, within = links[0], links if len(links) > 1 else ()
            shown.append(Led(own_words(name, own), first.url, first.is_here, name == here, within))
    return shown


def _offered(
    pages: tuple[Page, ...], person: Person, plan: Plan | None, board: Board | None
) -> Iterator[tuple[Page, str]]:
    for page in pages:
        whole = board if page.of == Of.BOARD else plan or board
        if whole is None and page.route not in ("home", "admin:index"):
            continue
        if page.of == Of.PLAN and plan is None:
            continue
        if page.shown(person, whole):
            args = {Of.PLAN: plan, Of.BOARD: board}.get(page.of)
            yield page, address(page.route, *([args.slug] if args else []))
