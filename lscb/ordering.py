"""Names in the order in which people look them up: by letters, whatever their case and accents, and not by bytes; and
references as they are counted: 1.10 after 1.9.
"""

import re
import unicodedata
from collections.abc import Callable

from django.db.backends.signals import connection_created
from django.db.models import Func, TextField
from django.dispatch import receiver

# Letters that Unicode does not take apart into a letter and a mark, and the marks it takes others apart into.
WHOLE_LETTERS, LETTERS_LIKE = "ÆæÐðĐđĦħıŁłØøŒœßÞþ", "AaDdDdHhiLlOoOosTt"
MARKS = "".join(map(chr, range(0x300, 0x370)))
ONE_OF_THE_MARKS = f"[{MARKS[0]}-{MARKS[-1]}]"
DIGITS = 10  # of the longest number that is counted in a reference
_NUMBER = re.compile(r"[0-9]+")
PLAIN_LETTERS = str.maketrans(WHOLE_LETTERS, LETTERS_LIKE) | dict.fromkeys(map(ord, MARKS))


def by_letters(words: str) -> str:
    """What `words` are sorted by: their letters, then themselves where the letters are the same."""
    plain = unicodedata.normalize("NFKD", words).translate(PLAIN_LETTERS).lower()
    return f"{plain}\1{words}"


def as_counted(reference: str) -> str:
    """What references are sorted by: their letters, and each of their numbers by what it counts.

    Plans print 1.10 after 1.9, and 13.2 twice (Cumbria's plan, lines 463-464).
    """
    return _NUMBER.sub(lambda number: number[0].zfill(DIGITS)[-DIGITS:], by_letters(reference))


class ByLetters(Func):
    """`by_letters` in the database, so that it sorts alike whatever collations the server was built with."""

    function = "BY_LETTERS"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        plain = f"regexp_replace(normalize(%(expressions)s, NFKD), '{ONE_OF_THE_MARKS}', '', 'g')"
        plain = f"lower(translate({plain}, '{WHOLE_LETTERS}', '{LETTERS_LIKE}'))"
        template = f'({self.on_postgresql(plain)}) COLLATE "C"'
        sql, params = super().as_sql(compiler, connection, template=template, **context)
        return sql, tuple(params) * template.count("%(expressions)s")

    def on_postgresql(self, plain: str) -> str:
        return f"{plain} || chr(1) || %(expressions)s"


class AsCounted(ByLetters):
    """`as_counted` in the database."""

    function = "AS_COUNTED"

    def on_postgresql(self, plain: str) -> str:
        """Each number gets noughts before it, and then keeps its last digits."""
        words = super().on_postgresql(plain)
        wide = f"regexp_replace({words}, '([0-9]+)', '{'0' * DIGITS}\\1', 'g')"
        return f"regexp_replace({wide}, '[0-9]*([0-9]{{{DIGITS}}})', '\\1', 'g')"


@receiver(connection_created)
def _teach_sqlite(connection, **kwargs):
    if connection.vendor == "sqlite":
        for name, key in (("BY_LETTERS", by_letters), ("AS_COUNTED", as_counted)):
            connection.connection.create_function(name, 1, _or_null(key), deterministic=True)


def _or_null(key: Callable[[str], str]) -> Callable[[str | None], str | None]:
    return lambda words: None if words is None else key(words)
