#!/usr/bin/env python
import os
import sys


def main() -> None:
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        from lscb.running.readiness import database_missing

        if "migrate" in sys.argv[:2] or not (missing := database_missing()):
            raise
        sys.exit(missing)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lscb.settings")
    main()
