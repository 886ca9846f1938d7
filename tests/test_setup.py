"""What a stranger sets the project up from agrees with what the project reads."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def normal(name: str) -> str:
    """A package's name as the lock spells it: `Django_CSP[x]>=1` is django-csp."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def locked(which: str) -> dict[str, str]:
    """Name -> version of each package in a lock."""
    lines = (ROOT / "requirements" / f"{which}.txt").read_text().splitlines()
    return dict(re.match(r"([\w.-]+)==(\S+)", line).groups() for line in lines if re.match(r"\w", line))


def asked_for() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {"base": project["dependencies"], "test": project["optional-dependencies"]["test"]}


@pytest.mark.parametrize("which", ["base", "test"])
def test_every_package_asked_for_is_locked(which):
    missing = {normal(line) for line in asked_for()[which]} - locked(which).keys()
    assert missing == set(), "run make lock"


def test_tests_run_on_the_versions_that_the_product_runs_on():
    base, test = locked("base"), locked("test")
    assert {name: test.get(name) for name in base} == base


@pytest.mark.parametrize("which", ["base", "test"])
def test_a_lock_has_a_hash_for_each_package_and_no_address(which):
    text = (ROOT / "requirements" / f"{which}.txt").read_text()
    entries = re.split(r"\n(?=\w)", text.split("\n", 2)[2])
    assert len(entries) == len(locked(which))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"://|--index|--extra-index|--find-links| @ ", text) == []


def test_the_example_environment_lists_exactly_what_the_settings_read():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "lscb" / "settings.py").read_text()))
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
