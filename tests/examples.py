"""The published plans that come with the product, as `manage.py load_examples` loads them."""

from collections.abc import Callable
from functools import cache, partial
from unittest.mock import patch

from django.conf import settings

from plans.models import Plan
from reporting.examples.demonstration import load_demonstration
from reporting.examples.document import load_document


def load_example(name: str) -> Plan:
    """A plan with its invented progress, by the name of its file.

    Only its final reports are not printed: that takes longer than everything else together.
    """
    path = settings.FIXTURES_DIR / f"{name}.toml"
    plan, _ = load_document(path, demonstration=True)
    with (
        patch("reporting.operations.reports.render_pdf", lambda content: b"%PDF-"),
        patch("reporting.operations.board_reports.render_board_report", lambda content: b"%PDF-"),
        patch("reporting.operations.editions.render_edition", lambda content: b"%PDF-"),
        patch("reporting.operations.publications.render_public", lambda content, **about: b"%PDF-"),
    ):
        load_demonstration(path.with_name(f"{name}-demonstration.toml"), plan, path)
    return plan


@cache
def loader_of(name: str) -> Callable[[], Plan]:
    """What loads that plan, the same each time, for `made_once`."""
    return partial(load_example, name)
