"""Cells go out as nothing a spreadsheet runs, and come back as they were typed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lscb.cells import as_typed, no_formula

TEXTS = st.text(st.sampled_from("'=+-@ab ,\n"), max_size=8)


@settings(max_examples=50)
@given(TEXTS)
@example("'=x")
@example("''=x")
@example("'-")
@example("-")
@example("'")
def test_what_goes_out_comes_back_as_it_was_typed(text):
    text = text.strip()
    cell = no_formula(text)
    assert as_typed(cell) == text
    assert len(cell) == 1 or not cell.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1+1", "=1+1"), ("''=1+1", "'=1+1"), ("'tis so", "'tis so"), (" -5 ", "-5"), ("'", "'")],
)
def test_only_an_apostrophe_before_a_formula_is_taken_off(cell, text):
    assert as_typed(cell) == text
