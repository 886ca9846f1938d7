"""From an edition of a plan, and what was ticked of its texts, to what the public reads.

Not offered are the reporting planner, changes since the version before, who sits where, which meeting agreed it and
what left the plan: these are the board's own business.
"""

from collections.abc import Mapping
from itertools import chain

from reporting.edition.content import ActionLine, PlanContent
from reporting.publishing.offered import Part, What, owners_named
from reporting.publishing.public_plan import (
    Chapter,
    Objectives,
    PlannedAction,
    PlanPart,
    PlanWords,
    Priority,
    PublicPlan,
)
from reporting.publishing.walk import Walk


def parts_of_plan(content: PlanContent, names: str) -> tuple[Part, ...]:
    """All that is offered, in the order of the plan. `names` is what the first part is called."""
    walk = Walk({})
    _walked(content, walk, names, "")
    return walk.parts


def public_plan(content: PlanContent, said: Mapping[str, str], introduction: str) -> PublicPlan:
    """What the public reads of an edition. `said` are the words that go out, by the key of the text (`parts_of_plan`):
    a text that is not there stays inside.
    """
    return _walked(content, Walk(said), "", introduction)


def references_of(content: PlanContent) -> dict[int, str]:
    """What each action that is offered is called, by its place."""
    return {place: action.reference for place, action in enumerate(_in_the_plan(content), 1)}


def _in_the_plan(content: PlanContent) -> list[ActionLine]:
    return [action for part in content.parts for action in part.actions if not action.left]


def _walked(content: PlanContent, walk: Walk, names: str, introduction: str) -> PublicPlan:
    labels, cover = content.labels, content.cover
    walk.begin(names)
    headings = [walk.out(What.HEADING, part.title) or f"Part {n}" for n, part in enumerate(content.parts, 1)]
    kinds = [walk.out(What.HEADING, group.kind) or labels.objective for group in content.objectives]
    owners = dict.fromkeys(chain.from_iterable(owners_named(a.owners) for a in _in_the_plan(content)))
    who = {name: walk.out(What.WHO, name) for name in owners}
    abbreviations = walk.abbreviations(content.terms)
    walk.begin(cover.title)
    title = walk.out(What.HEADING, cover.title) or content.plan
    vision = walk.out(What.VISION, cover.vision)
    foreword = walk.marked(What.FOREWORD, cover.foreword)
    chapters = [_chapter(walk, each.title, each.text) for each in content.narrative]
    walk.begin(labels.priorities)
    objectives = [
        Objectives(
            kind, walk.all_out(What.OBJECTIVE, (f"{each.label} {each.text}".strip() for each in group.rows))
        )
        for kind, group in zip(kinds, content.objectives, strict=True)
    ]
    priorities = [
        Priority(walk.out(What.PRIORITY, each.name), walk.out(What.ABOUT, each.text))
        for each in content.priorities
    ]
    parts: list[PlanPart] = []
    actions: list[PlannedAction] = []
    place = 0
    for planned, heading in zip(content.parts, headings, strict=True):
        walk.begin(planned.title)
        text = walk.out(What.ABOUT, planned.text)
        aims = walk.all_out(
            What.OBJECTIVE, (f"{each.label} {each.text}".strip() for each in planned.objectives)
        )
        described = []
        there = [action for action in planned.actions if not action.left]
        for action in there:
            place += 1
            line = _action(walk, action, place, heading, who)
            if line.words:
                described.append(line)
        measures = walk.all_out(What.MEASURE, planned.measures)
        parts.append(
            PlanPart(heading, text, aims, measures, len(there), tuple(each.place for each in described))
        )
        actions += described
    return PublicPlan(
        title=title,
        board=content.board,
        plan=content.plan,
        edition=cover.version,
        starts_on=cover.starts_on,
        ends_on=cover.ends_on,
        dated=cover.published_on,
        demonstration=content.demonstration_words,
        introduction=introduction,
        words=PlanWords(
            labels.action,
            labels.actions,
            labels.priorities,
            labels.owner,
            labels.when,
            labels.outcome,
            labels.success,
        ),
        vision=vision,
        foreword=foreword,
        chapters=tuple(chapter for chapter in chapters if chapter.text),
        objectives=tuple(each for each in objectives if each.texts),
        priorities=tuple(each for each in priorities if each.name),
        total=place,
        parts=tuple(parts),
        actions=tuple(actions),
        abbreviations=abbreviations,
    )


def _chapter(walk: Walk, title: str, text: str) -> Chapter:
    walk.begin(title)
    return Chapter(walk.out(What.HEADING, title), walk.marked(What.CHAPTER, text))


def _action(
    walk: Walk, action: ActionLine, place: int, heading: str, who: Mapping[str, str]
) -> PlannedAction:
    words = walk.out(What.ACTION, action.text, place)
    parts = walk.all_out(What.PART, action.parts, place)
    when = walk.out(What.WHEN, action.when, place)
    outcome = walk.out(What.OUTCOME, action.outcome, place)
    success = walk.out(What.SUCCESS, action.success, place)
    owners = tuple(filter(None, map(who.get, owners_named(action.owners))))
    return PlannedAction(place, action.reference, words, parts, heading, owners, when, outcome, success)
