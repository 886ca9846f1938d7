"""A key that none can be names nothing: it is looked for and not found, wherever it came from.

Django has it so for one number that is too long for the database; a list of numbers, and a key of a related row, it
hands on to the database, which then fails (an error on the page) instead of finding nothing. In a list, as of the rows
ticked in the admin, a text that is no number fails in the same way.
"""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, IntegerField
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In

KEYS = range(-(2**63), 2**63)


def key_in(text: str) -> int | None:
    """The key that a page was sent, as text; None for what no key can be."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def keys_among(texts: Iterable[str]) -> list[int]:
    """The keys in what a page was sent, in that order; what no key can be is left out."""
    return [key for text in texts if (key := key_in(text)) is not None]


def _is_held(value: object) -> bool:
    return not isinstance(value, int) or value in KEYS


def _may_be_number(value: object) -> bool:
    if isinstance(value, str):
        try:
            int(value)
        except ValueError:
            return False
    return True


class _OneHeld:
    def process_rhs(self, compiler, connection):
        if not _is_held(self.rhs):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


class _EachHeld:
    def get_prep_lookup(self):
        found = super().get_prep_lookup()
        return [each for each in found if _is_held(each)] if self.rhs_is_direct_value() else found


@IntegerField.register_lookup
class OneOfTheHeld(_EachHeld, In):
    def get_prep_lookup(self):
        if self.rhs_is_direct_value():
            self.rhs = [each for each in self.rhs if _may_be_number(each)]
        return super().get_prep_lookup()


@ForeignKey.register_lookup
class RelatedOneOfTheHeld(_EachHeld, RelatedIn):
    pass


@ForeignKey.register_lookup
class RelatedHeld(_OneHeld, RelatedExact):
    pass
