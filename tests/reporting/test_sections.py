"""A section of the report is whole: put together, printed, and read for abbreviations."""

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from reporting import report
from reporting.report import build

NO_SECTIONS = {
    "build",
    "content",
    "facts",
    "matrix",
    "outline",
    "pictures",
    "reading",
    "rows",
    "trends",
    "year_ago",
}
SECTIONS = sorted({module.name for module in pkgutil.iter_modules(report.__path__)} - NO_SECTIONS)
PRINTED = Path(settings.BASE_DIR, "templates/print/report")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_put_together_and_its_words_are_searched_for_abbreviations(section):
    module, together = import_module(f"reporting.report.{section}"), inspect.getsource(build)
    assert f"{section}.build" in together
    assert hasattr(module, "words_in") == (f"{section}.words_in(" in together)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_printed_by_the_template_of_its_name(section):
    assert PRINTED.joinpath(f"{section}.html").is_file()
    include = f'{{% include "print/report/{section}.html" %}}'
    assert any(include in template.read_text() for template in PRINTED.glob("*.html"))
