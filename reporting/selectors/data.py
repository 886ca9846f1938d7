"""Whose key a token is, and whether it still opens anything."""

from lscb.permissions import Role
from subgroups.models import DataKey
from subgroups.signing_in.authentication import belongs_here


def key_of(token: str) -> DataKey | None:
    """The live key of a token, while its person has a place or a role on its board; asked anew each time.

    A board that is only open for an hour to a system administrator opens to no key.
    """
    key = DataKey.objects.by_token(token).first() if token else None
    if key is None or not (key.person.is_active and belongs_here(key.person)):
        return None
    return key if key.person.roles_on(key.board) - {Role.OPENED} else None
