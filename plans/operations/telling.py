"""Who hears of what happens to an action: those who speak for its owners, and who is named beside one."""

from collections.abc import Iterable

from plans.models import Action
from plans.selectors.chasing import voices_of, words_of
from subgroups.models import Body, Person
from subgroups.operations.news import tell


def tell_owners(
    action: Action,
    *,
    subject: str,
    said: str,
    by: Person,
    too: Iterable[Person] = (),
    bodies: Iterable[Body] = (),
    link: str = "",
) -> list[int]:
    """Tell whoever speaks for its owners today or is named beside one, and for `bodies`, and `too`, what happened to an
    action.

    `said` follows the action's words, as a sentence or a few; `link` is the page to look at, the action's unless
    another is given. Whoever did it is not told. The keys of what was told, as `tell` answers.
    """
    rows = [owner for owner in action.owners.select_related("body", "named_person") if owner.body]
    owners, plan = [owner.body for owner in rows if owner.body], action.plan
    named = [owner.named_person for owner in rows if owner.named_person and plan.board.names_owners]
    seats = [seat for voices in voices_of(plan, {*owners, *bodies}).values() for seat in voices.speakers]
    return tell(
        [*(seat.person for seat in seats), *named, *too],
        board=plan.board,
        subject=f"{plan.title}: {action.called} {subject}"
        if action.reference
        else f"{plan.title}: {subject}",
        said=f"{action.reference} “{words_of(action)}”\n\n{said}".strip(),
        link=link or action.get_absolute_url(),
        by=by,
    )
