"""What each migration may do: go back, and change tables on which the version before still serves people.

The second is asked of those behind `lscb.running.upgrades.SAID_BEHIND`, which say it in `breaks_running_version` where
they do not keep to it. What a rule cannot read is whether rows are changed in small portions, and what the version
before makes of them.
"""

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from lscb.running import upgrades

OURS = ("lscb", "subgroups", "plans", "reporting")
# What of a field the database does not keep.
NOT_OF_THE_TABLE = {
    "blank", "choices", "db_comment", "default", "editable", "encoder", "error_messages", "help_text",
    "limit_choices_to", "on_delete", "related_name", "related_query_name", "validators", "verbose_name",
}  # fmt: skip


def written() -> list[migrations.Migration]:
    return [each for (app, _), each in sorted(MigrationLoader(None).disk_migrations.items()) if app in OURS]


def test_every_migration_goes_back():
    lasting = [str(each) for each in written() if not all(one.reversible for one in each.operations)]
    assert lasting == []  # one that does not says why here


def test_what_the_version_before_cannot_run_beside_says_so():
    graph = MigrationLoader(None).graph
    state = ProjectState()
    silent = {}
    for key in dict.fromkeys(each for leaf in graph.leaf_nodes() for each in graph.forwards_plan(leaf)):
        migration = graph.nodes[key]
        asked = key[0] in OURS and upgrades.number_of(migration) > upgrades.SAID_BEHIND[key[0]]
        if asked and not hasattr(migration, "breaks_running_version"):
            silent[str(migration)] = breaks(migration, state)
        migration.mutate_state(state, preserve=False)
    assert not any(silent.values()), silent


def breaks(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """What of a migration the version before cannot run beside, given the models as they were."""
    state = before.clone()
    new: set[str] = set()
    found = []
    for each in migration.operations:
        if isinstance(each, operations.SeparateDatabaseAndState | operations.RunSQL):
            found.append(f"{each.describe()}: nobody but a person can read what it does")
        elif isinstance(each, operations.RunPython):
            if len(migration.operations) > 1:
                found.append("rows are changed while tables are held: do it in a migration of its own")
        elif isinstance(each, operations.CreateModel):
            new.add(each.name_lower)
        elif isinstance(each, GOES):
            found.append(f"{each.describe()}: the version before still asks for it")
        elif getattr(each, "model_name_lower", "") in new:
            pass
        elif isinstance(each, operations.AddField):
            if not (each.field.many_to_many or each.field.null or each.field.has_db_default()):
                found.append(
                    f"{each.describe()}: the version before writes rows without it (null, db_default)"
                )
            elif each.field.unique or each.field.db_index:
                found.append(f"{each.describe()}: an index is made while nobody can write")
        elif isinstance(each, operations.AlterField):
            was = state.models[migration.app_label, each.model_name_lower].fields[each.name]
            if narrower(was, each.field):
                found.append(f"{each.describe()}: the version before writes what no longer fits")
        elif isinstance(each, operations.AddIndex):
            found.append(f"{each.describe()}: an index is made while nobody can write")
        elif isinstance(each, operations.AddConstraint | operations.AlterUniqueTogether):
            found.append(f"{each.describe()}: the version before may write what it refuses")
        each.state_forwards(migration.app_label, state)
    return found


GOES = (
    operations.RemoveField,
    operations.RenameField,
    operations.DeleteModel,
    operations.RenameModel,
    operations.AlterModelTable,
    operations.AlterOrderWithRespectTo,
)


def narrower(was: models.Field, becomes: models.Field) -> bool:
    """Whether a column changes other than by taking more than it did."""
    had, has = (
        {name: value for name, value in field.deconstruct()[3].items() if name not in NOT_OF_THE_TABLE}
        for field in (was, becomes)
    )
    if had.pop("null", False) and not has.pop("null", False):
        return True
    has.pop("null", None)
    least, most = had.pop("max_length", None), has.pop("max_length", None)
    if least != most and most is not None and (least is None or most < least):
        return True
    return was.get_internal_type() != becomes.get_internal_type() or had != has


# --- That the rules see what they are for ------------------------------------------------------------------------


def state_of_one() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("words", models.CharField(max_length=40, null=True)),
        ("place", models.CharField(max_length=40)),
    ]
    operations.CreateModel("Thing", fields).state_forwards("plans", state)
    return state


@pytest.mark.parametrize(
    ("does", "is_refused"),
    [
        ([operations.RemoveField("thing", "words")], True),
        ([operations.RenameField("thing", "words", "said")], True),
        ([operations.DeleteModel("Thing")], True),
        ([operations.AddField("thing", "kind", models.CharField(max_length=4, default=""))], True),
        ([operations.AddField("thing", "kind", models.CharField(max_length=4, db_default=""))], False),
        ([operations.AddField("thing", "kind", models.CharField(max_length=4, null=True))], False),
        (
            [operations.AddField("thing", "kind", models.CharField(max_length=4, null=True, unique=True))],
            True,
        ),
        ([operations.AlterField("thing", "words", models.CharField(max_length=40))], True),
        ([operations.AlterField("thing", "place", models.CharField(max_length=20))], True),
        ([operations.AlterField("thing", "place", models.IntegerField())], True),
        ([operations.AlterField("thing", "place", models.CharField(max_length=60))], False),
        ([operations.AlterField("thing", "place", models.TextField(help_text="Where."))], True),
        ([operations.AlterField("thing", "place", models.CharField("where", max_length=40))], False),
        ([operations.AlterField("thing", "place", models.CharField(max_length=40, null=True))], False),
        ([operations.AddIndex("thing", models.Index(fields=["place"], name="by_place"))], True),
        (
            [
                operations.AddConstraint(
                    "thing", models.UniqueConstraint(fields=["place"], name="once_a_place")
                )
            ],
            True,
        ),
        ([operations.RunSQL("DELETE FROM plans_thing", "")], True),
        ([operations.RunPython(print, print)], False),
        ([operations.AlterModelOptions("thing", {}), operations.RunPython(print, print)], True),
        (
            [
                operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
                operations.AddField("other", "kind", models.CharField(max_length=4, default="")),
            ],
            False,
        ),
    ],
)
def test_a_rule_refuses_what_the_version_before_cannot_run_beside(does, is_refused):
    migration = type("Migration", (migrations.Migration,), {"operations": does})("0999_new", "plans")
    assert bool(breaks(migration, state_of_one())) == is_refused


def test_whoever_upgrades_is_told_whether_to_stop_the_service(monkeypatch, capsys):
    def coming(app, name, **more):
        return type("Migration", (migrations.Migration,), more)(name, app)

    to_come = [coming("plans", "0999_more"), coming("sessions", "0002_more")]
    monkeypatch.setattr(upgrades, "to_come", lambda: to_come)
    call_command("upgrade_check")
    assert capsys.readouterr().out == "Migrations to come: 2.\n"
    to_come += [
        coming("plans", "0998_less", breaks_running_version="a column goes"),
        coming("plans", "0012_early"),
    ]
    with pytest.raises(SystemExit) as ended:
        call_command("upgrade_check")
    said = capsys.readouterr().out
    assert ended.value.code == 3 and "plans.0998_less: a column goes." in said
    assert (
        f"plans.0012_early: {upgrades.BEFORE_THAT}." in said
        and "Stop lscb-web" in said
        and "0999" not in said
    )
