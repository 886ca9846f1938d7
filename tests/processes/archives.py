"""Make the archive of an example, or load one and make it anew, for tests/lscb/test_archive.py.

python -m tests.processes.archives make TO
python -m tests.processes.archives load FROM TO
"""

import io
import json
import sys
from pathlib import Path


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
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


if __name__ == "__main__":
    main()
