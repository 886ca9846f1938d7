"""Make the archive of an example, or load one and make it anew, for tests/soak/test_archives.py.

python -m tests.processes.archives make TO
python -m tests.processes.archives load FROM TO
python -m tests.processes.archives moment
"""

import io
import json
import sys
from pathlib import Path
from threading import Thread


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    if sys.argv[1] == "moment":
        json.dump(counted_while_another_writes(), sys.stdout)
        return
    from django.db import connection

    from lscb.events import seals
    from subgroups.models import Board

    call_command("migrate", verbosity=0)
    what, *files = sys.argv[1:]
    said = io.StringIO()
    if what == "make":
        from tests.examples import load_example

        load_example("brackwater-2025-28")
        seals.seal()
    else:
        call_command("import_board", Path(files[0]), stdout=said, stderr=said)
    call_command("export_board", Path(files[-1]), board=Board.objects.get().slug, stdout=said)
    json.dump({"engine": connection.vendor, "wrong": seals.verify().wrong}, sys.stdout)


def counted_while_another_writes() -> dict[str, list[int]]:
    """How many rows are read before and after somebody else writes one, within one moment, and then behind it."""
    from django.db import connection

    from lscb.archive.writing import one_moment

    def do(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM written")
            return cursor.fetchone()[0]

    def write() -> None:
        do("INSERT INTO written VALUES (2)")
        connection.close()

    do("CREATE TABLE written (x integer)")
    do("INSERT INTO written VALUES (1)")
    with one_moment():
        counted = [count()]
        other = Thread(target=write)
        other.start()
        other.join(10)
        counted += [count(), int(other.is_alive())]
    return {"counted": [*counted, count()]}


if __name__ == "__main__":
    main()
