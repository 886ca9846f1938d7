"""A list of abbreviations is taken into the glossary of a plan, and comes back as it was handed out."""

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.importing.events import keep_list
from lscb.importing.lists import take_in_list, take_out_list
from lscb.models import AuditEntry
from lscb.table_reader import read_file, read_pasted
from plans.models import ImportDraft
from plans.operations.glossary import GLOSSARY
from tests.factories import GlossaryTermFactory, PlanFactory, board_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def handed_in(plan, team, document):
    if isinstance(document, str):
        document = read_pasted(document)
    draft = ImportDraft(plan=plan, kind="glossary")
    like = ImportDraft.objects.filter(plan=plan, kind="glossary")
    return keep_list(draft=draft, document=document, name="Glossary.docx", by=team, like=like)


@pytest.mark.parametrize(
    "pasted",
    [
        "Abbreviation\tMeaning\nMARAC\tA conference\nLADO\tDesignated officer",
        "Stands for\tAcronym\nA conference\tMARAC\nDesignated officer\tLADO",
        "MARAC\tA conference\nLADO\tDesignated officer",
    ],
    ids=["headed", "the-other-way-round", "without-headings"],
)
def test_terms_are_taken_in_however_their_columns_are_headed(plan, team, pasted):
    before = AuditEntry.objects.count()
    take_in_list(draft=handed_in(plan, team, pasted), by=team)
    assert AuditEntry.objects.count() == before + 2
    assert [(each.term, each.meaning) for each in plan.glossary.all()] == [
        ("LADO", "Designated officer"),
        ("MARAC", "A conference"),
    ]


def test_a_later_list_changes_meanings_makes_no_doubles_and_is_taken_back(plan, team):
    term = GlossaryTermFactory(plan=plan, term="MARAC", meaning="A conference")
    pasted = "Term\tMeaning\nmarac\tMulti-agency conference\nLADO\tOfficer\nLADO\tAgain\nEmpty\t"
    draft = handed_in(plan, team, pasted)
    _, rows = GLOSSARY.read(draft)
    assert [bool(row.wrong) for row in rows] == [False, False, True]
    assert take_in_list(draft=draft, by=team).startswith("1 abbreviation added; 1 abbreviation changed.")
    term.refresh_from_db()
    assert term.meaning == "Multi-agency conference" and plan.glossary.count() == 2
    take_out_list(draft=draft, by=team)
    assert [(each.term, each.meaning) for each in plan.glossary.all()] == [("MARAC", "A conference")]


def test_what_is_too_long_is_said_and_not_cut(plan, team):
    draft = handed_in(plan, team, f"Term\tMeaning\nMARAC\t{'long ' * 80}")
    (row,) = GLOSSARY.read(draft)[1]
    assert "to 300 characters; it has 399" in row.wrong
    with pytest.raises(Refused):
        take_in_list(draft=draft, by=team)


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_the_glossary_that_was_handed_out_comes_back_into_an_empty_plan(plan, team, client, file):
    GlossaryTermFactory(plan=plan, term="MARAC", meaning="=A conference")
    GlossaryTermFactory(plan=plan, term="SCP", meaning="Safer Partnership; of the county")
    client.force_login(team)
    answer = client.post(
        reverse("admin:plans_glossaryterm_export"),
        {"format": "0" if file == "csv" else "1", "resource": "0"},
    )
    into = PlanFactory(board=plan.board)
    take_in_list(draft=handed_in(into, team, read_file(answer.content, f"terms.{file}")), by=team)
    said = [[(each.term, each.meaning) for each in each_plan.glossary.all()] for each_plan in (plan, into)]
    assert said[0] == said[1]


def test_the_page_reads_a_pasted_list_into_the_glossary(plan, team, client):
    client.force_login(team)
    address = reverse("plans:import-of", args=[plan.slug, "glossary"])
    assert address in client.get(reverse("plans:glossary", args=[plan.slug])).content.decode()
    look = client.post(address, {"pasted": "Term\tMeaning\nMARAC\tA conference"})["Location"]
    assert "0 now, 1 then" in client.get(look).content.decode()
    client.post(f"{look}take-in/", {"seen": "1"})
    assert plan.glossary.get().meaning == "A conference"
    assert client.get(reverse("plans:import-of", args=[plan.slug, "nothing"])).status_code == 404
