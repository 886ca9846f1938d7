"""The page of the search: what says the words, of which kinds and plans, and one page of it as it is shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from lscb import clock
from lscb.lines import beginning
from lscb.models import SearchEntry
from lscb.search.asking import saying
from lscb.search.words import Asked, Parts, asked, excerpt, marked
from plans.models import Plan, Theme
from reporting.rules.search import without_ordinal
from reporting.selectors.searched import SEARCHED, Kind, Reader, Shown

PAGE = 20  # things
EXCERPTS = 3  # of one thing
BEGINNING = 160  # characters of what was found by its name alone


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its title and words in parts, each with whether it was looked for."""

    kind: Kind
    title: Parts
    beside: str
    address: str
    excerpts: tuple[tuple[str, Parts], ...]


@dataclass(frozen=True)
class Found:
    """What a search found. `kinds` and `plans` are what it can be narrowed to, with how many there are of each."""

    looked_for: list[Asked]
    page: Page
    hits: list[Hit] = field(default_factory=list)
    kinds: list[tuple[Kind, int]] = field(default_factory=list)
    plans: list[tuple[Plan, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.page.paginator.count


def search(
    person, typed: str, *, kind: Kind | None, plan: Plan | None, plans: list[Plan], page: str | int | None
) -> Found:
    """What the person may see of all that says the words. Two queries, and one for each model on the page.

    :param plans: those the person sees, the one whose pages they are led to first.
    """
    typed = without_ordinal(typed)
    looked_for, today = asked(typed), clock.today()
    boards = {each.board_id for each in plans if each == plan} if plan else person.board_ids
    entries = (
        SearchEntry.objects.visible_to(person)
        .filter(saying(looked_for, boards))
        .found()
        .lasting(today)
        .named_once(Kind.PERSON, today)
        .exclude(_hidden_from(person))
    )
    counted = list(entries.order_by().values_list("kind", "plan", "board").annotate(n=Count("pk")))
    known = {each.pk: each for each in plans}

    def of_plan(each: Plan, plan_pk: int | None, board: int) -> bool:
        return plan_pk == each.pk or (plan_pk is None and board == each.board_id)

    kinds: Counter[str] = Counter()
    for its_kind, its_plan, board, n in counted:
        if plan is None or of_plan(plan, its_plan, board):
            kinds[its_kind] += n
    of_plans = {
        each.pk: sum(
            n
            for its_kind, its_plan, board, n in counted
            if (kind is None or its_kind == kind) and of_plan(each, its_plan, board)
        )
        for each in plans
    }
    if kind:
        entries = entries.filter(kind=kind)
    if plan:
        entries = entries.filter(Q(plan=plan.pk) | Q(plan=None))
    paginator = Paginator(_in_order(entries, typed, looked_for, boards), PAGE)
    paginator.count = kinds[kind] if kind else sum(kinds.values())
    shown = paginator.get_page(page)
    return Found(
        looked_for,
        shown,
        _hits(person, list(shown), looked_for, plans),
        [(each, kinds[each]) for each in Kind if kinds[each] or each == kind],
        [(known[pk], n) for pk, n in of_plans.items() if n or (plan and pk == plan.pk)],
    )


def _hidden_from(person) -> Q:
    """What the index has for everybody of a board, and they may not see nor be told the number of: a theme that only
    reviews in preparation have, which another row than its own says."""
    seen = Theme.objects.visible_to(person).filter(pk=OuterRef("thing"))
    return Q(source=Theme._meta.label_lower) & ~Exists(seen)


def _in_order(
    entries: QuerySet[SearchEntry], typed: str, looked_for: list[Asked], boards: Iterable[int]
) -> QuerySet[SearchEntry]:
    """What has the words for its reference first, then what has them in its title; the kinds in their order, of each
    what was said last."""
    in_title = saying(looked_for, boards, in_title=True)
    return entries.annotate(
        tier=Case(When(ref=typed.lower(), then=Value(0)), When(in_title, then=Value(1)), default=Value(2)),
        place=Case(
            *(When(kind=each, then=Value(n)) for n, each in enumerate(Kind)), default=Value(len(Kind))
        ),
    ).order_by("tier", "place", F("said_at").desc(nulls_last=True), "source", "thing")


def _hits(person, entries: list[SearchEntry], looked_for: list[Asked], plans: list[Plan]) -> list[Hit]:
    """As they are shown; what the person may not see is not there, whatever the index says."""
    keys: dict[str, list[int]] = {}
    for entry in entries:
        keys.setdefault(entry.source, []).append(entry.thing)
    rows = {source: SEARCHED[source].rows(person, found) for source, found in keys.items()}
    first: dict[int, Plan] = {}
    for plan in plans:
        first.setdefault(plan.board_id, plan)
    reader = Reader(first, person.boards_edited)
    return [
        _hit(Kind(entry.kind), SEARCHED[entry.source].shown(row, reader), looked_for)
        for entry in entries
        if (row := rows[entry.source].get(entry.thing))
    ]


def _hit(kind: Kind, shown: Shown, looked_for: list[Asked]) -> Hit:
    title = marked(shown.title, looked_for)
    excerpts = [
        (label, parts)
        for label, text in shown.texts
        if (parts := excerpt(text, looked_for)) and not _is_in(shown.title, parts)
    ]
    if not excerpts:  # found by its name alone, which is that of its action or its reporting period
        excerpts = [
            (label, parts)
            for label, text in shown.texts[:1]
            if not _is_in(shown.title, parts := [(beginning(text, BEGINNING), False)])
        ]
    return Hit(kind, title, shown.beside, shown.address, tuple(excerpts[:EXCERPTS]))


def _is_in(title: str, parts: Parts) -> bool:
    """Whether the title says it already."""
    return "".join(words for words, _ in parts).strip(" \u00a0…") in title
