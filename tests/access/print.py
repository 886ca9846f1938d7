"""Prints the access matrix as docs/access.md shows it.

python -m tests.access.print > docs/access.md
"""

import os
import re


def lines() -> list[str]:
    from lscb.permissions import VERBS, Verb
    from tests.access import admin
    from tests.access.matrix import ELSEWHERE, MAY, READERS, ROUTES
    from tests.access.routes import patterns

    shown = {name: re.sub(r"<\w+:(\w+)>", r"<\1>", where) for name, where in patterns()}
    said = [
        "# Who gets what",
        "",
        "Printed by `make access` from `tests/access/matrix.py` and `tests/access/admin.py`; the tests try every line "
        "of it as every kind of reader, and fail where this page is not what they say. Out of sight is 404, in sight "
        "and not allowed is 403, without an account the sign-in page.",
        "",
        "## Kinds of reader",
        "",
        *_table(["reader", "what they are"], READERS.items()),
        "## Verbs",
        "",
        "What a role may do is said once, in `lscb/permissions.py`.",
        "",
        *_table(
            ["verb", "roles that have it", "readers above who may, of the things tried"],
            (
                (
                    f"`{verb}`",
                    ", ".join(role for role in VERBS if verb in VERBS[role]),
                    ", ".join(_in_order(MAY[verb])),
                )
                for verb in Verb
            ),
        ),
        "`owner`, `member`, `signatory` and `opened` are given to nobody: they follow from places, from what a board "
        "asks to be signed, and from an opening. A board asks signatures of its chair, of scrutineers and of "
        "approvers, so many of each; here of the chair or an approver. A report that is final asks for those that "
        "were set then. Whoever holds to account (chair, scrutineer, approver, auditor) is no owner of what a body of "
        "theirs owns, and is told so, unless the board allows it.",
        "",
        "## Addresses",
        "",
        *_table(
            ["address", "name", "to read (GET)", "to write (POST)"],
            (
                (
                    f"`/{shown[name]}`",
                    f"`{name}`",
                    f"{row.reads}; to others it is not there" if row.own else str(row.reads),
                    str(row.writes or "-"),
                )
                for name, row in sorted(ROUTES.items(), key=lambda each: shown[each[0]])
            ),
        ),
        f"Addresses whose name begins with {', '.join(f'`{each}`' for each in ELSEWHERE)} are django-allauth's: "
        "signing in and out, the own password, the own second factor. They are for whoever owns the account.",
        "",
        "## The admin",
        "",
        "The board team gets these pages of its own board's rows (GET to read, POST to write), whoever set the "
        "installation up those in the last column. Nobody else gets any.",
        "",
        *_table(
            ["model", "board team", "superuser"],
            (
                (f"`{label}`", ", ".join(pages), ", ".join(admin.SUPERUSER.get(label, ("-",))))
                for label, pages in admin.TEAM.items()
            ),
        ),
    ]
    return said[:-1]


def _in_order(readers) -> list[str]:
    from tests.access.matrix import READERS

    return [reader for reader in READERS if reader in readers]


def _table(heads, rows) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(f"| {' | '.join(cells)} |" for cells in rows),
        "",
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    print("\n".join(lines()))
