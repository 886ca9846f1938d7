"""A section of the report is whole: put together and printed."""

import inspect
import pkgutil
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
def test_a_section_is_put_together(section):
    assert f"{section}.build" in inspect.getsource(build)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_printed_by_the_template_of_its_name(section):
    assert PRINTED.joinpath(f"{section}.html").is_file()
    include = f'{{% include "print/report/{section}.html" %}}'
    assert any(include in template.read_text() for template in PRINTED.glob("*.html"))
