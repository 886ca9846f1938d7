"""Names in the order in which people look them up: by letters, whatever their case and accents, and not by bytes."""

import unicodedata

from django.db.backends.signals import connection_created
from django.db.models import Func, TextField
from django.dispatch import receiver

# Letters that Unicode does not take apart into a letter and a mark, and the marks it takes others apart into.
WHOLE_LETTERS, LETTERS_LIKE = "ÆæÐðĐđĦħıŁłØøŒœßÞþ", "AaDdDdHhiLlOoOosTt"
MARKS = "".join(map(chr, range(0x300, 0x370)))
ONE_OF_THE_MARKS = f"[{MARKS[0]}-{MARKS[-1]}]"
PLAIN_LETTERS = str.maketrans(WHOLE_LETTERS, LETTERS_LIKE) | dict.fromkeys(map(ord, MARKS))


def by_letters(words: str) -> str:
    """What `words` are sorted by: their letters, then themselves where the letters are the same."""
    plain = unicodedata.normalize("NFKD", words).translate(PLAIN_LETTERS).lower()
    return f"{plain}\1{words}"


class ByLetters(Func):
    """`by_letters` in the database, so that it sorts alike whatever collations the server was built with."""

    function = "BY_LETTERS"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        plain = f"regexp_replace(normalize(%(expressions)s, NFKD), '{ONE_OF_THE_MARKS}', '', 'g')"
        plain = f"lower(translate({plain}, '{WHOLE_LETTERS}', '{LETTERS_LIKE}'))"
        template = f'({plain} || chr(1) || %(expressions)s) COLLATE "C"'
        return super().as_sql(compiler, connection, template=template, **context)


@receiver(connection_created)
def _teach_sqlite(connection, **kwargs):
    if connection.vendor == "sqlite":
        connection.connection.create_function("BY_LETTERS", 1, _or_null, deterministic=True)


def _or_null(words: str | None) -> str | None:
    return None if words is None else by_letters(words)
