"""The audit trail sealed by a timer, so that a line somebody changed, took out or put in behind is found.

Entries are sealed in the order of their keys, in stretches; each seal holds a digest of every entry in it and covers
the seal before. Writers take no lock for it and wait for nobody: a stretch is sealed once no transaction that may
still write into it is open. People are covered by key (`lscb.events.names`), so that a name can be taken out.

Who writes to the database itself can make a chain of their own from any point on. So the digest of each new seal goes
to the log, and `manage.py verify_audit --kept DIGEST` says whether a digest that was kept elsewhere is still in it.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from lscb import clock
from lscb.events import audit, names
from lscb.events.audit_codes import KernelEvent
from lscb.models import AuditEntry, AuditSeal
from lscb.wording import number_of

log = logging.getLogger(__name__)

AT_MOST = 2_000  # entries in a seal
WAITED = 5.0  # seconds for writers that are not yet done
KEPT_FOR = "kept for days"  # in the line that says what was let go
# In the line that says that a board was loaded from its archive: how many of whose entries it has no rows, and which.
ELSEWHERE = "entries of other boards that stayed where it came from"
REMOVED = "sealed entries that are not here, of boards that were removed among them"
_NAMED = "n"  # behind the digest of an entry whose thing's name is covered too

_OPEN_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid()
"""


# --- Sealing --------------------------------------------------------------------------------------------------


def seal() -> str:
    """Seal what no open transaction can write into any more; for housekeeping."""
    last = AuditSeal.objects.last()
    until = _settled(after=last.last if last else 0)
    if until is None:
        return "audit trail: a transaction that writes to it is open; sealed next time"
    named_not = set(names.types_called_after_people())
    sealed = 0
    # Each stretch is read to its end before its seal is written: SQLite lets nobody write on a connection that is
    # still reading what another has written to since.
    while entries := list(_between(last.last if last else 0, until)[:AT_MOST]):
        lines = "\n".join(
            f"{entry.pk} {_digest_of(entry, named=named)}{_NAMED * named}"
            for entry in entries
            for named in [entry.thing_type_id not in named_not]
        )
        new = AuditSeal(
            number=last.number + 1 if last else 1,
            first=entries[0].pk,
            last=entries[-1].pk,
            count=len(entries),
            latest=max(entry.at for entry in entries),
            sealed_at=timezone.now(),
            lines=lines,
            lines_digest=_sha(lines),
            previous=last.digest if last else "",
        )
        new.digest = _digest(new)
        try:
            with transaction.atomic():
                new.save(force_insert=True)
                if _between(new.first - 1, new.last).count() != new.count:
                    transaction.set_rollback(True)
                    return "audit trail: a board was removed meanwhile; sealed next time"
        except IntegrityError:
            return "audit trail: another process is sealing it"
        log.info("Audit trail sealed up to entry %s: seal %s, digest %s", new.last, new.number, new.digest)
        last, sealed = new, sealed + len(entries)
    standing = f"; seal {last.number}, digest {last.digest}" if last else ""
    return f"audit entries sealed: {sealed}{standing}"


def _settled(after: int) -> int | None:
    """The last key behind `after` before which nothing can be written any more; None where that is not yet known.

    SQLite has one writer at a time, so keys follow commits. On PostgreSQL a transaction holds a lock on the table
    before it draws a key and until it ends: when all that held one after the last key was seen are over, so is
    everything before that key. (The sequence gives keys in their order: it caches none.)
    """
    last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or after
    if connection.vendor != "postgresql" or last == after:
        return last
    writing = _open_writers()
    waited = time.monotonic() + WAITED
    while writing:
        if time.monotonic() > waited:
            return None
        time.sleep(0.05)
        writing &= _open_writers()
    return last


def _open_writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_WRITERS, [AuditEntry._meta.db_table])
        return {row[0] for row in cursor.fetchall()}


def _between(after: int, until: int) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")


def _digest_of(entry: AuditEntry, *, named: bool) -> str:
    said = [
        entry.pk,
        _utc(entry.at),
        entry.operation,
        entry.board_id,
        entry.by_id,
        entry.thing_type_id,
        entry.thing_id,
        entry.thing_name if named else None,
        {field: names.by_key(pair) for field, pair in entry.changes.items()},
    ]
    return _sha(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":")))


def _digest(seal: AuditSeal) -> str:
    said = [
        seal.number,
        seal.first,
        seal.last,
        seal.count,
        _utc(seal.latest),
        _utc(seal.sealed_at),
        seal.lines_digest,
        seal.previous,
    ]
    return _sha(json.dumps(said, separators=(",", ":")))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


# --- Letting go -----------------------------------------------------------------------------------------------


def let_go() -> str:
    """Delete entries older than LSCB_AUDIT_KEPT days, in whole seals from the oldest on; for housekeeping.

    The seals stay, without their digests of single entries, and one line of the trail says what went.
    """
    days = settings.AUDIT_KEPT
    if not days:
        return "audit entries let go: none, all are kept"
    going: list[AuditSeal] = []
    for each in AuditSeal.objects.exclude(lines="").defer("lines"):
        if each.latest > clock.now() - timedelta(days=days):
            break
        going.append(each)
    if not going:
        return "audit entries let go: 0"
    with transaction.atomic():
        first, last = going[0], going[-1]
        entries: models.QuerySet[AuditEntry] = models.QuerySet(
            AuditEntry
        )  # without the guards of the trail's own
        count, _ = entries.filter(pk__gte=first.first, pk__lte=last.last).delete()
        AuditSeal.objects.filter(number__gte=first.number, number__lte=last.number).update(lines="")
        changes: dict[str, list] = {
            "seals": [f"{first.number} to {last.number}", ""],
            "entries": [count, 0],
            KEPT_FOR: [None, days],
        }
        audit.record(KernelEvent.TRAIL_LET_GO, last, by=None, changes=changes)
    return f"audit entries let go: {count}"


# --- Verifying ------------------------------------------------------------------------------------------------


@dataclass
class Verdict:
    """What was found: nothing in `wrong` means that the trail is whole."""

    wrong: list[str] = field(default_factory=list)
    sealed: int = 0
    unsealed: int = 0
    gone: int = 0
    elsewhere: int = 0
    last: AuditSeal | None = None
    knows_kept: bool | None = None


def not_whole(faults: Sequence[str]) -> str:
    """What whoever runs a command is told where there are faults."""
    return f"The audit trail is not as it was sealed: {number_of(len(faults), 'fault', 'faults')}."


def verify(kept: str = "", said: Callable[[str], None] = lambda line: None) -> Verdict:
    """Compare every seal with the one before and every entry with its seal, telling `said` of each fault at once.

    `kept` is the digest of a seal that was kept elsewhere.
    """
    verdict = Verdict(knows_kept=False if kept else None)

    def wrong(words: str) -> None:
        verdict.wrong.append(words)
        said(words)

    until, last = 0, None
    stayed: list[int] = []
    allowed = _let_go_by_rights()
    for each in AuditSeal.objects.iterator(chunk_size=10):
        _compare_with_the_one_before(each, last, wrong)
        if each.digest == kept:
            verdict.knows_kept = True
        if each.lines == "" and each.count:
            if not any(number >= each.number and before >= each.latest for number, before in allowed):
                wrong(f"The {each.count} entries of seal {each.number} are gone before their time.")
            verdict.gone += each.count
        elif _sha(each.lines) != each.lines_digest or len(each.lines.splitlines()) != each.count:
            wrong(f"Seal {each.number} is broken: its list of entries was changed.")
        verdict.sealed += _compare_entries(each, until, wrong)
        stayed += _keys(each.elsewhere)
        until, last = max(until, each.last), each
    verdict.last, verdict.elsewhere = last, len(stayed)
    if stayed and not _said_to_stay(stayed):
        wrong("Entries are said to be of other boards, and the trail does not say that they went.")
    verdict.unsealed = AuditEntry.objects.filter(pk__gt=until).count()
    if kept and not verdict.knows_kept:
        wrong("No seal has the digest that you kept: the trail was cut off or made anew behind it.")
    return verdict


def _compare_with_the_one_before(
    seal: AuditSeal, last: AuditSeal | None, wrong: Callable[[str], None]
) -> None:
    expected = last.number + 1 if last else 1
    if seal.number != expected:
        missing = f"{expected} to {seal.number - 1}" if seal.number - expected > 1 else f"{expected}"
        wrong(f"Seal {missing} is missing.")
    elif seal.previous != (last.digest if last else ""):
        wrong(f"Seal {seal.number} is broken: it does not follow the one before.")
    if seal.digest != _digest(seal) or not (last.last if last else 0) < seal.first <= seal.last:
        wrong(f"Seal {seal.number} is broken: it was changed.")


def _compare_entries(seal: AuditSeal, after: int, wrong: Callable[[str], None]) -> int:
    """Compare what stands between the seal before and the end of this one; how many entries do."""
    sealed = dict(_pairs(seal.lines))
    found = 0
    for entry in _between(after, seal.last).iterator(chunk_size=AT_MOST):
        found += 1
        was = sealed.pop(entry.pk, None)
        if was is None:
            wrong(f"Entry {entry.pk} was added behind, into seal {seal.number}: {entry}.")
        elif was != _digest_of(entry, named=was.endswith(_NAMED)) + _NAMED * was.endswith(_NAMED):
            wrong(f"Entry {entry.pk} was changed after seal {seal.number}: {entry}.")
    for pk in sealed.keys() - set(_keys(seal.elsewhere)):
        wrong(f"Entry {pk} of seal {seal.number} was removed.")
    return found


def _pairs(lines: str) -> Iterator[tuple[int, str]]:
    for line in lines.splitlines():
        pk, _, digest = line.partition(" ")
        if pk.isdecimal():
            yield int(pk), digest


def _keys(lines: str) -> list[int]:
    return [int(line) for line in lines.splitlines() if line.isdecimal()]


# --- Of other boards ------------------------------------------------------------------------------------------


def entries_without(there: set[int]) -> dict[int, list[int]]:
    """The keys of sealed entries that are not `there`, by the key of their seal; without those that were let go."""
    missing = {}
    for each in AuditSeal.objects.order_by("number").iterator(chunk_size=10):
        keys = (
            _keys(each.elsewhere)
            if each.lines == ""
            else [pk for pk, _ in _pairs(each.lines) if pk not in there]
        )
        if keys:
            missing[each.pk] = keys
    return missing


def leave_elsewhere() -> list[int]:
    """Once a board's part of a trail is loaded: note in the seals which of their entries are not there.

    :returns: their keys, in order; none where the whole trail was loaded.
    """
    missing = entries_without(set(AuditEntry.objects.values_list("pk", flat=True)))
    for pk, keys in missing.items():
        AuditSeal.objects.filter(pk=pk).update(elsewhere="\n".join(map(str, keys)))
    return [key for keys in missing.values() for key in keys]


def hold() -> None:
    """Let nobody seal until the transaction ends; whoever was about to finds what is gone, and begins anew."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            quoted = connection.ops.quote_name(AuditSeal._meta.db_table)
            cursor.execute(f"LOCK TABLE {quoted} IN SHARE ROW EXCLUSIVE MODE")


def let_go_of(going: list[int]) -> list[int]:
    """Note in the seals that entries with these keys are not here any more, with the seals held.

    :returns: the keys of all sealed entries that are not here, in order.
    """
    wanted, elsewhere = set(going), list[int]()
    for each in AuditSeal.objects.order_by("number").iterator(chunk_size=10):
        there = _keys(each.elsewhere)
        if new := wanted & {pk for pk, _ in _pairs(each.lines)} - set(there):
            there = sorted({*there, *new})
            AuditSeal.objects.filter(pk=each.pk).update(elsewhere="\n".join(map(str, there)))
        elsewhere += there
    return elsewhere


def digest_of_keys(keys: list[int]) -> str:
    """Stands for a list of keys in the trail."""
    return _sha("\n".join(map(str, keys)))


def _said_to_stay(keys: list[int]) -> bool:
    """Whether the trail says of these keys that they stayed elsewhere or went, when a board was loaded or removed."""
    events = [KernelEvent.BOARD_LOADED, KernelEvent.BOARD_REMOVED]
    said = [
        entry.changes.get(name)
        for entry in AuditEntry.objects.filter(operation__in=events)
        for name in (ELSEWHERE, REMOVED)
    ]
    return [None, [len(keys), digest_of_keys(keys)]] in said


def _let_go_by_rights() -> list[tuple[int, datetime]]:
    """Up to which seal entries were let go, and up to which moment they could be by the days they were kept for."""
    numbers = dict(AuditSeal.objects.values_list("pk", "number"))
    said = AuditEntry.objects.filter(operation=KernelEvent.TRAIL_LET_GO, changes__has_key=KEPT_FOR)
    return [
        (numbers.get(entry.thing_id, 0), entry.at - timedelta(days=entry.changes[KEPT_FOR][1]))
        for entry in said
    ]
