"""The rows of a planner as a document has it, as they would be in the plan's."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lscb.importing.lists import Offered
from lscb.importing.shapes import Change, ListRow
from lscb.lines import in_one_line
from lscb.words import capital
from plans.models import Plan
from plans.rules.timescales import Certainty, read_timescale
from plans.selectors.readings import names_of
from reporting.models import PlannedReport
from reporting.rules.planner_words import DutyRead, duties_of
from reporting.rules.recurrence import in_words
from subgroups.models import Body
from subgroups.rules.names import name_key


@dataclass(frozen=True)
class Planned:
    """What a row says: its texts by field, who provides it, and the duties in its words."""

    texts: Mapping[str, str]
    providers: tuple[int, ...]
    provider_words: str
    duties: tuple[DutyRead, ...]
    forum_words: str


def planner_offered(plan: Plan, rows: Sequence[ListRow]) -> list[Offered]:
    """Which reports rows are, and how their words are read; five queries."""
    names = names_of(plan.board.pk)
    called = dict(Body.objects.filter(board=plan.board_id).values_list("pk", "name"))
    there: dict[str, list[PlannedReport]] = {}
    for report in plan.planned_reports.prefetch_related("providers"):
        there.setdefault(in_one_line(report.what).casefold(), []).append(report)
    find = finder(names)
    return [_planned(plan, row, names, find, called, there) for row in rows]


def finder(names: Mapping[str, int]) -> Callable[[str], tuple[int, ...]]:
    """Finds which bodies some words name, in their order: the longest name first, each place once."""
    longest = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, longest))})(?![\w/])") if longest else None

    def find(words: str) -> tuple[int, ...]:
        found = pattern.findall(name_key(words)) if pattern else []
        return tuple(dict.fromkeys(names[name] for name in found))

    return find


def _planned(
    plan: Plan,
    row: ListRow,
    names: Mapping[str, int],
    find: Callable[[str], tuple[int, ...]],
    called: Mapping[int, str],
    there: dict[str, list[PlannedReport]],
) -> Offered:
    odd = list(row.oddities)
    what = in_one_line(row["what"])
    providers, words = _providers(row["provider"], names)
    duties = duties_of(
        row["when"],
        row["to"],
        reads=lambda text: read_timescale(
            text, plan_start=plan.starts_on, plan_end=plan.ends_on, year_starts_in=plan.year_starts_in
        ),
        finds=find,
    )
    reads = {"when": "\n".join(_often(duty, called, row["to"]) for duty in duties)}
    if row["when"] and not duties:
        odd.append("How often is not understood: say it on the row's page.")
    for duty in duties:
        if duty.certainty in (Certainty.AMBIGUOUS, Certainty.UNRESOLVABLE):
            odd.append(f"“{duty.words}” can be read in more than one way.")
        if not duty.forums and not row["to"]:
            odd.append(f"“{duty.words}” does not say to whom.")
    wrong = "" if what else "Say which report it is."
    texts = {"what": what, "activity": row["activity"], "tells": row["tells"], "when_text": row["when"]}
    if len(what) > 200:
        wrong = f"Shorten the name of the report to 200 characters; it has {len(what)}."
    if len(words) > 200:
        wrong = f"Shorten who provides it to 200 characters; it has {len(words)}."
    planned = Planned(texts, providers, words, tuple(duties), "" if find(row["to"]) else row["to"][:200])
    if wrong:
        return Offered(row, reads=reads, oddities=tuple(odd), wrong=wrong)
    same = there.get(what.casefold())
    report = same.pop(0) if same else None
    if report is None:
        return Offered(row, reads=reads, oddities=tuple(odd), found=planned)
    if row["when"] and in_one_line(row["when"]) != in_one_line(report.when_text):
        odd.append(f"Here it is reported “{in_one_line(report.when_text)}”: that and its duties stay.")
    if row["provider"] and (set(providers), words) != (
        {body.pk for body in report.providers.all()},
        report.provider_words,
    ):
        odd.append(f"Here it is provided by {report.provided_by or 'nobody who is named'}: that stays.")
    return Offered(row, report, tuple(_changes(row, report)), reads, tuple(odd), found=planned)


def _changes(row: ListRow, report: PlannedReport):
    for name, label in (("activity", "Activity"), ("tells", "What it will tell")):
        if row[name] and in_one_line(row[name]) != in_one_line(getattr(report, name)):
            yield Change(name, label, getattr(report, name), row[name])


def _providers(cell: str, names: Mapping[str, int]) -> tuple[tuple[int, ...], str]:
    """The bodies that a cell names, and the words of it that name none."""
    if name_key(cell) in names:
        return (names[name_key(cell)],), ""
    bodies, words = [], []
    for part in re.split(r"[;,\n]", cell):
        part = " ".join(part.split())
        if name_key(part) in names:
            bodies.append(names[name_key(part)])
        elif part:
            words.append(part)
    return tuple(dict.fromkeys(bodies)), "; ".join(words)


def _often(duty: DutyRead, called: Mapping[int, str], to: str) -> str:
    forums = ", ".join(called[pk] for pk in duty.forums if pk in called) or to or "nobody who is named"
    return f"{capital(in_words(duty.frequency))}, to {forums}"
