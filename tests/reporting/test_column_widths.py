"""Columns of words: as wide as makes their table lowest, each width with a class of the stylesheet."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from reporting.rules.column_widths import STEP, fitted
from reporting.templatetags.reporting import LEAST, NARROWEST, SCHEDULE, UPRIGHT, WHEN


@pytest.mark.parametrize("rows", [[((40,), (400,))], [((400,), (40,))], [((1,), (1,))] * 3], ids=str)
def test_the_wordier_column_is_the_wider_and_none_is_too_narrow(rows):
    [first] = fitted(rows, UPRIGHT, LEAST)
    assert LEAST <= first <= UPRIGHT - LEAST and first % STEP == 0
    [(one, two)] = set(rows)
    assert (first > UPRIGHT / 2) == (one > two)


def test_every_width_has_its_class():
    sheet = Path(settings.BASE_DIR, "static/css/print.css").read_text()
    there = {int(wide) for wide, same in re.findall(r"\.w(\d+) { width: (\d+)mm; }", sheet) if wide == same}
    assert set(range(NARROWEST, SCHEDULE - WHEN - NARROWEST + 1, STEP)) <= there
