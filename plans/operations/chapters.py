"""The narrative of a plan, written chapter by chapter."""

from django.db import transaction

from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from plans.models import Chapter, Plan, PlanEvent
from subgroups.models import Person

WRITTEN = ("title", "text", "drawing")


@transaction.atomic
def add_chapter(*, plan: Plan, title: str, text: str = "", drawing: str = "", by: Person) -> Chapter:
    """Put a chapter behind those that the plan has.

    :raises Refused: without a title, with neither a text nor a drawing, or with a text that is too long.
    """
    locks.hold(plan)
    last = plan.chapters.last()
    chapter = Chapter(plan=plan, position=last.position + 1 if last else 1)
    _write(chapter, title, text, drawing)
    audit.save(chapter, by)
    audit.record(PlanEvent.CHAPTER_ADDED, chapter, by=by)
    return chapter


@transaction.atomic
def change_chapter(*, chapter: Chapter, title: str, text: str, drawing: str, by: Person) -> Chapter:
    """Write a chapter anew; nothing happens where nothing is different.

    :raises ChangedMeanwhile: when it is not any more as whoever writes had read it.
    :raises Refused: as for a new one.
    """
    _hold_as_read(chapter)
    before = audit.values_of(chapter, WRITTEN)
    _write(chapter, title, text, drawing)
    if changes := audit.differences(before, audit.values_of(chapter, WRITTEN)):
        chapter.version += 1
        audit.save(chapter, by, [*WRITTEN, "version"])
        audit.record(PlanEvent.CHAPTER_CHANGED, chapter, by=by, changes=changes)
    return chapter


@transaction.atomic
def move_chapter(*, chapter: Chapter, to: int, by: Person) -> Chapter:
    """Let a chapter stand at another place, counted from 1; the others close up. Beyond the last is the last.

    :raises Refused: when it has been removed.
    """
    locks.hold(chapter)
    order = list(locks.locked(chapter.plan.chapters.all()))
    was = order.index(chapter) + 1
    order.remove(chapter)
    order.insert(max(to, 1) - 1, chapter)
    if (now := order.index(chapter) + 1) == was:
        return chapter
    for place, each in enumerate(order, start=1):
        if each.position != place:
            each.position = place
            audit.save(each, by, ["position"])
    audit.record(PlanEvent.CHAPTER_MOVED, chapter, by=by, changes={"place": [was, now]})
    return chapter


@transaction.atomic
def remove_chapter(*, chapter: Chapter, by: Person) -> None:
    """Take a chapter out of the plan; its words stay in the audit trail.

    :raises ChangedMeanwhile: when it is not any more as whoever removes it had read it.
    :raises Refused: when somebody has removed it already.
    """
    _hold_as_read(chapter)
    changes = {words: [value, ""] for words, value in audit.values_of(chapter, WRITTEN).items() if value}
    audit.record(PlanEvent.CHAPTER_REMOVED, chapter, by=by, changes=changes)
    audit.as_by(chapter, by).delete()


def _hold_as_read(chapter: Chapter) -> None:
    read = chapter.version
    locks.hold(chapter)
    if chapter.version != read:
        raise ChangedMeanwhile(
            "Somebody changed this chapter while you were looking at it. Look again, then decide.",
            current=chapter,
        )


def _write(chapter: Chapter, title: str, text: str, drawing: str) -> None:
    if drawing and drawing not in Chapter.Drawing.values:
        raise ValueError(f"{drawing} is nothing that can be drawn.")
    wrong = guards.empty(title=(title, "Give the chapter a title."))
    if advice := Chapter.wrong_text(text, drawing):
        wrong["text"] = advice
    if wrong:
        raise Refused(wrong)
    chapter.title, chapter.text, chapter.drawing = title.strip(), text.strip(), drawing
