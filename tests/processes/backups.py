"""Back up while another process writes, bring it back, and try what must be refused, for tests/lscb/test_backup.py."""

import errno
import json
import os
import shutil
import sys
import time
import zipfile
from pathlib import Path
from unittest import mock

from tests.postgres import programs
from tests.processes.database import answer, child, with_tables

FINAL, PAPER = b"%PDF- of a final", b"%PDF- of evidence"


def main() -> None:
    os.environ["PATH"] = f"{programs()}{os.pathsep}{os.environ['PATH']}"
    with_tables()
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    settings.BACKUP_DIR = settings.VAR_DIR / "backups"
    rows_of_a_board()
    with_a_spare_database(settings)
    said = {"vendor": vendor(), "while written": while_another_writes()}
    from lscb.backup.restoring import drill

    said["drill"] = drill().rows
    said["refused"] = refused(settings)
    said["brought back"] = brought_back(settings)
    if vendor() == "sqlite" and shutil.which("gpg"):
        said["encrypted"] = encrypted(settings)
    json.dump(said, sys.stdout)


def vendor() -> str:
    from django.db import connection

    return connection.vendor


def rows_of_a_board() -> None:
    """A final, a file of evidence, a sealed trail, and a letter and a job on their way."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from lscb.events import seals
    from lscb.models import Job, Letter
    from plans.models import Evidence
    from reporting import operations
    from tests.factories import ActionFactory, EvidenceFactory, PlanFactory, QuarterFactory, board_team

    operations.reports.render_pdf = lambda content: FINAL
    plan = PlanFactory()
    team = board_team(plan.board)
    action = ActionFactory(plan=plan, text="Quoted “words”,\ttabs,\nlines and \\ strokes")
    draft = operations.start_draft(quarter=QuarterFactory(plan=plan), by=team)
    operations.finalise_report(report=draft, by=team)
    evidence = EvidenceFactory(
        action=action, link="", name="a.pdf", kind="pdf", size=len(PAPER), sha256="0" * 64
    )
    Evidence.objects.filter(pk=evidence.pk).update(
        file=default_storage.save("evidence/1/a.pdf", ContentFile(PAPER))
    )
    Letter.objects.create(kind="Test", to="ada@example.org", subject="s", body="b")
    Job.objects.create(title="Making an archive", by=team, opens="/")
    seals.seal()


def with_a_spare_database(settings) -> None:
    """On PostgreSQL, one beside the test's own, whose name ends as that of one for drills must."""
    if vendor() != "postgresql":
        return
    from django.db import connection

    name = f"{connection.settings_dict['NAME']}_drill"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    settings.DRILL_DATABASE = connection.settings_dict | {"NAME": name}


def while_another_writes() -> dict:
    """Two rows are written in each transaction all the time: a backup has as many of one as of the other."""
    from django.conf import settings
    from django.db import transaction

    from lscb.backup.taking import take
    from lscb.models import Job, Letter

    stop = settings.VAR_DIR / "stop"

    def writes() -> int:
        count = 0
        while not stop.exists():
            with transaction.atomic():
                Job.objects.create(title=f"{count}", opens="/")
                time.sleep(0.001)
                Letter.objects.create(kind="Test", to="ada@example.org", subject=f"{count}", body="b")
            count += 1
        return count

    writing = child(writes)
    try:
        while Job.objects.count() < 5:
            time.sleep(0.01)
        tables = take().manifest["tables"]
        going_on = Job.objects.count()
        while Job.objects.count() == going_on:  # who writes was not stopped by it
            time.sleep(0.01)
    finally:
        stop.touch()
    _, count = answer(writing)
    return {
        "jobs": tables["lscb_job"]["rows"],
        "letters": tables["lscb_letter"]["rows"],
        "in the end": count + 1,
    }


def standing() -> dict:
    from lscb.backup.taking import own_database

    with own_database().reading() as reading:
        return {table: reading.sum_of(table).said for table in reading.tables()}


def refused(settings) -> dict[str, str]:
    """What is said to a backup that must not be put in place; each leaves the database as it is."""
    from lscb.backup.restoring import restore
    from lscb.backup.taking import backups_in
    from lscb.errors import Refused

    whole = backups_in(settings.BACKUP_DIR)[-1]
    folder = settings.VAR_DIR
    before, said = standing(), {}

    def tried(name: str, path: Path, **how: bool) -> None:
        try:
            restore(path, **how)
            said[name] = "restored"
        except Refused as e:
            said[name] = " ".join(e.messages)

    tried("occupied", whole)
    said["full disk"] = on_a_full_disk(settings)
    cut = folder / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-200])
    tried("cut", cut, replace=True)
    changed = bytearray(whole.read_bytes())
    changed[len(changed) // 3] ^= 1
    (folder / "changed.zip").write_bytes(changed)
    tried("changed", folder / "changed.zip", replace=True)
    for name, news in (
        ("newer", {"migrations": [["plans", "9999_of_next_year"]]}),
        ("other kind", {"kind": "other", "made_by": "Another 1"}),
        ("other rows", {"tables": {"lscb_job": {"rows": 0, "sha256": "0" * 64}}}),
    ):
        copy = folder / f"{name}.zip"
        with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(copy, "w") as other:
            for member in packed.namelist():
                inside = packed.read(member)
                if member == "manifest.json":
                    inside = json.dumps(json.loads(inside) | news).encode()
                other.writestr(member, inside)
        if name == "newer":
            without, settings.MIGRATION_MODULES = settings.MIGRATION_MODULES, {}
            tried(name, copy, replace=True)
            settings.MIGRATION_MODULES = without
        elif name != "other rows" or vendor() == "sqlite":  # elsewhere it is found when it is there
            tried(name, copy, replace=True)
    assert standing() == before, "something was changed"
    return said


def on_a_full_disk(settings) -> str:
    """What is said where the last piece does not go to the disk, and what is left in the folder."""
    from lscb.backup import taking
    from lscb.errors import Refused

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    there = {path.name for path in settings.BACKUP_DIR.iterdir()}
    with mock.patch.object(taking.os, "fsync", full):
        try:
            taking.take()
            return "taken"
        except Refused as e:
            left = {path.name for path in settings.BACKUP_DIR.iterdir()} - there
            return " ".join([*e.messages, *left])


def brought_back(settings) -> dict:
    """After all is lost: what is there, and what became of what was on its way."""
    from django.core.files.storage import default_storage
    from django.db import connection

    from lscb.backup.restoring import restore
    from lscb.backup.taking import backups_in
    from lscb.models import AuditEntry, Job, Letter
    from reporting.models import MonitoringReport

    whole = backups_in(settings.BACKUP_DIR)[-1]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_monitoringreport SET pdf_sha256 = ''")
        cursor.execute("DELETE FROM lscb_auditentry")
        cursor.execute("CREATE TABLE of_a_newer_version (job bigint REFERENCES lscb_job (id))")
    default_storage.delete("evidence/1/a.pdf")
    connection.close()
    restored = restore(whole, replace=True)
    with default_storage.open("evidence/1/a.pdf") as file:
        evidence = file.read() == PAPER
    return {
        "faults": restored.faults,
        "kept": restored.kept.count("before-") + restored.kept.count("lscb-"),
        "final": MonitoringReport.objects.get().pdf_is_intact,
        "evidence": evidence,
        "entries": AuditEntry.objects.exists(),
        "letters": sorted(set(Letter.objects.values_list("state", flat=True))),
        "jobs": sorted(set(Job.objects.values_list("state", flat=True))),
        "newer tables": "of_a_newer_version" in connection.introspection.table_names(),
    }


def encrypted(settings) -> dict:
    from lscb.backup.restoring import drill
    from lscb.backup.taking import take
    from lscb.errors import Refused

    settings.BACKUP_PASSPHRASE_FILE = settings.VAR_DIR / "passphrase"
    settings.BACKUP_PASSPHRASE_FILE.write_text("correct horse battery staple\n")
    path = take().path
    said = {
        "name": path.suffix,
        "clear": zipfile.is_zipfile(path) or FINAL in path.read_bytes(),
        "drill": drill().finals,
    }
    settings.BACKUP_PASSPHRASE_FILE.write_text("another\n")
    for name, passphrase in (("another", settings.BACKUP_PASSPHRASE_FILE), ("none", None)):
        settings.BACKUP_PASSPHRASE_FILE = passphrase
        try:
            drill()
        except Refused as e:
            said[name] = " ".join(e.messages)
    said["left"] = [
        each.name for each in settings.BACKUP_DIR.iterdir() if each.suffix not in (".zip", ".gpg")
    ]
    return said


if __name__ == "__main__":
    main()
