"""Backups: of one moment while people write, whole or refused, and back with every row and every final as it was."""

import os

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField

from lscb.backup import databases, taking
from lscb.backup.layout import FINALS
from lscb.errors import Refused
from lscb.models import LastRun
from tests.processes.database import outcome_of


@pytest.mark.database
@pytest.mark.slow
def test_what_is_backed_up_while_somebody_writes_comes_back_row_by_row(tmp_path):
    said = outcome_of("backups", tmp_path)
    written = said["while written"]
    assert 5 <= written["jobs"] == written["letters"] < written["in the end"]
    assert said["drill"] > written["jobs"] + written["letters"]
    refused = said["refused"]
    assert "--replace" in refused["occupied"]
    assert refused["full disk"].startswith("No backup was taken") and refused["full disk"].endswith("device.")
    assert refused["cut"].startswith("This is no backup")
    assert refused["changed"].startswith(("This backup is damaged", "This is no backup"))
    assert "plans.9999_of_next_year" in refused["newer"] and "Another 1" in refused["other kind"]
    assert all(
        words.endswith("Nothing is changed.") for name, words in refused.items() if name == "other rows"
    )
    back = said["brought back"]
    assert back == {
        "faults": [],
        "kept": 2 if said["vendor"] == "sqlite" else 1,
        "final": True,
        "evidence": True,
        "entries": True,
        "letters": ["uncertain"],
        "jobs": ["failed"],
        "newer tables": False,
    }
    if sealed := said.get("encrypted"):  # where GnuPG is; a passphrase is the same to both databases
        assert (sealed["name"], sealed["clear"], sealed["drill"], sealed["left"]) == (".gpg", False, 1, [])
        assert sealed["another"].startswith("gpg failed") and "LSCB_BACKUP_PASSPHRASE_FILE" in sealed["none"]


def test_two_of_one_second_have_two_names(tmp_path):
    def named(moment):
        return tmp_path / f"before-{moment:%Y%m%dT%H%M%SZ}"

    first = databases.named_by_moment(named)
    first.touch()
    assert databases.named_by_moment(named).name > first.name


def test_the_newest_are_kept_and_what_a_killed_process_left_goes(settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUPS_KEPT = tmp_path, 2
    for day in (1, 2, 3):
        (tmp_path / f"lscb-2026120{day}T021000Z.zip{'.gpg' * (day > 1)}").touch()
    for name in ("lscb-20261204T021000Z.zip.part", "notes.zip"):
        (tmp_path / name).touch()
    assert [path.name for path in taking.let_go()] == ["lscb-20261201T021000Z.zip"]
    assert (tmp_path / "lscb-20261204T021000Z.zip.part").exists()  # it may be being written
    os.utime(tmp_path / "lscb-20261204T021000Z.zip.part", (0, 0))
    settings.BACKUPS_KEPT = 0
    assert taking.let_go() == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "lscb-20261202T021000Z.zip.gpg",
        "lscb-20261203T021000Z.zip.gpg",
        "notes.zip",
    ]


@pytest.mark.parametrize(
    ("said", "words"), [("", "is not on this machine"), ("15.18", "is of PostgreSQL 15")]
)
def test_a_program_of_postgresql_that_is_missing_or_of_another_version_is_named(
    tmp_path, monkeypatch, said, words
):
    monkeypatch.setenv("PATH", str(tmp_path))
    if said:
        program = tmp_path / "pg_dump"
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {said}'\n")
        program.chmod(0o700)
    with pytest.raises(Refused, match="postgresql-client-18") as refused:
        databases._tool("pg_dump", 18)
    assert words in str(refused.value)


@pytest.mark.django_db
def test_a_backup_that_cannot_be_taken_is_recorded_with_why(settings, monkeypatch, tmp_path):
    nowhere = databases.SQLite({"NAME": tmp_path / "none.sqlite3"})
    monkeypatch.setattr(taking, "own_database", lambda: nowhere)
    settings.BACKUP_DIR = tmp_path
    with pytest.raises(CommandError, match="There is no database"):
        call_command("backup")
    run = LastRun.objects.get()
    assert (run.command, run.went_well) == ("backup", False) and "There is no database" in run.said
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("restore_drill")
    assert list(tmp_path.iterdir()) == []


def test_whatever_keeps_its_paper_has_it_compared():
    keep_paper = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    assert keep_paper == {final.table for final in FINALS}
