"""The index of all words of all boards, kept by the database itself.

An app declares what is looked through (`Source`): a model, which of its fields are its name and which its words, and
the row that it belongs to. From that the triggers are made that write the index (`SearchEntry`) in the transaction of
each change, whoever makes it: an event, an import, an archive, a migration, a command. A trigger reads its own row and
the entry of the row above it, and no other table, so that a table may be altered while it is there.

Words are kept by their board: "training" of board 12 is `b12xtraining` in the full-text index, so that what is asked
for one board reads nothing of the others, and finds nothing there.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from lscb.finding import folded_sql
from lscb.models import SearchEntry
from lscb.search.words import words_of

ENTRIES = SearchEntry._meta.db_table
TERMS = "lscb_searchterms"  # the full-text table of SQLite
PREFIX = "search_"  # of every trigger and function that is ours
LONGEST = (
    100_000  # characters of one row that are looked through: PostgreSQL has an end of 1 MB of words a row
)

_NOT_ASCII = "\u00a0-\u00bf\u2000-\u2bff\u3000-\u303f"  # signs outside ASCII that are no letters


@dataclass(frozen=True)
class Source:
    """A model of which rows are found.

    `kind` is what its rows are found as; empty for what is only there for the rows below it. `under` names the field
    of the row above, from whose entry the board, the plan and the reference come; empty for a board, and for people,
    who are of no board themselves. `title_of` names a field whose row gives its title, where it has none of its own.
    `said_at` is when it was said, `lasts` the first and last day on which it is so. `only` is a condition in SQL, with
    {row} for the row.
    """

    model: type[models.Model]
    kind: str
    under: str = ""
    title: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    ref: str = ""
    title_of: str = ""
    said_at: str = ""
    lasts: tuple[str, str] | None = None
    only: str = ""
    only_fields: tuple[str, ...] = ()
    kind_sql: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class TakenOut:
    """A model whose rows take others out of what is found: `fields` name them."""

    model: type[models.Model]
    fields: tuple[str, ...]


@dataclass
class _Declared:
    sources: dict[str, Source] = field(default_factory=dict)
    taken_out: list[TakenOut] = field(default_factory=list)


_declared = _Declared()


def is_searched(*declared: Source | TakenOut) -> None:
    """Let rows of these be found, each after the one above it; from AppConfig.ready."""
    for each in declared:
        if isinstance(each, TakenOut):
            if each not in _declared.taken_out:
                _declared.taken_out.append(each)
        else:
            _declared.sources[each.name] = each


def sources() -> Mapping[str, Source]:
    """What is declared, by the name of the model."""
    return _declared.sources


def terms(board: int | None, words: str | None) -> str:
    """The words as the full-text index has them, each with its board; nothing of what is of no board."""
    if board is None or not words:
        return ""
    return " ".join(f"b{board}x{word}" for word in words_of(words))


@receiver(connection_created)
def _teach_sqlite(connection, **kwargs):
    if connection.vendor == "sqlite":
        connection.connection.create_function("SEARCH_TERMS", 2, terms, deterministic=True)


# --- What a trigger says ------------------------------------------------------------------------------------------

_KEPT = (
    "kind", "board", "plan", "under", "named", "ref", "title", "words", "said_at", "from_on", "until_on"
)  # fmt: skip


def _column(source: Source, name: str, row: str) -> str:
    return f'{row}."{source.model._meta.get_field(name).column}"'


def _key(source: Source, row: str) -> str:
    return f'{row}."{source.model._meta.pk.column}"'


def _above(source: Source, name: str) -> str:
    return source.model._meta.get_field(name).related_model._meta.label_lower


def _texts(source: Source, names: tuple[str, ...], row: str) -> str:
    together = " || '\n' || ".join(f"COALESCE({_column(source, name, row)}, '')" for name in names)
    return f"substr({together}, 1, {LONGEST})" if names else "''"


def _ref(source: Source, row: str) -> str:
    return f"lower({_column(source, source.ref, row)})"


def _written(source: Source, row: str, *, of: str = "") -> str:
    """The statement that writes the entry of a row anew; of all rows of the table that is `of`."""
    tables, where = [f'"{of}" {row}'] if of else [], ["1 = 1"]
    board, plan, under, ref, kind = "NULL", "NULL", "''", "''", f"'{source.kind}'"
    if source.under:
        above = _above(source, source.under)
        link = _column(source, source.under, row)
        tables.append(f"{ENTRIES} above")
        where += [f"above.source = '{above}'", f"above.thing = {link}"]
        board, plan, ref = "above.board", "above.plan", "above.ref"
        under = f"'{above}:' || {link}"
    elif source.model._meta.model_name == "board":
        board = _key(source, row)
    if source.model._meta.model_name == "plan":
        plan = _key(source, row)
    if source.ref:
        ref = _ref(source, row)
    title, named = _texts(source, source.title, row), "''"
    if source.title_of:
        giver, link = _above(source, source.title_of), _column(source, source.title_of, row)
        tables.append(f"{ENTRIES} giver")
        where += [f"giver.source = '{giver}'", f"giver.thing = {link}"]
        title, named = "giver.title", f"'{giver}:' || {link}"
    from_on, until_on = (
        (_column(source, name, row) for name in source.lasts) if source.lasts else ("NULL",) * 2
    )
    values = {
        "kind": source.kind_sql.format(row=row) or kind,
        "board": board,
        "plan": plan,
        "under": under,
        "named": named,
        "ref": ref,
        "title": title,
        "words": _texts(source, source.words, row),
        "said_at": _column(source, source.said_at, row) if source.said_at else "NULL",
        "from_on": from_on,
        "until_on": until_on,
    }
    # NULL alone has no type, which PostgreSQL asks for.
    types = {"board": "bigint", "plan": "bigint", "said_at": "timestamp with time zone"}
    types |= dict.fromkeys(("from_on", "until_on"), "date")
    shown = [f"CAST(NULL AS {types[name]})" if value == "NULL" else value for name, value in values.items()]
    if source.only:
        where.append(source.only.format(row=row))
    from_ = f" FROM {', '.join(tables)}" if tables else ""
    again = ", ".join(f"{name} = excluded.{name}" for name in _KEPT)
    return (
        f"INSERT INTO {ENTRIES} (source, thing, {', '.join(_KEPT)}) "
        f"SELECT '{source.name}', {_key(source, row)}, {', '.join(shown)}{from_} WHERE {' AND '.join(where)} "
        f"ON CONFLICT (source, thing) DO UPDATE SET {again}"
    )


def _passed_on(source: Source) -> Iterator[str]:
    """What follows for other entries where a row is changed: those that bear its title, those under its reference."""
    key = f"'{source.name}:' || {_key(source, 'NEW')}"
    if any(each.title_of and _above(each, each.title_of) == source.name for each in sources().values()):
        title = _texts(source, source.title, "NEW")
        yield f"UPDATE {ENTRIES} SET title = {title} WHERE named = {key} AND title <> {title}"
    if source.ref and any(
        each.under and _above(each, each.under) == source.name for each in sources().values()
    ):
        ref = _ref(source, "NEW")
        below = f"SELECT source || ':' || thing FROM {ENTRIES} WHERE under = {key}"
        yield f"UPDATE {ENTRIES} SET ref = {ref} WHERE (under = {key} OR under IN ({below})) AND ref <> {ref}"


def _triggers() -> Iterator[tuple[str, str, str, str]]:
    """Each trigger's short name, event, table and statements."""
    for source in sources().values():
        short = source.name.replace(".", "_")
        read = {*source.title, *source.words, *source.only_fields, *(source.lasts or ())}
        read |= {name for name in (source.under, source.title_of, source.ref, source.said_at) if name}
        columns = ", ".join(sorted(f'"{source.model._meta.get_field(name).column}"' for name in read))
        here = f"source = '{source.name}' AND thing = "
        yield f"{short}_i", "INSERT", source.table, _written(source, "NEW")
        changed = [_written(source, "NEW"), *_passed_on(source)]
        if source.only:
            gone = source.only.format(row="NEW")
            changed.insert(0, f"DELETE FROM {ENTRIES} WHERE {here}{_key(source, 'NEW')} AND NOT ({gone})")
        if columns:
            yield f"{short}_u", f"UPDATE OF {columns}", source.table, "; ".join(changed)
        yield f"{short}_d", "DELETE", source.table, f"DELETE FROM {ENTRIES} WHERE {here}{_key(source, 'OLD')}"
    for each in _declared.taken_out:
        meta = each.model._meta
        yield f"{meta.db_table}_i", "INSERT", meta.db_table, "; ".join(_taken_out(each, "NEW"))


def _taken_out(each: TakenOut, row: str = "") -> Iterator[str]:
    """What takes entries out by a new row; without one by all rows of its table."""
    for name in each.fields:
        column = each.model._meta.get_field(name)
        target = column.related_model._meta.label_lower
        if row:
            which = f'= {row}."{column.column}"'
        else:
            which = f'IN (SELECT "{column.column}" FROM "{each.model._meta.db_table}")'
        yield f"DELETE FROM {ENTRIES} WHERE source = '{target}' AND thing {which}"


# --- The two databases ----------------------------------------------------------------------------------------------


def _for_sqlite() -> Iterator[tuple[str, str]]:
    """Each trigger's name and statement."""
    for name, event, table, does in _triggers():
        yield name, f'AFTER {event} ON "{table}" BEGIN {does}; END'


def _sqlite_entries() -> Iterator[tuple[str, str]]:
    """The triggers by which the full-text table follows the entries."""

    def terms_of(row: str) -> str:
        title = f"SEARCH_TERMS({row}.board, {row}.ref || ' ' || {row}.title)"
        return f"{row}.id, {title}, SEARCH_TERMS({row}.board, {row}.words)"

    def if_found(row: str) -> str:
        return f"WHERE {row}.kind <> '' AND {row}.board IS NOT NULL"

    put = f"INSERT INTO {TERMS} (rowid, title, words) SELECT {terms_of('NEW')} {if_found('NEW')}"
    take = f"INSERT INTO {TERMS} ({TERMS}, rowid, title, words) SELECT 'delete', {terms_of('OLD')} {if_found('OLD')}"
    yield "entry_i", f"AFTER INSERT ON {ENTRIES} BEGIN {put}; END"
    yield "entry_d", f"AFTER DELETE ON {ENTRIES} BEGIN {take}; END"
    yield "entry_u", f"AFTER UPDATE ON {ENTRIES} BEGIN {take}; {put}; END"


def _for_postgresql() -> Iterator[tuple[str, str, str]]:
    """Each trigger's name, when it fires, and the body of its function."""
    for name, event, table, does in _triggers():
        yield name, f'AFTER {event} ON "{table}"', f"{does}; RETURN NULL;"
    title = "setweight(to_tsvector('simple', search_terms(NEW.board, NEW.ref || ' ' || NEW.title)), 'A')"
    words = "to_tsvector('simple', search_terms(NEW.board, NEW.words))"
    found = f"CASE WHEN NEW.kind <> '' AND NEW.board IS NOT NULL THEN {title} || {words} END"
    yield "entry", f"BEFORE INSERT OR UPDATE ON {ENTRIES}", f"NEW.vector := {found}; RETURN NEW;"


def _postgresql_terms() -> str:
    """`terms` as PostgreSQL says it. What it takes for words is told apart by spaces alone, whatever it speaks."""
    plain = (
        f"trim(regexp_replace({folded_sql('$2')}, '[^a-z0-9\u0080-\U0010ffff]+|[{_NOT_ASCII}]+', ' ', 'g'))"
    )
    return (
        f"CREATE OR REPLACE FUNCTION {PREFIX}terms(bigint, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS "
        f"$terms$ SELECT CASE words WHEN '' THEN '' ELSE 'b' || $1 || 'x' || "
        f"regexp_replace(words, ' +', ' b' || $1 || 'x', 'g') END FROM (SELECT {plain} AS words) found $terms$"
    )


def _statements(vendor: str) -> list[str]:
    """All that has to be made, but for what names the digest of itself ({0})."""
    if vendor == "sqlite":
        made = [
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {TERMS} USING fts5(title, words, content='', columnsize=0)"
        ]
        triggers = [*_for_sqlite(), *_sqlite_entries()]
        return made + [f"CREATE TRIGGER {PREFIX}{{0}}_{name} {does}" for name, does in triggers]
    made = [
        _postgresql_terms(),
        # What waits to be put into the index would be read through by everybody who asks.
        f"CREATE INDEX IF NOT EXISTS lscb_searchentry_vector ON {ENTRIES} USING gin (vector) "
        "WITH (fastupdate = off)",
    ]
    for name, when, body in _for_postgresql():
        called = f"{PREFIX}{{0}}_{name}"
        made.append(
            f"CREATE FUNCTION {called}() RETURNS trigger LANGUAGE plpgsql AS $does$ BEGIN {body} END $does$"
        )
        made.append(f"CREATE TRIGGER {called} {when} FOR EACH ROW EXECUTE FUNCTION {called}()")
    return made


def _digest(statements: list[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()[:8]


def _there(cursor, vendor: str) -> list[tuple[str, str]]:
    """Name and table of each trigger of ours that is there."""
    if vendor == "sqlite":
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]


# --- Laying it, and building it anew -----------------------------------------------------------------------------


def lay(using: str = "default", *, anew: bool = False) -> bool:
    """Have the database keep the index, as it is declared; whether anything was made. Built anew where it was.

    Cheap where all is there, unless `anew`.
    """
    connection = connections[using]
    if ENTRIES not in connection.introspection.table_names():
        return False
    statements = _statements(connection.vendor)
    digest = _digest(statements)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        there = _there(cursor, connection.vendor)
        wanted = sum("CREATE TRIGGER" in each for each in statements)
        if not anew and len(there) == wanted and all(digest in name for name, _ in there):
            return False
        _lift(cursor, connection.vendor)
        cursor.execute(f"DELETE FROM {ENTRIES}")
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TABLE IF EXISTS {TERMS}")
        for each in statements:
            cursor.execute(each.replace("{0}", digest))
        _fill(cursor, connection.vendor)
    return True


def lift(using: str = "default") -> None:
    """Take the triggers off, for tables to be altered. `lay` puts them back and builds the index anew."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _lift(cursor, connection.vendor)


def _lift(cursor, vendor: str) -> None:
    for name, table in _there(cursor, vendor):
        if vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
            cursor.execute(f'DROP FUNCTION "{name}"')


def rebuild(using: str = "default") -> int:
    """Build the index anew from the rows themselves, in one transaction; how many entries are found by it then.

    On PostgreSQL people go on reading and writing meanwhile.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        if connection.vendor == "sqlite":
            lay(using, anew=True)
        elif not lay(using):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {ENTRIES}")
                _fill(cursor, connection.vendor)
    return SearchEntry.objects.using(using).found().count()


def _fill(cursor, vendor: str) -> None:
    for source in sources().values():
        cursor.execute(_written(source, "r", of=source.table))
    for each in _declared.taken_out:
        for statement in _taken_out(each):
            cursor.execute(statement)
    if vendor == "postgresql":
        cursor.execute(f"ANALYZE {ENTRIES}")  # or it plans for an empty table until it looks by itself


def before_migrating(sender: Any, using: str, plan: list, **kwargs: Any) -> None:
    """The tables are about to change."""
    if plan:
        lift(using)


def after_migrating(sender: Any, using: str, plan: list | None = None, **kwargs: Any) -> None:
    """The tables stand; rows may have changed while nothing kept the index.

    Where migrations were taken back, or are still to come, it stays off: the next that go to the end put it back.
    """
    if not plan or _has_what_is_read(using):
        lay(using, anew=bool(plan))


def _has_what_is_read(using: str) -> bool:
    """Whether the tables that triggers read are there, with all columns of today."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in {each.model for each in (*sources().values(), *_declared.taken_out)}:
            table = model._meta.db_table
            if table not in there:
                return False
            found = {each.name for each in connection.introspection.get_table_description(cursor, table)}
            if not {each.column for each in model._meta.concrete_fields} <= found:
                return False
    return True
