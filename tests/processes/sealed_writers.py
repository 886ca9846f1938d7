"""Several write to the audit trail, some of them slowly and some in vain, while another seals it all the time.

Prints what was written, sealed and complained about, for tests/lscb/test_seals.py.
"""

import json
import random
import sys
import time

from tests.processes.database import together, with_tables

WRITERS, EACH = 4, 25


def main() -> None:
    with_tables()
    from django.db import connection, transaction

    from lscb.events import audit, seals
    from lscb.models import AuditEntry, AuditSeal
    from tests.factories import BoardFactory

    board = BoardFactory()
    seals.AT_MOST = 7  # so that a seal is written while there is more to seal

    def writer(number):
        def run():
            chance = random.Random(number)
            for _ in range(EACH):
                with transaction.atomic():
                    audit.record("set-up", board, by=None)
                    if connection.vendor == "postgresql":  # on SQLite nobody else writes meanwhile
                        time.sleep(chance.random() / 50)
                    if chance.random() < 0.2:
                        transaction.set_rollback(True)

        return run

    def sealer():
        alarms = []
        until = time.monotonic() + 0.8
        while time.monotonic() < until:
            seals.seal()
            alarms += seals.verify().wrong
        return alarms

    *_, alarms = together([*map(writer, range(WRITERS)), sealer])
    seals.seal()
    verdict = seals.verify()
    open_one = _while_one_is_open(board) if connection.vendor == "postgresql" else None
    json.dump(
        {
            "vendor": connection.vendor,
            "alarms": alarms + verdict.wrong,
            "written": AuditEntry.objects.filter(pk__lte=verdict.last.last).count() + verdict.unsealed,
            "sealed": verdict.sealed,
            "seals": AuditSeal.objects.count(),
            "while one is open": open_one,
        },
        sys.stdout,
    )


def _while_one_is_open(board):
    """What sealing says, and how much it seals, while a transaction that has drawn a lower key is open."""
    from django.db import connections, transaction

    from lscb.events import audit, seals
    from lscb.models import AuditEntry

    seals.WAITED = 0.2
    sealed = seals.verify().sealed
    slow = connections.create_connection("default")
    with slow.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO lscb_auditentry (at, by_name, operation, thing_id, thing_name, changes, thing_type_id) "
            "SELECT at, by_name, operation, thing_id, thing_name, changes, thing_type_id "
            "FROM lscb_auditentry ORDER BY id LIMIT 1"
        )
        with transaction.atomic():
            audit.record("set-up", board, by=None)
        said = seals.seal()
        more = seals.verify().sealed - sealed
        cursor.execute("COMMIT")
    slow.close()
    seals.seal()
    verdict = seals.verify()
    assert not verdict.wrong and not verdict.unsealed, verdict
    assert verdict.sealed == AuditEntry.objects.count()
    return [said.removeprefix("audit trail: ").partition(";")[0], more]


if __name__ == "__main__":
    main()
