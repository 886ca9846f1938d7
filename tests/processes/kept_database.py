"""Make a database of this version to keep, for tests/test_earlier_versions.py of all later ones.

    python -m tests.processes.kept_database 0.2.0

writes tests/data/databases/version-0.2.0.sqlite3.xz: a row of every model and a final of every kind; and beside it, as
version-0.2.0.json, how many rows each table has and what the finals' checksums are. To be done for each release, and
never again for the same.
"""

import json
import logging
import lzma
import os
import sqlite3
import sys
import tempfile
from pathlib import Path

KEPT = Path(__file__).parents[1] / "data" / "databases"


def main() -> None:
    version = sys.argv[1]
    packed, said = (KEPT / f"version-{version}.{ending}" for ending in ("sqlite3.xz", "json"))
    if packed.exists():
        sys.exit(f"{packed.name} is kept already: what a version wrote is never made anew.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "kept.sqlite3")
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{path}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LSCB_VAR_DIR": str(Path(folder, "var")),
        }
        summary = _made()
        # A page that no row is on would be kept too.
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("VACUUM")
        connection.close()
        packed.write_bytes(lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    said.write_text(json.dumps(summary, indent=1, sort_keys=True) + "\n")
    print(f"{packed.name}: {packed.stat().st_size} bytes, {len(summary['finals'])} finals")


def _made() -> dict:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    logging.disable()
    call_command("migrate", verbosity=0)
    from tests.processes.filled import empty_models, fill, summary

    fill()
    if empty := empty_models():
        sys.exit(f"No row of {', '.join(empty)}: tests/processes/filled.py makes them.")
    made = summary()
    connections.close_all()
    return made


if __name__ == "__main__":
    main()
