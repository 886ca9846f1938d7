"""What is known of roles beside their own rows."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lscb import clock
from subgroups.models import Board, BoardRole, Person


def that_have_counted(roles: Collection[BoardRole]) -> set[int]:
    """The keys of those that were in force on a day gone by: they stay on record, and end by their last day.

    Since when is asked of their history too, because who is to be confirmed anew has lost the moment of before. One
    query.
    """
    given = defaultdict(list)
    rows = BoardRole.history.filter(id__in=[role.pk for role in roles])
    for pk, *moments in rows.values_list("id", "proposed_at", "confirmed_at"):
        given[pk].append(moments)
    return {role.pk for role in roles if _has_counted(role, given[role.pk])}


def established_on(board: Board) -> set[int]:
    """The keys of those who have a say in who may approve on a board: its team, where confirmed themselves, and system
    administrators. One query.
    """
    confirming = BoardRole.objects.confirming().filter(board=board, person=OuterRef("pk"))
    people = Person.objects.filter(Q(is_superuser=True) | Q(Exists(confirming)), is_active=True)
    return set(people.values_list("pk", flat=True))


def _has_counted(role: BoardRole, before: list) -> bool:
    if role.may_approve and not role.confirmed_at:
        return False
    rows = [*before, (role.proposed_at, role.confirmed_at)]
    # A proposal counts for nothing where the role may approve, and at once otherwise.
    moments = [
        each for proposed, confirmed in rows for each in (None if role.may_approve else proposed, confirmed)
    ]
    given = min((timezone.localtime(each).date() for each in moments if each), default=None)
    since = max((day for day in (given, role.starts_on) if day), default=None)
    return since is None or since < clock.today()
