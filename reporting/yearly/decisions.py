"""What meetings decided in the year, as its finals told it, and what they decided about other matters."""

from collections.abc import Iterable

from lscb.wording import listed, number_of
from reporting.report.decided import Decided
from reporting.yearly.facts import MatterFacts, PlanYear, YearFacts
from reporting.yearly.plans import plan_by_plan
from reporting.yearly.writing import Nothing, blocks, heading, items, line, said, sentence

CLOSED = "Completion agreed"
_KINDS = {
    CLOSED: ("completion agreed", "completions agreed"),
    "New date agreed": ("new date agreed", "new dates agreed"),
    "New date not agreed": ("new date not agreed", "new dates not agreed"),
    "Help promised": ("promise of help", "promises of help"),
    "Completion not agreed": ("completion not agreed", "completions not agreed"),
    "Other decision": ("other decision", "other decisions"),
}


def drafted(year: YearFacts) -> str:
    nothing = "The reports of the year tell of no decision."
    text = plan_by_plan(year, _of_plan, nothing=nothing)
    others = _matters(year.matters)
    if isinstance(text, Nothing) and others:
        return blocks(str(text), others)
    return Nothing(text) if isinstance(text, Nothing) else blocks(text, others)


def told_of(plan: PlanYear) -> list[Decided]:
    """Each decision once, as the last final that tells it has it: help that was promised is told until it came."""
    found = {
        (each.meeting, each.id, each.kind, each.words): each
        for final in plan.finals
        for each in final.content.decided
    }
    return list(found.values())


def _of_plan(plan: PlanYear) -> str:
    decided = told_of(plan)
    if not decided:
        return ""
    kinds = [
        number_of(n, *words)
        for kind, words in _KINDS.items()
        if (n := sum(each.kind == kind for each in decided))
    ]
    meetings = dict.fromkeys(each.meeting for each in decided)
    return blocks(
        f"The reports of the year tell of {number_of(len(decided), 'decision', 'decisions')}: {listed(kinds)}.",
        *(
            part
            for meeting in meetings
            for part in (
                heading(meeting),
                items(_at(plan, [each for each in decided if each.meeting == meeting])),
            )
        ),
    )


def _at(plan: PlanYear, decided: list[Decided]) -> Iterable[str]:
    closed = [each for each in decided if each.kind == CLOSED]
    if closed:
        yield f"{CLOSED}: {'; '.join(said(each.reference or each.text) for each in closed)}."
    for each in decided:
        if each.kind != CLOSED:
            about = said(f"{each.reference} {each.text}".strip()).rstrip(".")
            became = f" {sentence(said(each.became))}" if each.became else ""
            yield f"{line(each.kind)}, {about}: {sentence(said(each.words))}{became}"


def _matters(matters: tuple[MatterFacts, ...]) -> str:
    if not matters:
        return ""
    return blocks(
        heading("Other matters"),
        items(
            " ".join(
                filter(
                    None,
                    [
                        f"{line(each.meeting)}: {sentence(said(each.words))}",
                        sentence(said(", ".join(filter(None, [each.by, each.state])))),
                        sentence(said(each.outcome)),
                    ],
                )
            )
            for each in matters
        ),
    )
