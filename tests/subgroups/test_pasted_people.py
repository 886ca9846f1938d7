"""Lists of people as they are pasted from spreadsheets, documents and mail programs."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from subgroups.rules.pasted_people import Known, read_people

KNOWN = Known(
    groups=frozenset({"health subgroup", "business group"}),
    agencies=frozenset({"cumbria constabulary", "ccg"}),
    roles={
        "chair": "chair",
        "vice chair": "vice-chair",
        "member": "member",
        "independent chair": "chair-of-all",
    },
)


def read(text):
    """What is read of each line, without what is empty and the line itself."""
    return [
        {key: said for key, said in vars(person).items() if said and key != "words"}
        for person in read_people(text, KNOWN)
    ]


JANE = {"name": "Jane Smith", "email": "jane@x.org"}


@pytest.mark.parametrize(
    "line",
    [
        "Jane Smith <jane@x.org>",
        '"Jane Smith" <jane@x.org>',
        '"Smith, Jane" <Jane@X.org>',
        "Smith, Jane <mailto:jane@x.org>",
        "Jane Smith jane@x.org",
        "Jane Smith (jane@x.org)",
        "Jane Smith\tjane@x.org",
        "jane@x.org\tJane Smith",
        "Jane Smith; jane@x.org",
        "Jane Smith, jane@x.org",
        "Smith, Jane, jane@x.org",
        "| Jane Smith | jane@x.org |",
        "Jane Smith   jane@x.org",
        "Jane Smith - jane@x.org",
        "- Jane Smith, jane@x.org",
        "12. Jane Smith, jane@x.org",
        "• Jane Smith: jane@x.org",
    ],
)
def test_a_name_and_an_e_mail_however_they_stand(line):
    assert read(line) == [JANE]


def test_cells_without_headings_are_known_for_what_they_are():
    everything = JANE | {
        "job_title": "Head of Safeguarding",
        "agency": "CCG",
        "group": "Health Sub-group",
        "role": "Chair",
    }
    assert read("Jane Smith\tjane@x.org\tHead of Safeguarding\tCCG\tHealth Sub-group\tChair") == [everything]
    assert read("CCG; Chair; Health Sub-group; Jane Smith; Head of Safeguarding; jane@x.org") == [everything]
    assert read("Jane Smith, Head of Safeguarding, CCG, Health Sub-group (Chair), jane@x.org") == [everything]
    assert read("Jane Smith <jane@x.org>, Head of Safeguarding, CCG, Chair of the Health Sub-group") == [
        everything
    ]


def test_a_line_without_a_tab_among_lines_with_tabs_is_read_by_what_it_has():
    assert read("Jo\tjo@x.org\nSmith, Jane <jane@x.org>") == [{"name": "Jo", "email": "jo@x.org"}, JANE]


def test_headings_say_which_cell_is_what():
    text = "Surname\tFirst name\tOrganisation\tE-mail address\tPost\nSmith\tJane\tUnheard of\tjane@x.org\tNurse\n"
    assert read(text) == [JANE | {"agency": "Unheard of", "job_title": "Nurse"}]
    assert read("Name,Email\nJane Smith,jane@x.org\n,\n") == [JANE]
    assert read("Group\tName\nHealth Subgroup (Vice-chair)\tJane Smith") == [
        {"name": "Jane Smith", "group": "Health Subgroup", "role": "Vice-chair"}
    ]


def test_addresses_copied_from_a_mail_program_are_a_person_each():
    both = [JANE, {"name": "Jo Bloggs", "email": "jo@x.org"}]
    assert read("Jane Smith <jane@x.org>; Jo Bloggs <jo@x.org>;") == both
    assert read("Smith, Jane <jane@x.org>; Bloggs, Jo <jo@x.org>") == both
    assert read("Jane Smith <jane@x.org>, Jo Bloggs <jo@x.org>") == both
    assert read("Smith, Jane <jane@x.org>, Bloggs, Jo <jo@x.org>") == both


def test_a_cell_of_several_lines_is_one_cell():
    assert read('Jane Smith\t"Nurse\nand teacher"\tjane@x.org\nJo\t\tjo@x.org') == [
        JANE | {"job_title": "Nurse and teacher"},
        {"name": "Jo", "email": "jo@x.org"},
    ]
    assert read('Jane "J Smith\tjane@x.org')[0]["email"] == "jane@x.org"


def test_an_e_mail_that_spells_a_name_gives_one():
    assert read("jane.smith@x.org\ninfo@x.org") == [
        {"name": "Jane Smith", "email": "jane.smith@x.org"},
        {"email": "info@x.org"},
    ]


def test_what_finds_no_place_is_said():
    assert read("Jane Smith\tjane@x.org\tNurse\tA\tB\tC\tjo@x.org")[0]["left"] == "C; jo@x.org"
    assert read("Name\tE-mail\nJane Smith\tjane@x.org\t01234 567")[0]["left"] == "01234 567"


def test_each_line_is_kept_as_it_was_pasted():
    assert [
        person.words for person in read_people("1. Smith, Jane <j@x.org>;  Jo <jo@x.org>\n\n", KNOWN)
    ] == [
        "Smith, Jane <j@x.org>",
        "Jo <jo@x.org>",
    ]


def test_names_alone_are_people_too():
    assert read("Jane Smith\n\n   \n-----\nJo Bloggs\n") == [{"name": "Jane Smith"}, {"name": "Jo Bloggs"}]


@example('";\n\t;"')
@given(st.text(st.sampled_from('ab@.,;|\t\n"<>() -é\x00\u2028'), max_size=80))
def test_nothing_pasted_is_an_error(text):
    for person in read_people(text, KNOWN):
        said = vars(person)
        assert any(any(sign.isalnum() for sign in words) for words in said.values())
        assert not any("\n" in words or "\t" in words for words in said.values())
