"""The audit trail sealed: whatever is done to a line behind the product's back is found and named."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from lscb import clock
from lscb.events import anonymise, audit, seals
from lscb.events.names import of_person
from lscb.models import AuditEntry, AuditSeal
from tests.factories import BoardFactory, PersonFactory, board_team
from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def board():
    return BoardFactory()


@pytest.fixture
def trail(board, monkeypatch):
    """Five entries in two seals and one that is not sealed yet, by key."""
    monkeypatch.setattr(seals, "AT_MOST", 3)
    written = [write(board, number) for number in range(5)]
    seals.seal()
    return [*written, write(board, 5)]


def write(board, number=0, *, by=None, thing=None, operation="set-up", changes=None):
    with transaction.atomic():
        return audit.record(
            operation, thing or board, by=by, board=board, changes=changes or {"number": [None, number]}
        ).pk


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def faults(kept=""):
    return seals.verify(kept).wrong


# --- Whole ----------------------------------------------------------------------------------------------


def test_what_nobody_touched_is_whole_and_is_sealed_once(trail):
    assert [(each.number, each.count) for each in AuditSeal.objects.all()] == [(1, 3), (2, 2)]
    verdict = seals.verify()
    assert (verdict.wrong, verdict.sealed, verdict.unsealed) == ([], 5, 1)
    assert "sealed: 1" in seals.seal()
    assert "sealed: 0; seal 3" in seals.seal()
    verdict = seals.verify()
    assert (verdict.wrong, verdict.sealed, verdict.unsealed) == ([], 6, 0)


def test_an_empty_trail_is_whole():
    assert seals.seal() == "audit entries sealed: 0"
    assert faults() == []


def test_keys_that_no_entry_has_are_no_fault(board):
    write(board)
    with transaction.atomic():
        write(board)
        transaction.set_rollback(True)
    write(board)
    seals.seal()
    write(board)
    seals.seal()
    assert faults() == []


# --- Touched --------------------------------------------------------------------------------------------


CHANGES = {
    "operation": "'role-given'",
    "thing_id": "thing_id + 1",
    "thing_name": "'Another'",
    "changes": """'{"number": [null, 7]}'""",
    "by_id": "(SELECT max(id) FROM subgroups_person)",
    "board_id": "NULL",
    "at": "(SELECT max(at) FROM lscb_auditentry)",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_line_is_named(board, monkeypatch, column):
    PersonFactory()
    with clock.at(date(2018, 1, 1)):
        keys = [write(board, 0), write(board, 1)]
    seals.seal()
    write(board, 2)
    run(f"UPDATE lscb_auditentry SET {column} = {CHANGES[column]} WHERE id = %s", keys[0])  # noqa: S608
    [fault] = faults()
    assert f"Entry {keys[0]} was changed after seal 1" in fault


def test_lines_that_change_places_are_named(trail):
    first, second = AuditEntry.objects.get(pk=trail[1]), AuditEntry.objects.get(pk=trail[2])
    for pk, said in ((first.pk, second.changes), (second.pk, first.changes)):
        run("UPDATE lscb_auditentry SET changes = %s WHERE id = %s", json.dumps(said), pk)
    assert [fault.partition(" after")[0] for fault in faults()] == [
        f"Entry {pk} was changed" for pk in trail[1:3]
    ]


def test_a_removed_line_is_named(trail):
    run("DELETE FROM lscb_auditentry WHERE id = %s", trail[3])
    assert faults() == [f"Entry {trail[3]} of seal 2 was removed."]


def test_a_line_put_in_behind_is_named(board):
    first = write(board)
    with transaction.atomic():
        between = write(board)
        transaction.set_rollback(True)
    last = write(board)
    # SQLite gives a key that was rolled back again; there it is made room for by hand.
    if last == between:
        last = write(board)
        run("DELETE FROM lscb_auditentry WHERE id = %s", between)
    seals.seal()
    run(
        "INSERT INTO lscb_auditentry (id, at, by_name, operation, thing_id, thing_name, changes, thing_type_id) "
        "SELECT %s, at, 'Nobody', operation, thing_id, thing_name, changes, thing_type_id "
        "FROM lscb_auditentry WHERE id = %s",
        between,
        first,
    )
    [fault] = faults()
    assert f"Entry {between} was added behind, into seal 1" in fault


def test_a_seal_that_was_changed_taken_out_or_made_anew_is_named(trail):
    seal = AuditSeal.objects.get(number=1)
    run("DELETE FROM lscb_auditentry WHERE id = %s", trail[0])
    lines = "\n".join(seal.lines.splitlines()[1:])
    run("UPDATE lscb_auditseal SET lines = %s, count = 2 WHERE number = 1", lines)
    assert "Seal 1 is broken: its list of entries was changed." in faults()
    # With its own digest made to fit, the next does not follow it.
    seal.refresh_from_db()
    seal.lines_digest = seals._sha(lines)
    seal.digest = seals._digest(seal)
    seal.save()
    assert faults() == ["Seal 2 is broken: it does not follow the one before."]
    run("DELETE FROM lscb_auditseal WHERE number = 1")
    assert "Seal 1 is missing." in faults()


def test_a_tail_that_was_cut_off_is_seen_by_the_digest_that_was_kept(trail):
    seals.seal()
    kept = AuditSeal.objects.last().digest
    assert faults(kept) == []
    run("DELETE FROM lscb_auditentry WHERE id >= %s", trail[3])
    assert len(faults()) == 3
    run("DELETE FROM lscb_auditseal WHERE number > 1")
    assert faults() == []  # nothing in the database knows of it
    assert faults(kept) == [
        "No seal has the digest that you kept: the trail was cut off or made anew behind it."
    ]


def test_the_command_says_whole_or_what_is_not_and_its_exit_code_says_it_too(trail):
    said = StringIO()
    call_command("verify_audit", stdout=said)
    last = AuditSeal.objects.last()
    assert "The audit trail is whole. Sealed: 5 entries. Not sealed yet: 1." in said.getvalue()
    digest = StringIO()
    call_command("verify_audit", digest=True, stdout=digest)
    assert digest.getvalue().strip() == last.digest
    run("DELETE FROM lscb_auditentry WHERE id = %s", trail[0])
    complained = StringIO()
    with pytest.raises(CommandError, match="not as it was sealed: 1 fault"):
        call_command("verify_audit", stderr=complained)
    assert f"Entry {trail[0]} of seal 1 was removed." in complained.getvalue()


# --- Past its time --------------------------------------------------------------------------------------


def test_what_is_past_its_time_goes_in_whole_seals_and_one_line_says_so(board, settings):
    settings.AUDIT_KEPT = 100
    with clock.at(date(2017, 1, 1)):
        old = [write(board), write(board)]
        seals.seal()
        third = write(board)
    with clock.at(date(2018, 4, 1)):
        young = write(board)
        seals.seal()  # with the third
    assert seals.let_go() == "audit entries let go: 2"
    assert not AuditEntry.objects.filter(pk__in=old).exists()
    assert AuditEntry.objects.filter(pk__in=[third, young]).count() == 2
    line = AuditEntry.objects.first()
    assert (line.operation, line.by, line.changes["entries"]) == ("trail-let-go", None, [2, 0])
    assert seals.let_go() == "audit entries let go: 0"
    assert AuditEntry.objects.filter(operation="trail-let-go").count() == 1
    seals.seal()
    verdict = seals.verify()
    assert (verdict.wrong, verdict.gone) == ([], 2)


def test_what_is_removed_while_it_is_being_sealed_is_sealed_without_it(board, monkeypatch):
    line = write(board)
    write(board, 1)
    save = AuditSeal.save

    def first_removed(seal, **how):
        run("DELETE FROM lscb_auditentry WHERE id = %s", line)
        save(seal, **how)

    with monkeypatch.context() as here:
        here.setattr(AuditSeal, "save", first_removed)
        assert "removed meanwhile" in seals.seal()
    assert not AuditSeal.objects.exists()
    run("DELETE FROM lscb_auditentry WHERE id = %s", line)  # the first went back with the seal
    seals.seal()
    assert (seals.verify().wrong, AuditSeal.objects.get().count) == ([], 1)


def test_letting_go_before_time_by_hand_is_found(board, settings, trail):
    run("DELETE FROM lscb_auditentry WHERE id <= %s", trail[2])
    run("UPDATE lscb_auditseal SET lines = '' WHERE number = 1")
    early = ["The 3 entries of seal 1 are gone before their time."]
    assert faults() == early
    seal = AuditSeal.objects.get(number=1)
    write(board, thing=seal, operation="trail-let-go", changes={seals.KEPT_FOR: [None, 10]})
    assert faults() == early
    with clock.at(clock.now() + timedelta(days=11)):
        write(board, thing=seal, operation="trail-let-go", changes={seals.KEPT_FOR: [None, 10]})
    assert faults() == []


def test_nothing_goes_where_all_is_kept(board, settings):
    settings.AUDIT_KEPT = 0
    with clock.at(date(1999, 1, 1)):
        write(board)
        seals.seal()
    assert seals.let_go() == "audit entries let go: none, all are kept"
    assert AuditEntry.objects.exists()


# --- Names ----------------------------------------------------------------------------------------------


def test_a_leavers_name_goes_everywhere_and_every_seal_holds(board):
    team = board_team(board, name="Bryony Larkfell")
    leaver = PersonFactory(name="Jo Winterbourne", email="jo@example.org")
    namesake = PersonFactory(name="Jo Winterbourne")
    role = leaver.board_roles.create(board=board, role="auditor")
    other = namesake.board_roles.create(board=board, role="auditor")
    changes = {"person": [of_person(namesake), of_person(leaver)], "people": [[], [of_person(leaver), "x"]]}
    by_them = write(board, by=leaver, changes=changes)
    about_them = write(
        board, thing=leaver, by=team, changes={"e-mail": [of_person(leaver, "jo@example.org"), ""]}
    )
    of_role, of_other = (write(board, thing=each, by=team) for each in (role, other))
    gone = leaver.board_roles.create(board=board, role="scrutineer")
    of_gone = write(board, thing=gone, by=team)
    gone.delete()
    seals.seal()
    assert faults() == []

    with transaction.atomic():
        leaver.name = "Former member 7"
        leaver.save()
        line = anonymise.take_out_name(leaver, event="person-changed", earlier=["Jo Winterbourne"], by=team)

    entries = AuditEntry.objects.in_bulk()
    assert entries[by_them].by_name == "Former member 7"
    former = {"person": leaver.pk, "words": "Former member 7"}
    assert entries[by_them].changes == {
        "person": [{"person": namesake.pk, "words": "Jo Winterbourne"}, former],
        "people": [[], [former, "x"]],
    }
    assert entries[about_them].thing_name == "Former member 7"
    assert entries[about_them].changes == {"e-mail": [former, ""]}
    assert "Former member 7" in entries[of_role].thing_name
    assert "Former member 7" in entries[of_gone].thing_name
    assert "Jo Winterbourne" in entries[of_other].thing_name
    assert (line.thing_name, line.by) == ("Former member 7", team)
    assert "jo@" not in json.dumps([entry.changes for entry in entries.values()])
    assert faults() == []
    seals.seal()
    assert faults() == []


# --- Several at once ------------------------------------------------------------------------------------


@SOAK_ON_SQLITE
def test_while_others_write_nothing_is_lost_and_no_alarm_is_false(tmp_path):
    found = outcome_of("sealed_writers", tmp_path)
    assert found["alarms"] == []
    assert found["written"] == found["sealed"]
    assert found["seals"] > 1
    if found["vendor"] == "postgresql":
        assert found["while one is open"] == ["a transaction that writes to it is open", 0]
