"""What a stranger sets the project up from agrees with what the project reads."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import which

import pytest
from django.core.management import get_commands

from tests.soak.sampling import sampled

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["base", "test", "bench"]


def normal(name: str) -> str:
    """A package's name as the lock spells it: `Django_CSP[x]>=1` is django-csp."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def locked(which: str) -> dict[str, str]:
    """Name -> version of each package in a lock."""
    lines = (ROOT / "requirements" / f"{which}.txt").read_text().splitlines()
    return dict(re.match(r"([\w.-]+)==(\S+)", line).groups() for line in lines if re.match(r"\w", line))


def asked_for() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {"base": project["dependencies"]} | project["optional-dependencies"]


@pytest.mark.parametrize("which", LOCKS)
def test_every_package_asked_for_is_locked(which):
    missing = {normal(line) for line in asked_for()[which]} - locked(which).keys()
    assert missing == set(), "run make lock"


def test_tests_and_benchmarks_run_on_the_versions_that_the_product_runs_on():
    base, test, bench = map(locked, LOCKS)
    assert {name: test.get(name) for name in base} == base
    assert {name: bench.get(name) for name in base} == base
    assert {name: bench[name] for name in test if name in bench}.items() <= test.items()


@pytest.mark.parametrize("which", LOCKS)
def test_a_lock_has_a_hash_for_each_package_and_no_address(which):
    text = (ROOT / "requirements" / f"{which}.txt").read_text()
    entries = re.split(r"\n(?=\w)", text.split("\n", 2)[2])
    assert len(entries) == len(locked(which))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"://|--index|--extra-index|--find-links| @ ", text) == []


def test_the_example_environment_lists_exactly_what_the_settings_read():
    reads = (ROOT / "lscb" / "settings.py").read_text() + (ROOT / "gunicorn.conf.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', reads))
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert "LSCB_SECRET_KEY" in read
    assert listed == read


def test_the_page_on_security_names_tests_and_places_that_are_there():
    said = (ROOT / "docs" / "security.md").read_text()
    named = re.findall(r"`((?:tests|lscb|subgroups|docs|requirements)/[\w./]*)(?:::(\w+))?`", said)
    assert len(named) > 30
    missing = [
        f"{place}::{test}"
        for place, test in named
        if not (ROOT / place).exists() or (test and f"def {test}(" not in (ROOT / place).read_text())
    ]
    assert missing == []


def deployed() -> dict[str, str]:
    """The files of `deploy/` and the pages that speak of them, with what stands in each."""
    files = [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    files += [ROOT / "docs" / "operations.md", ROOT / "README.md"]
    return {str(path.relative_to(ROOT)): path.read_text() for path in files}


def test_whoever_sets_it_up_is_told_of_commands_and_settings_that_are_there():
    commands = get_commands()
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    wrong = [
        f"{name}: {word}"
        for name, text in deployed().items()
        for word in [
            *re.findall(r"manage(?:\.py)? ([a-z_]{5,})", text),
            *re.findall(r"\b(LSCB_[A-Z_]+|EMAIL_URL|DATABASE_URL)\b", text),
        ]
        if word not in commands and word not in listed
    ]
    assert wrong == []


@pytest.mark.skipif(not which("systemd-analyze"), reason="systemd is not here")
def test_systemd_finds_no_fault_with_its_units(tmp_path):
    """Told of this folder, so that what a unit starts is there."""
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        (tmp_path / unit.name).write_text(
            unit.read_text()
            .replace("/opt/lscb/.venv/bin/gunicorn", sys.executable)
            .replace("/opt/lscb/.venv/bin/python", sys.executable)
            .replace("/opt/lscb", str(ROOT))
        )
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.glob("*")))],
        capture_output=True,
        text=True,
        timeout=60,
    )
    faults = [line for line in said.stderr.splitlines() if str(tmp_path) in line or "lscb" in line]
    assert faults == []


def test_the_script_of_an_installation_can_be_read_by_the_shell():
    subprocess.run(["sh", "-n", ROOT / "deploy" / "install.sh"], check=True, timeout=10)


@pytest.mark.parametrize(
    "command",
    sampled(["set_up_code", "import_board nowhere.zip", "sign_in_link a@example.org"], ["set_up_code"]),
)
def test_a_command_before_the_tables_are_made_says_what_makes_them(tmp_path, command):
    asked = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command.split()],
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'empty'}",
            "LSCB_VAR_DIR": str(tmp_path),
            "LSCB_SECRET_KEY": "x",
        },
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 1
    assert asked.stderr.splitlines()[-1].endswith("migrations: run manage.py migrate.")
    assert "Traceback" not in asked.stderr
