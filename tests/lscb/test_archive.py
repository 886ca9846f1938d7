"""A board leaves with everything: its archive is read into an empty installation, equal row by row."""

import hashlib
import io
import json
import zipfile
import zlib
from datetime import date

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from lscb import clock
from lscb.archive import held
from lscb.archive.checking import checked, opened
from lscb.archive.layout import CHECKSUM, MANIFEST, rows_file
from lscb.archive.loading import go_on_counting
from lscb.archive.writing import write_archive
from lscb.errors import Refused
from lscb.events import seals
from lscb.models import AuditEntry, AuditSeal, Letter
from plans.models import Action, Evidence, GlossaryTerm, Plan, Reminder
from reporting.models import MonitoringReport, Signature
from subgroups import operations as groups
from subgroups.models import Board, BoardArchive, Person
from tests import factories
from tests.access.world import make_world
from tests.archives import (  # noqa: F401
    comes_back_equal,
    counted_as_before,
    empty_installation,
    empty_storage,
    files_in,
    load,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_as_before")]


@pytest.fixture(scope="module")
def once(kept_for_the_module, tmp_path_factory):
    """A board with a row in every table beside another board, with some of it removed again, and its archive."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as here:
        here.setattr(settings, "TODAY", date(2018, 4, 9))
        here.setattr(settings, "ARCHIVES_DIR", tmp_path_factory.mktemp("archives"))

        def make():
            plan, people, _ = make_world()
            _rows_that_no_other_test_needs(plan, people["team"])
            factories.GlossaryTermFactory(plan=plan, term="Removed").delete()
            seals.seal()
            return plan.board_id

        pk = kept_for_the_module(make)
        path = tmp_path_factory.mktemp("archive") / "ours.zip"
        write_archive(Board.objects.get(pk=pk), path)
        yield Board.objects.get(pk=pk), path


def _rows_that_no_other_test_needs(plan, team) -> None:
    letter = Letter.objects.create(
        kind="Reminder", to=team.email, subject="Updates", body="Please.", state=Letter.State.SENT
    )
    quarter = plan.quarters.first()
    Reminder.objects.create(
        quarter=quarter, person=team, to=team.email, subject="s", body="b", references=1, letter=letter
    )
    plan.definitions.create(rating="G", word="On the way", meaning="It goes well.")
    plan.actions.first().measures.add(plan.measures.first())
    final = MonitoringReport.objects.filter(plan=plan).exclude(pdf=None).first()
    Signature.objects.create(
        report=final, person=team, role="approver", name="Ann", post="Approver", at=clock.now()
    )


@pytest.fixture
def world(once, on):
    on("2018-04-09")
    return once


def test_every_model_is_in_the_archive_or_named_with_the_reason():
    """A new one fails here until it has a way to its board, or `subgroups/held.py` or `lscb.archive.held` names it."""
    unknown = [each for each in apps.get_models(include_auto_created=True) if not held.is_known(each)]
    assert unknown == []


@pytest.mark.database
def test_it_comes_back_equal_row_by_row(world, settings):
    board, path = world
    # Who is of the other board too comes without their agency there.
    assert not Person.objects.filter(pk__in=held.Holding.of(board).people, agency__isnull=False).exists()
    before = comes_back_equal(board, path, settings, other_boards=True)
    nothing = {
        held.label_of(model) for model in before if not before[model] and not held.historical_of(model)
    }
    assert sorted(nothing) == []
    # New rows have keys of their own, behind what was removed.
    plan = Plan.objects.get(slug="ours-plan")
    removed = GlossaryTerm.history.get(history_type="-", term="Removed")
    assert factories.GlossaryTermFactory(plan=plan).pk > removed.id
    assert factories.ActionFactory(plan=plan).pk > max(row["id"] for row in before[Action])


def test_nothing_of_another_board_is_in_it(world):
    """But that somebody of it is a member here, too."""
    _, path = world
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("rows/") and "person" not in name:
                assert b"Theirs" not in packed.read(name), name


def test_no_secret_is_in_it(world):
    _, path = world
    people = Person.objects.exclude(password="").exclude(password__startswith="!")
    assert people.exists()
    with zipfile.ZipFile(path) as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist())
    for secret in [
        *people.values_list("password", flat=True),
        *apps.get_model("subgroups.invitation").objects.values_list("token_hash", flat=True),
        *apps.get_model("subgroups.datakey").objects.values_list("token_hash", flat=True),
        *apps.get_model("subgroups.calendaraddress").objects.values_list("token_hash", flat=True),
    ]:
        assert secret.encode() not in whole


def test_a_letter_on_its_way_leaves_where_it_was_written_and_takes_no_secret_along(world, tmp_path):
    board, _ = world
    reminder = Reminder.objects.get(letter__isnull=False)
    secret = Letter.objects.create(
        kind="Reminder", to=reminder.to, subject="s", body="opens everything", is_secret=True
    )
    Reminder.objects.create(
        quarter=reminder.quarter,
        person=reminder.person,
        to=reminder.to,
        subject="s",
        body="b",
        references=1,
        letter=secret,
    )
    write_archive(board, tmp_path / "board.zip")
    with zipfile.ZipFile(tmp_path / "board.zip") as packed:
        letters = [json.loads(line) for line in packed.read(rows_file("lscb.letter")).splitlines()]
    assert [(each["state"], each["body"]) for each in letters] == [("sent", "Please."), ("uncertain", "")]


def test_the_manifest_says_what_is_there(world):
    _, path = world
    with zipfile.ZipFile(path) as packed:
        manifest = json.loads(packed.read(MANIFEST))
        for label, count in manifest["counts"].items():
            assert packed.read(rows_file(label)).count(b"\n") == count
        for name, said in manifest["files"].items():
            assert hashlib.sha256(packed.read(name)).hexdigest() == said["sha256"]
    assert manifest["left_out"]["mfa.authenticator"] == "of signing in, which people set up anew"
    assert "subgroups.person.password" in manifest["made_empty"]


# --- Refused --------------------------------------------------------------------------------------------------


def changed(path, tmp_path, change, *, honest: bool = True):
    """The archive with its members, by name, as `change` leaves them; `honest` gives it a manifest to match."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    members.pop(CHECKSUM)
    change(members, manifest)
    if honest:
        manifest["files"] = {
            name: {"size": len(said), "sha256": hashlib.sha256(said).hexdigest()}
            for name, said in members.items()
        }
    said = json.dumps(manifest).encode()
    members |= {MANIFEST: said, CHECKSUM: hashlib.sha256(said).hexdigest().encode()}
    new = tmp_path / "changed.zip"
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return new


def _of_rows(label, old, new):
    def change(members, manifest):
        name = rows_file(label)
        assert old in members[name]
        members[name] = members[name].replace(old, new, 1)

    return change


def _add(name, content=b"x"):
    return lambda members, manifest: members.update({name: content})


def _manifest(**said):
    return lambda members, manifest: manifest.update(said)


def _without(label):
    return lambda members, manifest: members.update({rows_file(label): b""})


TAMPERED = {
    "a word changed": (_of_rows("plans.action", b"Ours", b"Oars"), False, "has another checksum"),
    "a row gone": (_without("plans.risk"), False, "has another size"),
    "a file more": (_add("rows/plans.more.jsonl"), False, "is in it and not in its manifest"),
    "a row gone, with a new manifest": (_without("plans.risk"), True, "has 0 rows and its manifest says"),
    "a day that is none": (_of_rows("plans.plan", b'"2017-04-01"', b'"yesterday"'), True, "cannot be read"),
    "no JSON": (_of_rows("plans.plan", b"{", b"["), True, "cannot be read"),
    "a list for a row": (_of_rows("plans.plan", b"{", b"[1]\n{"), True, "cannot be read"),
    "a field more": (_of_rows("plans.plan", b"{", b'{"more":1,'), True, "cannot be read"),
    "a place outside": (_add("../../etc/cron.d/job"), True, "a name that no archive gives"),
    "an absolute place": (_add("/etc/passwd"), True, "a name that no archive gives"),
    "a bomb": (_add("files/bomb", b"\0" * 2**23), True, "unpack to far more"),
    "a stored file that no row names": (
        _add("stored/evidence/1/x.pdf"),
        True,
        "No row of this archive names",
    ),
    "other tables": (_manifest(schema={"plans": []}), True, "whose tables are not those of this version"),
    "another format": (_manifest(format=2), True, "made by another version"),
    "another board than it says": (
        _manifest(board={"name": "x", "slug": "x", "id": 7}),
        True,
        "does not hold the board",
    ),
    "a kind of row that is none": (
        _manifest(content_types={"../x": 1}),
        True,
        "This is no archive of a board",
    ),
    "a manifest of another kind": (_manifest(counts=[]), True, "This is no archive of a board"),
    "more entries elsewhere": (
        _manifest(entries_elsewhere=1),
        True,
        "has other entries than its manifest says",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_tampered_with_is_refused_in_one_sentence(world, tmp_path, settings, how):
    _, path = world
    change, honest, says = TAMPERED[how]
    new = changed(path, tmp_path, change, honest=honest)
    empty_installation(other_keys=False)
    empty_storage(settings)
    with pytest.raises(CommandError, match=r"[Nn]othing is loaded|load it with that one") as refused:
        load(new)
    assert says in str(refused.value)
    assert not Board.objects.exists()
    assert not AuditEntry.objects.exists()
    assert files_in("") == []


def test_an_archive_makes_nobody_an_administrator_and_signs_nobody_in(world, tmp_path, settings):
    _, path = world

    def change(members, manifest):
        name = rows_file("subgroups.person")
        told = members[name].replace(b'"is_superuser":false', b'"is_superuser":true')
        members[name] = told.replace(
            b'"password":"!"', b'"password":"md5$a$0cc175b9c0f1b6a831c399e269772661"'
        )
        assert members[name].count(b"md5$") > 1

    new = changed(path, tmp_path, change)
    empty_installation(other_keys=False)
    empty_storage(settings)
    load(new)
    assert set(Person.objects.values_list("is_superuser", "password")) == {(False, "!")}


def test_an_archive_sends_no_letter(world, tmp_path, settings):
    """Whatever it says of one: none leaves a second time, and none that somebody wrote into the file."""
    _, path = world

    def change(members, manifest):
        name = rows_file("lscb.letter")
        members[name] = members[name].replace(b'"state":"sent"', b'"state":"waiting"')
        assert b'"state":"waiting"' in members[name]

    new = changed(path, tmp_path, change)
    empty_installation(other_keys=False)
    empty_storage(settings)
    load(new)
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.UNCERTAIN}


def test_evidence_that_would_pack_well_is_no_bomb(tmp_path):
    """What unpacks to far more than it takes is refused, so files are put in as they are."""
    evidence = factories.EvidenceFactory(content=b"%PDF-" + b" " * 2 * 2**20)
    path = tmp_path / "board.zip"
    write_archive(evidence.board, path)
    with opened(path) as packed:
        assert f"stored/{evidence.file.name}" in checked(packed)["files"]


def test_a_row_that_points_at_none_is_refused(world, tmp_path, settings):
    _, path = world
    new = changed(
        path,
        tmp_path,
        _of_rows("plans.risk", f'"plan":{Plan.objects.get(slug="ours-plan").pk}'.encode(), b'"plan":77'),
    )
    empty_installation(other_keys=False)
    empty_storage(settings)
    with pytest.raises(CommandError, match="points at one that is not in it"):
        load(new)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"%PDF-1.7", None, zlib.compress(b"x" * 100)],
    ids=["empty", "its beginning", "a PDF", "cut off", "packed otherwise"],
)
def test_what_is_no_archive_or_not_all_of_one_is_refused(world, tmp_path, content):
    _, path = world
    whole = path.read_bytes()
    new = tmp_path / "new.zip"
    new.write_bytes(whole[: len(whole) * 2 // 3] if content is None else content)
    with pytest.raises(CommandError, match="This is no archive of a board, or not all of it is here"):
        load(new)


def test_a_file_with_a_flipped_byte_is_refused(world, tmp_path):
    _, path = world
    whole = bytearray(path.read_bytes())
    for place in range(100, len(whole), len(whole) // 12):
        whole[place] ^= 0xFF
        new = tmp_path / f"{place}.zip"
        new.write_bytes(whole)
        whole[place] ^= 0xFF
        with pytest.raises(CommandError, match=r"[Nn]othing is loaded"):
            load(new)


def test_another_file_than_was_made_is_refused(world):
    _, path = world
    with pytest.raises(CommandError, match="its SHA-256 is another"):
        load(path, sha256="0" * 64)


def test_an_installation_that_holds_the_board_or_anything_is_refused(world):
    _, path = world
    with pytest.raises(CommandError, match="This installation holds Ours short already"):
        load(path)
    empty_installation(other_keys=False)
    factories.BoardFactory(slug="another")
    with pytest.raises(CommandError, match="Something was set up in this installation already"):
        load(path)


# --- By command and by page -----------------------------------------------------------------------------------


def test_the_command_writes_what_it_says(world, tmp_path):
    said = io.StringIO()
    call_command("export_board", tmp_path / "b.zip", board="ours short", stdout=said)
    assert f"SHA-256 {hashlib.sha256((tmp_path / 'b.zip').read_bytes()).hexdigest()}" in said.getvalue()
    with pytest.raises(CommandError, match="cannot be written: File exists"):
        call_command("export_board", tmp_path / "b.zip", board="ours")
    with pytest.raises(CommandError, match="There is no board called"):
        call_command("export_board", tmp_path / "c.zip", board="nobody's")


def test_the_team_makes_it_on_its_page_and_takes_it_away(client, world, settings, tmp_path):
    board, _ = world
    settings.ARCHIVES_DIR = tmp_path
    team = Person.objects.get(name="Ours team member")
    client.force_login(team)
    page = f"/boards/{board.slug}/archives/"
    client.post(page)
    archive = board.archives.order_by("-pk").first()
    assert archive.sha256 in client.get(page).text
    taken = client.get(f"{page}{archive.pk}.zip")
    assert hashlib.sha256(b"".join(taken)).hexdigest() == archive.sha256
    assert {"archive-made", "archive-taken"} <= set(
        AuditEntry.objects.about(archive).values_list("operation", flat=True)
    )
    assert archive.path.stat().st_mode & 0o777 == 0o600
    BoardArchive.objects.filter(pk=archive.pk).update(made_at=timezone.now() - BoardArchive.KEPT_FOR)
    call_command("housekeeping", stdout=io.StringIO())
    assert not archive.path.exists()
    assert client.get(f"{page}{archive.pk}.zip").status_code == 404


def everything() -> dict:
    """By model and key, each row of the database."""
    return {
        model: {
            row.pk: [_as_said(field.value_from_object(row)) for field in model._meta.concrete_fields]
            for row in model._base_manager.all()
        }
        for model in apps.get_models(include_auto_created=True)
    }


def _as_said(value):
    return bytes(value) if isinstance(value, memoryview) else getattr(value, "name", value)


def kept_long_enough(board: Board) -> None:
    board.plans.update(
        state=Plan.State.ARCHIVED, archived_on=date(2017, 4, 1), keep_until=date(2018, 4, 1), then="taken-out"
    )


@pytest.mark.database
def test_a_board_whose_time_is_over_goes_with_all_that_was_kept_of_it(client, world, settings, tmp_path):
    board, _ = world
    settings.ARCHIVES_DIR = tmp_path
    go_on_counting()  # new lines of the trail come behind those of the other board, as they do
    kept_long_enough(board)
    keeper = Person.objects.get(name="Keeper")
    archive = groups.make_archive(board=board, by=Person.objects.get(name="Ours team member"))
    holding, before = held.Holding.of(board, alone=False), everything()
    here = {model: set(holding.keys(model)) for model in held.models_held() if model is not AuditSeal}
    people, trail = here.pop(Person), here[AuditEntry]
    stored = [row.file.name for pk in here[Evidence] if (row := Evidence.objects.get(pk=pk)).file]
    for name in stored:
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(b"Of the board"))
    client.force_login(keeper)
    page = reverse("subgroups:board-remove", args=[board.slug])
    assert "No archive" in client.get(page).text
    refused = client.post(page, {"name": "Theirs"})
    assert refused.status_code == 422 and Board.objects.filter(pk=board.pk).exists()
    client.post(page, {"name": f" {board.name.upper()}"})
    assert client.get(page).status_code == 404

    after = everything()
    gone = before[Person].keys() - after[Person].keys()
    left = set(Person.objects.filter(pk__in=people, is_active=False).values_list("pk", flat=True))
    assert gone and gone < people and keeper.pk in after[Person]
    for model, rows in before.items():
        stays = {pk: row for pk, row in rows.items() if pk not in here.get(model, ())}
        if held.why_left_out(model) or model in (AuditSeal, Person, held.history_models()[Person]):
            continue
        assert {pk: after[model].get(pk) for pk in stays} == stays, held.label_of(model)
        assert not here.get(model, set()) & after[model].keys(), held.label_of(model)
    for model in held.models_left_out():
        for field in model._meta.concrete_fields:
            if field.related_model is Board:
                assert not model._base_manager.filter(**{field.name: board.pk}).exists(), held.label_of(model)
    theirs = Board.objects.get(name__startswith="Theirs")
    on_both = Person.objects.filter(pk__in=people, board_roles__board=theirs, is_active=True)
    assert on_both.exists() and not left & set(on_both.values_list("pk", flat=True))
    assert stored and not any(map(default_storage.exists, stored)) and not archive.path.exists()

    (said,) = AuditEntry.objects.filter(operation="board-removed")
    assert (said.thing_name, said.board, said.by) == (str(board), None, keeper)
    verdict = seals.verify()
    assert (verdict.wrong, verdict.elsewhere) == ([], len(trail & sealed()))
    seals.seal()
    assert seals.verify().wrong == []
    models.QuerySet(AuditEntry).filter(pk=AuditEntry.objects.filter(board=theirs).first().pk).delete()
    assert len(seals.verify().wrong) == 1  # what anybody else takes out is still found


def sealed() -> set[int]:
    return {int(line.split()[0]) for each in AuditSeal.objects.all() for line in each.lines.splitlines()}


def test_a_board_that_is_still_kept_is_not_removed(client, world):
    board, _ = world
    plan = board.plans.order_by("pk").first()
    kept_long_enough(board)
    keeper = Person.objects.get(name="Keeper")
    page = reverse("subgroups:board-remove", args=[board.slug])
    client.force_login(keeper)
    for changes, words in (
        ({"state": Plan.State.LIVE}, "is not archived"),
        ({"keep_until": None}, "is not said"),
        ({"keep_until": date(2018, 4, 10)}, "10 April 2018"),
        ({"then": "reviewed"}, "looked at again"),
    ):
        kept_long_enough(board)
        Plan.objects.filter(pk=plan.pk).update(**changes)
        shown = client.post(page, {"name": board.name}).text
        assert f"{plan.title} " in shown and words in shown and "Remove this board" not in shown
        with pytest.raises(Refused):
            groups.remove_board(board=board, by=keeper)
    kept_long_enough(board)
    with pytest.raises(Refused, match="administrator"):
        groups.remove_board(board=board, by=Person.objects.get(name="Ours team member"))
    assert board.plans.count() == Board.objects.get(pk=board.pk).plans.count() > 0
