"""An address that was worked out once is the one that Django answers."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix

from lscb.addresses import address


def test_an_address_is_what_django_answers_wherever_the_service_lies():
    for _ in range(2):  # worked out, then kept
        assert address("plans:action-detail", "a-plan", 7) == reverse(
            "plans:action-detail", args=["a-plan", 7]
        )
        assert address("home") == reverse("home")
        usual = get_script_prefix()
        set_script_prefix("/below/")
        try:
            assert address("plans:action-detail", "a-plan", 7) == "/below/plans/a-plan/actions/7/"
        finally:
            set_script_prefix(usual)
    written = Template("{% address 'plans:action-detail' slug pk as url %}{{ url }}?next={{ url }}")
    there = reverse("plans:action-detail", args=["a-plan", 8])
    assert written.render(Context({"slug": "a-plan", "pk": 8})) == f"{there}?next={there}"


def test_a_route_that_nothing_has_is_a_mistake():
    with pytest.raises(NoReverseMatch):
        address("plans:action-detail", "a-plan")
