"""How far a plan is on each of its levels: counted in a fixed number of queries, whatever its size."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from lscb.words import sentence_lower
from plans.models import Plan
from plans.rules import ratings
from plans.selectors.grouping import SERVES

# What a reader wants to hear of besides what is complete, worst first.
_SAID = (ratings.Rating.OFF_TRACK, ratings.Rating.AT_RISK, ratings.Rating.ON_HOLD, ratings.NO_UPDATE)


@dataclass
class RatingCounts:
    """The actions of one level by letter. `said` are (how many, in which word, the list of exactly these or empty)."""

    counts: dict[str, int] = field(default_factory=dict)
    said: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def complete(self) -> int:
        return self.counts.get(str(ratings.Rating.COMPLETE), 0)

    def add(self, letter: str, n: int) -> None:
        self.counts[letter] = self.counts.get(letter, 0) + n


@dataclass
class LevelProgress:
    """RatingCounts of the plan as a whole and of each section, priority and objective by its id; None for none."""

    whole: RatingCounts = field(default_factory=RatingCounts)
    sections: dict[int | None, RatingCounts] = field(default_factory=dict)
    priorities: dict[int | None, RatingCounts] = field(default_factory=dict)
    objectives: dict[int | None, RatingCounts] = field(default_factory=dict)


def level_progress(plan: Plan, actions: QuerySet, *, has_threads: bool = True) -> LevelProgress:
    """Every level's progress; `actions` are those counted, after `with_status`. Two queries with the key, and a
    third where the plan `has_threads` (golden ones)."""
    found = LevelProgress()
    groups = (
        actions.order_by()
        .annotate(serves=SERVES)
        .status_values("section", "serves", "objective", "rating_now")
        .annotate(n=Count("pk"))
    )
    for section, priority, objective, letter, n in groups:
        found.whole.add(letter, n)
        for level, key in (
            (found.sections, section),
            (found.priorities, priority),
            (found.objectives, objective),
        ):
            level.setdefault(key, RatingCounts()).add(letter, n)
    for thread, letter in _threads(actions) if has_threads else ():
        found.objectives.setdefault(thread, RatingCounts()).add(letter, 1)
    words = plan.rating_words()
    _say(found.whole, words, lambda letter: plan.action_list_url(rating=letter))
    for key, each in found.sections.items():
        _say(
            each,
            words,
            lambda letter, key=key: plan.action_list_url(section=key, rating=letter) if key else "",
        )
    for key, each in found.priorities.items():
        _say(each, words, lambda letter, key=key: plan.action_list_url(priority=key or "none", rating=letter))
    for each in found.objectives.values():
        _say(each, words, lambda letter: "")
    return found


def _threads(actions: QuerySet) -> list[tuple[int, str]]:
    """An action counts for each golden thread it serves, once, be it by itself or with its section."""
    serving = actions.filter(Q(golden_threads__isnull=False) | Q(section__golden_threads__isnull=False))
    rows = serving.order_by().status_values("pk", "rating_now", "golden_threads", "section__golden_threads")
    served = {(thread, pk, letter) for pk, letter, *threads in rows for thread in threads if thread}
    return [(thread, letter) for thread, _, letter in served]


def _say(progress: RatingCounts, words: dict[str, str], href) -> None:
    progress.said = [
        (n, sentence_lower(words[str(letter)]), href(str(letter)))
        for letter in _SAID
        if (n := progress.counts.get(str(letter), 0))
    ]
