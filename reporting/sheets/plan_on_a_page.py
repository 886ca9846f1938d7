"""What the plan on a page says, read from the plan as it stands; the same for paper and screen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lscb.wording import number_of
from lscb.words import not_linked_to, own_words, sentence_lower, without
from plans.models import Action, ActionOwner, Objective, Plan, Quarter
from plans.rules import ratings
from plans.rules.position import RatingPart, position_bar
from plans.selectors.grouping import NOT_LINKED, SERVES, objectives_by_kind
from plans.selectors.owners import NO_OWNER, NOT_PLACED
from reporting.report.facts import KeyLine
from reporting.report.rows import Chip
from reporting.rules.drawings import Drawing, bar
from reporting.sheets.base import Sheet, head_of

Grouping = Plan.Grouping
LEADS = 3  # owners named where a part has no lead of its own


@dataclass(frozen=True)
class Cell:
    """A part of the plan and how it stands. `lead` says who leads it; where it has no lead, who owns what is in it.

    `counts` holds the letters that count some, and `ratings` says the same in words.
    """

    title: str
    lead: str
    total: int
    complete: int
    overdue: int
    counts: tuple[tuple[str, int], ...]
    worst: Chip | None
    counted: str
    href: str = ""
    ratings: str = ""

    @property
    def done_words(self) -> str:
        """As 2 of 14 complete; 3 overdue."""
        if not self.total:
            return self.counted
        late = f"{self.overdue} overdue" if self.overdue else ""
        return "; ".join(filter(None, [f"{self.complete} of {self.total} complete", late]))

    @property
    def picture(self) -> Drawing:
        """Its ratings as a bar, for the page on screen."""
        return bar(self.counts, self.ratings, wide=288, high=24)


@dataclass(frozen=True)
class Aims:
    """Objectives of one kind, in the plan's words."""

    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class OnePage(Sheet):
    """Everything the page says."""

    years: str
    quarter: str
    by: str
    by_words: str
    counted: str
    parts: tuple[RatingPart, ...]
    total: int
    note: str
    aims: tuple[Aims, ...]
    threads: Aims | None
    cells: tuple[Cell, ...]
    key: tuple[KeyLine, ...]

    @property
    def title(self) -> str:
        return self.plan if "on a page" in self.plan.lower() else f"{self.plan} on a page"

    @property
    def what(self) -> str:
        return f"on a page, {sentence_lower(self.by_words)}, {self.quarter}"

    @property
    def status(self) -> str:
        return f"{self.by_words}, {self.quarter}"

    @property
    def ratings(self) -> str:
        """How all of it stands, in words."""
        return _ratings(
            {part.letter: part.count for part in self.parts}, {part.letter: part.word for part in self.parts}
        )

    @property
    def key_line(self) -> str:
        """Letters and words, for the foot."""
        return "; ".join(f"{'–' if line.letter == '-' else line.letter} {line.word}" for line in self.key)


@dataclass
class _Group:
    """A part of the plan while it is counted."""

    title: str
    lead: str = ""
    href: str = ""
    letters: Counter = field(default_factory=Counter)
    owners: Counter = field(default_factory=Counter)
    overdue: int = 0


def groupings(plan: Plan) -> dict[str, str]:
    """What this plan can be laid out by, in its own words; what its lists are sorted by comes first."""
    has = {
        Grouping.SECTION: plan.sections.exists(),
        Grouping.PRIORITY: plan.priorities.exists(),
        Grouping.OBJECTIVE: plan.actions.counted().exclude(objective=None).exists(),
        Grouping.YEAR: plan.actions.counted().exclude(year="").exists(),
        Grouping.OWNER: True,
    }
    order = dict.fromkeys([Grouping(plan.grouped_by), *has])
    words = {each: getattr(plan, f"{each}_label") for each in has}
    return {str(each): f"By {sentence_lower(words[each])}" for each in order if has[each]}


def plan_on_a_page(person, plan: Plan, quarter: Quarter | None, by: str = "", *, called: str = "") -> OnePage:
    """The plan as it stands now, laid out by one of `groupings`; a fixed number of queries.

    `called` is what the page says of the quarter, where that is more than its name.
    """
    offered = groupings(plan)
    by = by if by in offered else next(iter(offered))
    actions = Action.objects.visible_to(person).filter(plan=plan).counted().with_status(quarter)
    owners = _owners(plan, whole=by == Grouping.OWNER)
    groups = _groups(plan, by)
    total = Counter()
    joint = 0
    rows = actions.in_plan_order().annotate(serves=SERVES)
    for pk, section, serves, objective, year, letter, overdue in rows.status_values(
        "pk", "section", "serves", "objective", "year", "rating_now", "is_overdue"
    ):
        total[letter] += 1
        theirs = owners.get(pk, {})
        keys = {
            Grouping.SECTION: [section],
            Grouping.PRIORITY: [serves],
            Grouping.OBJECTIVE: [objective],
            Grouping.YEAR: [year],
            Grouping.OWNER: [*theirs] or [NO_OWNER],
        }[by]
        joint += len(keys) > 1
        for key in keys:
            if key not in groups:
                groups[key] = _Group(_elsewhere(plan, by, key, theirs), href=_url(plan, by, key))
            group = groups[key]
            group.letters[letter] += 1
            group.overdue += overdue
            group.owners.update(theirs.values())
    words = plan.rating_words()
    aims, threads = _aims(plan)
    many = sentence_lower(plan.action_label_plural)
    named = any(group.lead or group.owners for group in groups.values())
    return OnePage(
        **head_of(plan),
        years=plan.years,
        quarter=called
        or (quarter.name if quarter else own_words("no reporting period open yet", plan.own_words)),
        by=by,
        by_words=offered[by],
        counted=number_of(total.total(), sentence_lower(plan.action_label), many),
        parts=tuple(
            position_bar(
                {str(r): total[str(r)] for r in ratings.ORDER},
                words,
                lambda letter: plan.action_list_url(rating=letter),
            )
        ),
        total=total.total(),
        note=f"{number_of(joint, 'has', 'have')} several and {'counts' if joint == 1 else 'count'} under each."
        if joint
        else "",
        aims=aims,
        threads=threads,
        cells=tuple(
            _cell(plan, group, words, _lead(plan, by, group) if named else "") for group in groups.values()
        ),
        key=tuple(KeyLine(*line) for line in plan.rating_key()),
    )


def _groups(plan: Plan, by: str) -> dict[int | str | None, _Group]:
    """The parts that the plan names, also those without an action."""
    if by == Grouping.SECTION:
        return {
            each.pk: _Group(str(each), each.lead.name if each.lead else "", _url(plan, by, each.pk))
            for each in plan.sections.select_related("lead")
        }
    if by == Grouping.PRIORITY:
        return {each.pk: _Group(str(each), "", _url(plan, by, each.pk)) for each in plan.priorities.all()}
    if by == Grouping.OBJECTIVE:
        linked = plan.objectives.filter(actions__in=plan.actions.counted()).distinct()
        return {
            each.pk: _Group(each.heading, "", _url(plan, by, each.pk))
            for _, rows in objectives_by_kind(plan, list(linked))
            for each in rows
        }
    return {}


def _elsewhere(plan: Plan, by: str, key: int | str | None, owners: dict) -> str:
    """The title of a part that is not one of the plan's own."""
    if by == Grouping.OWNER:
        unknown = {
            NO_OWNER: f"No {sentence_lower(plan.owner_label)}",
            NOT_PLACED: f"{plan.owner_label} not recognised",
        }
        return unknown.get(key) or owners[key]
    if by == Grouping.YEAR:
        return key or without(plan.year_label)
    if by == Grouping.PRIORITY:
        return not_linked_to(plan.priority_label)
    if by == Grouping.OBJECTIVE:
        return not_linked_to(plan.objective_label)
    return without(plan.section_label)


def _url(plan: Plan, by: str, key: int | str | None) -> str:
    """The list of exactly these actions, where it can be asked for."""
    looks = {NO_OWNER: "no-owner", NOT_PLACED: "unplaced-owner"}
    if by == Grouping.OWNER and key in looks:
        return plan.action_list_url(look=looks[key])
    if by in (Grouping.PRIORITY, Grouping.OBJECTIVE):
        key = key or NOT_LINKED
    return plan.action_list_url(**{by: key}) if key else ""


def _owners(plan: Plan, *, whole: bool) -> dict[int, dict[int | str, str]]:
    """Owners of each action in printed order: by body, or together where we know none; by their `whole` names where
    they head a part."""
    found: dict[int, dict[int | str, str]] = {}
    rows = ActionOwner.objects.filter(action__plan=plan).order_by("action", "position", "pk")
    for action, body, short, name, words in rows.values_list(
        "action", "body", "body__short_name", "body__name", "words"
    ):
        found.setdefault(action, {})[body or NOT_PLACED] = (name if whole else short or name) or words
    return found


def _lead(plan: Plan, by: str, group: _Group) -> str:
    if by == Grouping.OWNER:
        return ""
    if group.lead:
        return f"Lead: {group.lead}"
    named = [name for name, _ in group.owners.most_common(LEADS)]
    if not named:
        return "Lead: not stated"
    more = len(group.owners) - len(named)
    label = plan.owner_label if len(group.owners) == 1 else plan.owner_label_plural
    return f"{label}: {', '.join(named)}{f' and {more} more' if more else ''}"


def _cell(plan: Plan, group: _Group, words: dict[str, str], lead: str) -> Cell:
    letters = {str(letter): group.letters[str(letter)] for letter in ratings.ORDER}
    worst = next((str(letter) for letter in ratings.WORST_FIRST if letters[str(letter)]), "")
    total = sum(letters.values())
    return Cell(
        title=group.title,
        lead=lead,
        total=total,
        complete=letters[str(ratings.Rating.COMPLETE)],
        overdue=group.overdue,
        counts=tuple((letter, n) for letter, n in letters.items() if n),
        worst=Chip(worst, words[worst]) if worst else None,
        counted=number_of(total, sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)),
        href=group.href if total else "",
        ratings=_ratings(letters, words),
    )


def _ratings(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    """As "2 complete, 3 off track"."""
    return ", ".join(f"{n} {sentence_lower(words[letter])}" for letter, n in counts.items() if n)


def _aims(plan: Plan) -> tuple[tuple[Aims, ...], Aims | None]:
    """The plan's own objectives by kind, aims before duties; golden threads apart."""
    kinds = Objective.Kind
    order = [kinds.AIM, kinds.OBJECTIVE, kinds.THEME, kinds.STATUTORY, kinds.CORE_FUNCTION]
    texts: dict[str, list[str]] = {}
    for each in plan.objectives.filter(section=None).order_by("position", "pk"):
        texts.setdefault(each.kind, []).append(f"{each.label} {each.text}".strip())
    found = tuple(
        Aims(plan.objective_label_plural if kind == kinds.OBJECTIVE else f"{kind.label}s", tuple(texts[kind]))
        for kind in order
        if kind in texts
    )
    threads = texts.get(kinds.GOLDEN_THREAD)
    return found, Aims(f"{kinds.GOLDEN_THREAD.label}s", tuple(threads)) if threads else None
