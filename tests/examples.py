"""The published plans that come with the product, as `manage.py load_examples` loads them."""

from django.conf import settings

from plans.models import Plan
from reporting.examples.demonstration import load_demonstration
from reporting.examples.document import load_document


def load_example(name: str) -> Plan:
    """A plan with its invented progress, by the name of its file."""
    path = settings.FIXTURES_DIR / f"{name}.toml"
    plan, _ = load_document(path, demonstration=True)
    load_demonstration(path.with_name(f"{name}-demonstration.toml"), plan, path)
    return plan
