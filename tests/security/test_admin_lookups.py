"""The lists of the admin answer only what their own filters ask: nothing else in an address reaches the database.

A lookup of any field would tell, one guess after the other, what a person may not read: a password's hash by
`?password__regex=^pbkdf2`, which on SQLite may also hold a worker for as long as the expression likes.
"""

import re
from html import unescape
from itertools import groupby

import pytest
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.test import RequestFactory
from django.urls import reverse

from lscb.admin.pages import Rules
from lscb.models import AuditEntry, Letter
from subgroups.models import BoardRole, Person
from tests import factories
from tests.access.admin import in_turn
from tests.soak.sampling import EVERY, by_turns

pytestmark = pytest.mark.django_db

MODELS = list(admin.site._registry)
by_name = {"ids": lambda model: model._meta.label}


# Of a person: what stands beside the row, for guessing. Each is also tried through whatever leads to a person.
OF_A_PERSON = [
    "password__regex",
    "password__startswith",
    "password",
    "is_superuser__exact",
    "last_login__gte",
]
ANYWHERE = [
    "pk__in",
    "id__regex",
    "history__id__gte",
    "id__in__regex",
    "_meta__x",
    "nonsense",
    "nonsense__regex",
    "__class__",
    "",
]


def changelist(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def lookups_about(model):
    """What an attacker tries on the list of a model: its fields, and people and secrets wherever they are reached."""
    yield from ANYWHERE
    for field in model._meta.get_fields():
        yield f"{field.name}__regex"
        if not field.is_relation:
            yield f"{field.name}__iregex"
            continue
        to = field.related_model
        if to is None:  # whatever an entry of the audit trail is about
            continue
        if to is Person:
            yield from (f"{field.name}__{lookup}" for lookup in OF_A_PERSON)
        for name in {each.name for each in to._meta.get_fields()} & {
            "password",
            "key_hash",
            "token_hash",
            "data",
        }:
            yield f"{field.name}__{name}__startswith"
    if model is Person:
        yield from OF_A_PERSON
        yield from ("authenticator__data__contains", "emailaddress__email__startswith", "logentry__id__gte")


@pytest.fixture
def asker(client, model, ours, team):
    """Whoever has the list of `model`: the board team, or for the system's own things whoever set it up."""
    if model is not Letter:
        return team
    client.force_login(
        Person.objects.create_superuser("keeper@example.org", name="Keeper", password="a long one")
    )
    return client


@pytest.mark.parametrize("model", MODELS, **by_name)
def test_every_list_goes_by_the_rules(model):
    page = admin.site._registry[model]
    assert isinstance(page, Rules)
    assert type(page).lookup_allowed is Rules.lookup_allowed is not ModelAdmin.lookup_allowed


@pytest.mark.parametrize("model", in_turn(MODELS, "asks"), **by_name)
def test_an_address_asks_nothing_that_the_lists_filters_do_not(model, asker, ours):
    """The rule is asked about everything, and over HTTP whether it is what decides."""
    page, request = admin.site._registry[model], RequestFactory().get("/")
    request.user = ours.team
    asked = list(lookups_about(model))
    assert not [lookup for lookup in asked if page.lookup_allowed(lookup, "^", request)]
    assert asker.get(changelist(model), {asked[-1]: "^(((a+)+)+)+$"}).status_code == 400, asked[-1]


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("lookup", OF_A_PERSON)
def test_nobody_reads_a_password_one_guess_after_the_other(lookup, client, ours, every):
    """What is refused is the question: one guess by turns, and each of them where every one is asked for."""
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper", password="a long password")
    guesses = ("^md5", "md5", "1", "True", "2000-01-01")
    for reader in (ours.team, keeper):
        client.force_login(reader)
        for value in by_turns(guesses, 1, turn=lookup, every=every):
            assert client.get(changelist(Person), {lookup: value}).status_code == 400
            assert client.get(changelist(BoardRole), {f"person__{lookup}": value}).status_code == 400


@pytest.mark.parametrize(
    "model", [each for each in MODELS if hasattr(admin.site._registry[each], "formats")], **by_name
)
def test_nor_does_the_address_of_an_export(model, team, ours):
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
    for lookup in ("id__regex", "nonsense__regex", "history__id__gte"):
        for answer in (
            team.get(page, {lookup: "^1"}),
            team.post(f"{page}?{lookup}=^1", {"format": "1", "resource": "0"}),
        ):
            assert answer.status_code == 400, lookup


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("model", in_turn(MODELS, "filters"), **by_name)
def test_every_filter_that_a_list_offers_works(model, asker, ours, every):
    factories.PlanFactory(board=ours.board)  # a filter with one choice is not offered
    factories.BodyFactory(board=ours.board)
    page = asker.get(changelist(model), {"e": "1"}).content.decode()
    links = {unescape(link) for link in re.findall(r'href="(\?[^"]*)"', page)}
    page_of = admin.site._registry[model]
    if page_of.list_filter:
        assert len(links) > 1
    # Of two things that can be asked the first value or the last, and both of all where every one is asked for.
    asked = {
        name: sorted(each) for name, each in groupby(sorted(links), key=lambda link: link.partition("=")[0])
    }
    for link in {
        link
        for name, each in by_turns(asked.items(), 2, turn=model.__name__, every=every)
        for link in by_turns((each[0], each[-1]), 1, turn=name, every=every)
    }:
        assert asker.get(f"{changelist(model)}{link}").status_code == 200, link


# What an address may ask is one rule for all lists.
@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("model", in_turn(MODELS, "forged", on_postgresql={Person, AuditEntry}), **by_name)
def test_a_forged_value_of_a_filter_is_no_error(model, asker, ours, every):
    """Numbers too long for the database, words where a number stands, days that are in no calendar."""
    page = admin.site._registry[model]
    lookups = {"o": "9" * 30, "p": "9" * 30, "q": "\x00", "all": "x"}
    for each in page.list_filter:
        field = each.parameter_name if isinstance(each, type) else each if isinstance(each, str) else each[0]
        lookups |= {
            f"{field}__id__exact": "9" * 30,
            field: "\x00",
            f"{field}__exact": "x",
            f"{field}__isnull": "x",
        }
    for name, value in by_turns(sorted(lookups.items()), 2, turn=model.__name__, every=every):
        assert asker.get(changelist(model), {name: value}).status_code in (200, 302, 400), (name, value)
    no_days = [("0", "31"), ("9999", "31"), ("x", "31"), ("²", "31"), ("2018", "99"), ("2018", "9" * 30)]
    for year, day in no_days if model is AuditEntry else no_days[-1:]:
        asked = {"year": year, "month": "12", "day": day}
        asked = {f"{page.date_hierarchy}__{part}": value for part, value in asked.items()}
        assert asker.get(changelist(model), asked).status_code in (302, 400), asked


@pytest.mark.parametrize("model", in_turn(MODELS, "pop-ups"), **by_name)
def test_a_pop_up_hands_over_nothing_but_the_key(model, asker, ours):
    page, request = admin.site._registry[model], RequestFactory().get("/")
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    assert not [name for name in [*fields, "nonsense", "pk__regex"] if page.to_field_allowed(request, name)]
    assert asker.get(changelist(model), {"_popup": "1", "_to_field": fields[0]}).status_code == 400


@pytest.mark.parametrize("every", EVERY)
def test_what_is_offered_while_typing_asks_by_names_only(team, ours, theirs, every):
    """Fields that no page offers are not searched; those offered find nothing of another board, and no secret."""
    offered = 0
    for model in MODELS:
        # Whatever leads to another row, one field of its own, and one by which others lead to it.
        fields = sorted(model._meta.get_fields(), key=lambda field: (field.concrete, field.is_relation))
        led = [field for field in fields if field.concrete and field.is_relation]
        tried = {*fields[:1], *led, *[each for each in fields if each.concrete][:1]}
        for field in by_turns(sorted(tried, key=str), 2, turn=model.__name__, every=every):
            asked = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
            }
            answer = team.get(
                reverse("admin:autocomplete"), asked | {"password__regex": "^", "to_field": "password"}
            )
            assert answer.status_code in (200, 403), asked
            if answer.status_code == 200:
                offered += 1
                assert "Theirs" not in answer.content.decode(), asked
                assert all(row["id"].isdecimal() for row in answer.json()["results"]), asked
    assert offered > 5
    for forged in ({"app_label": "x"}, asked | {"field_name": "x"}, asked | {"term": "\x00"}):
        assert team.get(reverse("admin:autocomplete"), forged).status_code == 403
