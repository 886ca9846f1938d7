"""Who can see and do what on a board: the verbs and roles of `lscb.permissions` in words, and who holds each today."""

from dataclasses import dataclass, field
from datetime import timedelta

from lscb import clock
from lscb.ordering import ByLetters
from lscb.permissions import READERS, VERBS, Role, Verb
from lscb.wording import listed, long_date
from lscb.words import own_words, sentence_lower
from subgroups.models import Board, BoardRole, Membership, Opening
from subgroups.rules.signing import Signing

# What each verb lets people do, in our words; a board's and a plan's own take their place.
VERB_WORDS: dict[Verb, str] = {
    Verb.VIEW: "See the plan, its actions, groups, meetings and reports, and print them",
    Verb.UPDATE_ACTION: "Rate an action, say how it goes, ask for another date",
    Verb.WRITE_HIGHLIGHT: "Write what a group says of a reporting period",
    Verb.MODERATE: "Accept what owners say of an action, or change it with a reason",
    Verb.EDIT_PLAN: "Type and change the plan, its actions, owners, groups, people and meetings",
    Verb.RECORD_MEASURE: "Record the values of measures",
    Verb.AGREE: "Record what a meeting agreed: new dates, completed actions, decisions",
    Verb.RAISE_CHALLENGE: "Raise a challenge",
    Verb.SETTLE_CHALLENGE: "Record the answer to a challenge, and close it",
    Verb.KEEP_SCRUTINY: "Write what independent scrutiny found, and share it",
    Verb.SETTLE_SCRUTINY: "Record the response to what scrutiny found, and close it",
    Verb.KEEP_REMIT: "Record a group’s terms of reference and work plan, and which actions serve what it is for",
    Verb.KEEP_RISKS: "Keep the risk register",
    Verb.KEEP_REVIEWS: "Keep reviews, audits and their recommendations, also while they are being prepared",
    Verb.SHOW_EVIDENCE: "Show by links and files what was done about a recommendation",
    Verb.WRITE_RETURN: "Write what an agency says of itself in a self-assessment, and send it",
    Verb.READ_RETURNS: "Read what agencies returned in a self-assessment before everybody may",
    Verb.KEEP_SELF_ASSESSMENTS: "Ask agencies for a self-assessment, moderate and share what they return",
    Verb.PREPARE_REPORT: "Open and close reporting periods, send reminders, prepare and correct reports",
    Verb.FINALISE_REPORT: "Make a report final",
    Verb.APPROVE_REPORT: "Approve a final report",
    Verb.PUBLISH: "Publish a final report for everybody to read, and withdraw it",
    Verb.VIEW_AUDIT: "Read the history of everything: who changed what, and when",
}
_GIVEN = tuple(Role(value) for value in BoardRole.GivenRole.values)
_FOLLOWING = {
    Role.OWNER: "Whoever speaks for a group or agency, of what it owns",
    Role.MEMBER: "Whoever sits on a group",
    Role.OPENED: "A system administrator, while they have opened the board",
}


@dataclass(frozen=True)
class Group:
    """Who speaks for a body today, and who else sits on it, each as "Ada Fell (Chair)"."""

    name: str
    speaking: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Access:
    """What the page says. `roles` are (role, who holds it today, who is still to); `verbs` are (what, whose roles)."""

    roles: list[tuple[str, list[str], list[str]]]
    groups: list[Group]
    verbs: list[tuple[str, list[str]]]
    openings: list[Opening]


def access_to(board: Board) -> Access:
    """Who can see and do what on the board today, and which system administrators opened it in the last year.

    Three queries.
    """
    held = list(
        BoardRole.objects.not_over()
        .filter(board=board, person__is_active=True)
        .select_related("person", "deputy_for")
        .order_by(ByLetters("person__name"), "pk")
    )
    return Access(
        roles=[
            (
                board.role_words[role],
                [_holder(each) for each in held if each.role == role and each.counts_today],
                [
                    f"{_holder(each)}: {each.state}"
                    for each in held
                    if each.role == role and not each.counts_today
                ],
            )
            for role in _GIVEN
        ],
        groups=_groups(board, set() if board.readers_update else _readers(held)),
        verbs=[(words, _who_may(verb, board)) for verb, words in VERB_WORDS.items()],
        openings=list(
            Opening.objects.filter(board=board, opened_at__gt=clock.now() - timedelta(days=365)).for_access()
        ),
    )


def _readers(held: list[BoardRole]) -> set[int]:
    return {each.person_id for each in held if each.counts_today and each.role in READERS}


def _holder(role: BoardRole) -> str:
    if role.deputy_for_id:
        return f"{role.person} ({role.as_deputy})"
    return f"{role.person} (until {long_date(role.ends_on)})" if role.ends_on else str(role.person)


def _groups(board: Board, readers: set[int]) -> list[Group]:
    places = (
        Membership.objects.current()
        .filter(body__board=board, person__is_active=True)
        .select_related("person", "body")
        .order_by("body__position", "body__pk", "role", ByLetters("person__name"))
    )
    groups: dict[int, Group] = {}
    for place in places:
        group = groups.setdefault(place.body_id, Group(place.body.name))
        speaks = place.role != Membership.Role.MEMBER and place.person_id not in readers
        named = (
            str(place.person) if place.role == Membership.Role.MEMBER else f"{place.person} ({place.words})"
        )
        (group.speaking if speaks else group.others).append(named)
    return list(groups.values())


def _who_may(verb: Verb, board: Board) -> list[str]:
    words = {role: board.role_words[role] for role in _GIVEN}
    words |= {role: own_words(who, board.own_words) for role, who in _FOLLOWING.items()}
    roles = [role for role in VERBS if verb in VERBS[role]]
    named = [words[role] for role in roles if role in words]
    if Role.SIGNATORY in roles and verb != Verb.VIEW:
        named += signatures_asked(board.signing, board)
        if board.yearly_signing != Board.YearlySigning.SAME:
            of_a_year = signatures_asked(board.signing_of_a_year, board)
            named += [f"{each} ({sentence_lower(board.yearly_report_label)})" for each in of_a_year]
    return named


def signatures_asked(signing: Signing, board: Board) -> list[str]:
    """Whose signatures approve a report, in the board's words: "Delegated partner, 3 signatures"; "Independent Chair or
    Approver" where one is enough."""
    asked = [
        words if number == 1 or signing.one_is_enough else f"{words}, {number} signatures"
        for role, words in board.role_words.items()
        if (number := signing.asked.get(role, 0))
    ]
    return [listed(asked, "or")] if signing.one_is_enough else asked
