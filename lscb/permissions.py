"""Who may do what: verbs, roles as lists of verbs, and the one function that decides.

Out of sight is 404 (querysets' `visible_to`), in sight but not allowed is 403 (`require`). Nothing is allowed
that is not listed here.
"""

from enum import StrEnum
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.db import models

from lscb.querysets import Visitor, ancestors


class Verb(StrEnum):
    """Something a person may be allowed to do to a thing of a board."""

    VIEW = "view"
    UPDATE_ACTION = "update-action"  # rate it and say how it goes
    MODERATE = "moderate"  # accept what an owner says of an action, or change it with a reason
    EDIT_PLAN = "edit-plan"  # actions, owners, dates, bodies, planner: the admin
    RECORD_MEASURE = "record-measure"
    AGREE = "agree"  # record what a meeting agreed: dates, completions
    RAISE_CHALLENGE = "raise-challenge"
    SETTLE_CHALLENGE = "settle-challenge"  # record the response, and close it with what came of it
    KEEP_SCRUTINY = "keep-scrutiny"  # write what independent scrutiny found, and share it
    SETTLE_SCRUTINY = "settle-scrutiny"  # record the response to it, and close it with what came of it
    KEEP_REMIT = "keep-remit"  # what a group works by and is for: its documents, what serves its functions
    KEEP_RISKS = "keep-risks"
    KEEP_REVIEWS = "keep-reviews"  # reviews, audits and their recommendations
    SHOW_EVIDENCE = "show-evidence"  # what was done about a recommendation, by whom it is addressed to
    WRITE_RETURN = "write-return"  # what an agency says of itself
    READ_RETURNS = "read-returns"  # that were sent, also before everybody may
    KEEP_SELF_ASSESSMENTS = "keep-self-assessments"  # ask agencies, moderate and share what they return
    WRITE_HIGHLIGHT = "write-highlight"
    PREPARE_REPORT = "prepare-report"
    FINALISE_REPORT = "finalise-report"
    APPROVE_REPORT = "approve-report"
    PUBLISH = "publish"  # let everybody read something, without signing in, and withdraw it
    VIEW_AUDIT = "view-audit"


class Role(StrEnum):
    """What a person is to a board. OWNER and MEMBER follow from memberships; SIGNATORY from a role of which the board,
    or a report that is final, asks a signature; OPENED is a system administrator's while an opening of the board
    lasts; the others are given.
    """

    BOARD_TEAM = "board-team"
    INDEPENDENT_CHAIR = "independent-chair"
    SCRUTINEER = "scrutineer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    OWNER = "owner"
    MEMBER = "member"
    SIGNATORY = "signatory"
    OPENED = "opened"


VERBS: dict[Role, frozenset[Verb]] = {
    # What scrutiny finds is the scrutineer's own word: the board team does not write it for them.
    Role.BOARD_TEAM: frozenset(set(Verb) - {Verb.APPROVE_REPORT, Verb.KEEP_SCRUTINY}),
    # Holding to account is what these two are for: they raise challenges, and the board team keeps the log.
    Role.INDEPENDENT_CHAIR: frozenset({Verb.VIEW, Verb.RAISE_CHALLENGE, Verb.READ_RETURNS, Verb.VIEW_AUDIT}),
    Role.SCRUTINEER: frozenset(
        {Verb.VIEW, Verb.RAISE_CHALLENGE, Verb.KEEP_SCRUTINY, Verb.READ_RETURNS, Verb.VIEW_AUDIT}
    ),
    Role.APPROVER: frozenset({Verb.VIEW, Verb.VIEW_AUDIT}),
    Role.AUDITOR: frozenset({Verb.VIEW, Verb.READ_RETURNS, Verb.VIEW_AUDIT}),
    Role.OWNER: frozenset(
        {
            Verb.VIEW,
            Verb.UPDATE_ACTION,
            Verb.KEEP_REMIT,
            Verb.SHOW_EVIDENCE,
            Verb.WRITE_HIGHLIGHT,
            Verb.WRITE_RETURN,
        }
    ),
    Role.MEMBER: frozenset({Verb.VIEW}),
    Role.SIGNATORY: frozenset({Verb.VIEW, Verb.APPROVE_REPORT}),
    Role.OPENED: frozenset({Verb.VIEW, Verb.READ_RETURNS, Verb.VIEW_AUDIT}),
}


def roles_with(verb: Verb) -> frozenset[Role]:
    """The roles that allow `verb`, whatever they are called."""
    return frozenset(role for role, verbs in VERBS.items() if verb in verbs)


# Whoever holds owners to account types no update for them, even in the chair of a body that owns actions, unless their
# board lets them (`Board.readers_update`).
READERS = frozenset({Role.INDEPENDENT_CHAIR, Role.SCRUTINEER, Role.APPROVER, Role.AUDITOR})

# Whom a board may ask to sign its reports, each once a second person has confirmed who has the role. The first two
# count for nothing before that.
SIGNATORIES = frozenset({Role.INDEPENDENT_CHAIR, Role.APPROVER, Role.SCRUTINEER})
COUNT_CONFIRMED = SIGNATORIES - {Role.SCRUTINEER}

READING = frozenset({Verb.VIEW, Verb.READ_RETURNS, Verb.VIEW_AUDIT})


def is_archived(thing: models.Model) -> bool:
    """Whether `thing` is, or belongs to, a plan that is kept to be read only: whatever says `is_archived`."""
    return any(getattr(each, "is_archived", False) for each in (thing, *ancestors(thing)))


class Reader(Visitor, Protocol):
    """Whoever asks: a Person, or Django's anonymous user (who has no `roles_on`)."""

    def roles_on(self, thing: models.Model) -> set[Role]:
        """The person's roles where `thing` is concerned; OWNER only if a body they speak for owns it."""

    def is_withheld_from(self, thing: models.Model) -> bool:
        """Whether they speak for a body that owns `thing`, and hold others to account on its board."""


def allows(person: Reader, verb: Verb, thing: models.Model) -> bool:
    """Whether `person` may do `verb` to `thing` (a board, or anything with a `board`)."""
    if not (person.is_authenticated and person.is_active):
        return False
    if verb not in READING and is_archived(thing):
        return False
    return any(verb in VERBS[role] for role in person.roles_on(thing))


# What a board withholds from whoever holds others to account, and why.
WITHHELD = frozenset({Verb.UPDATE_ACTION, Verb.SHOW_EVIDENCE, Verb.WRITE_HIGHLIGHT, Verb.WRITE_RETURN})
WHY_WITHHELD = (
    "You speak for a group that owns this, and you hold its owners to account as well. Nobody is to check their own "
    "words, so somebody else of the group updates it. The board may allow you to: the board team changes that on the "
    "page of who can see and do what."
)


def why_withheld(person: Reader, verb: Verb, thing: models.Model) -> str:
    """Why somebody who speaks for an owner may not do `verb` all the same, in our words; else empty."""
    withheld = verb in WITHHELD and not is_archived(thing) and not allows(person, verb, thing)
    return WHY_WITHHELD if withheld and person.is_withheld_from(thing) else ""


def require(person: Reader, verb: Verb, thing: models.Model) -> None:
    """Let the view go on, or answer 403.

    :raises PermissionDenied: when `person` may not; with why, where there is more to it than their role.
    """
    if not allows(person, verb, thing):
        raise PermissionDenied(why_withheld(person, verb, thing) if person.is_authenticated else "")
