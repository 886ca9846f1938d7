"""Words looked for, as people type them: case, accents, quotation marks, dashes and spaces of every kind are alike.

Word turns what is typed into curly quotation marks and long dashes, and a keyboard has neither: "children's" must find
"children’s", and "2017-20" must find "2017–20". The lookup `holds` does so alike on every database:
`filter(text__holds="children's")`.
"""

import unicodedata

from django.db.backends.signals import connection_created
from django.db.models import CharField, Func, Lookup, TextField
from django.dispatch import receiver

from lscb.lines import in_one_line
from lscb.ordering import LETTERS_LIKE, ONE_OF_THE_MARKS, PLAIN_LETTERS, WHOLE_LETTERS

# Before marks are taken off, because some of these would be taken apart into a space and a mark.
_SIGNS = {
    "'": "‘’‚‛′‵ʹʼ`´",
    '"': "“”„‟″‶«»",
    "-": "‐‑‒–—―−﹘﹣－",
    "": "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
}
_FROM = "".join(signs for plain, signs in _SIGNS.items() if plain) + _SIGNS[""]
_TO = "".join(
    plain * len(signs) for plain, signs in _SIGNS.items() if plain
)  # what has no partner is left out
_PLAIN_SIGNS = str.maketrans(_FROM[: len(_TO)], _TO, _SIGNS[""])


def folded(words: str) -> str:
    """`words` as they are compared with others that are looked for."""
    if not words.isascii():
        words = unicodedata.normalize("NFKD", words.translate(_PLAIN_SIGNS)).translate(PLAIN_LETTERS)
    return in_one_line(words).lower()


def holds(text: str, words: str) -> bool:
    """Whether a text says the words; the lookup for what no query reaches."""
    return folded(words) in folded(text)


def _quoted(sign: str) -> str:
    return sign.replace("'", "''")


def folded_sql(words: str) -> str:
    """`folded` as PostgreSQL says it, of an expression.

    A dozen times as fast for what is ASCII but for its signs, as most texts are: `replace` beats `translate`.
    """
    quick = words
    for sign in _FROM:
        quick = f"replace({quick}, '{sign}', '{_quoted(folded(sign))}')"
    for line_break in ("\r\n", "\n"):
        quick = f"replace({quick}, '{line_break}', ' ')"
    slow = f"normalize(translate({words}, '{_FROM}', '{_quoted(_TO)}'), NFKD)"
    for found, instead in ((ONE_OF_THE_MARKS, ""), (r"\s+", " ")):
        slow = f"regexp_replace({slow}, '{found}', '{instead}', 'g')"
    slow = f"translate({slow}, '{WHOLE_LETTERS}', '{LETTERS_LIKE}')"
    not_quick = f"[^\\x01-\\x7e{_FROM}]|[ \n]\r?[ \n]|\t"
    return f"lower(CASE WHEN {words} ~ '{not_quick}' THEN {slow} ELSE {quick} END)"


class Together(Func):
    """Fields of words, none of them NULL, as one text: to look through all of them at once."""

    template = "(%(expressions)s)"
    arg_joiner = " || char(1) || "  # nobody types it, so no words are found across two fields
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, arg_joiner=" || chr(1) || ", **context)


class Folded(Func):
    """`folded` in the database."""

    function = "FOLDED"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template=folded_sql("%(expressions)s"), **context)


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup):
    """The field says the words somewhere."""

    lookup_name = "holds"

    def get_prep_lookup(self):
        return folded(str(self.rhs))

    def as_sql(self, compiler, connection):
        lhs, params = compiler.compile(Folded(self.lhs))
        rhs, more = self.process_rhs(compiler, connection)
        found = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
        return f"{found}({lhs}, {rhs}) > 0", [*params, *more]


@receiver(connection_created)
def _teach_sqlite(connection, **kwargs):
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "FOLDED", 1, lambda words: None if words is None else folded(str(words)), deterministic=True
        )
