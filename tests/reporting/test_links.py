"""Links of every file of a report: each leads to a place in the same file, and says which."""

import re
from dataclasses import replace

import pytest

from reporting.printing.pdf.rendering import page_context, words_of
from reporting.views.report_papers import PARTS
from tests.reporting.test_content import action, made
from tests.reporting.test_printer import everywhere

LONG = "Words that go on. " * 60
FILES = {"whole": ("print/report.html", {}), **{name or "front": part[1:] for name, part in PARTS.items()}}


def file(content, name) -> str:
    template, told = FILES[name]
    return words_of(template, page_context(content) | told)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("short", [False, True], ids=["whole", "short"])
def test_every_link_leads_to_a_place_that_is_there_once(name, short):
    printed = file(replace(everywhere(LONG), short=short), name)
    leads = set(re.findall(r'href="#([\w-]+)"', printed))
    places = re.findall(r' id="([\w-]+)"', printed)
    assert leads <= set(places), leads - set(places)
    assert len(places) == len(set(places))
    assert ("whole under “Long texts”" in printed) == (name != "front")
    assert ("whole in the report" in printed) == (name == "front")


def test_what_is_asked_leads_to_the_rows_that_tell_of_it():
    content = made(action(1, "R"), action(2, "B"), action(3, "G"))
    printed = file(content, "whole")
    for pk, key in ((1, "off-track"), (2, "completed")):
        link = rf'<a href="#{key}-{pk}" aria-label="Action 1\.{pk} in section \d+">1\.{pk}</a>'
        assert re.search(link, printed), key
    assert 'aria-label="3, listed in the full schedule">3</a>' in printed
