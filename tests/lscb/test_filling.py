"""A page with one of its forms filled in again: each kind of box, which form it is, and what finds no box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from lscb.web.filling import as_named, filled

HERE = "/risks/new/"


def page(*boxes, before="", after=""):
    return f"<html><body>{before}<form method='post'>{''.join(boxes)}</form>{after}</body></html>"


def fill(text, typed, **changed):
    """The form that is filled in, and what found no box."""
    unplaced = []

    def note(left):
        unplaced.extend(left)
        return "<p>note</p>"

    options = {"here": HERE, "address": HERE, "typed": typed, "key": "the-key", "note": note} | changed
    out = filled(text, **options)
    if out is None:
        return None, None
    return next(form for form in html.fromstring(out).iter("form") if form.find("p") is not None), unplaced


def words_in(form) -> str:
    """As a browser reads them: it leaves out the line break that a box for words begins with."""
    return (form.xpath(".//textarea")[0].text or "").removeprefix("\n")


def test_each_kind_of_box_holds_what_was_sent():
    text = page(
        '<input name="form_key" type="hidden" value="new">',
        '<input name="last_seen" type="hidden" value="7">',
        '<input name="next" type="hidden" value="/">',
        '<input name="name" value="before" class="form-control">',
        '<textarea name="words" rows="4">\nbefore</textarea>',
        '<select name="one"><option value="">-</option><option value="1" selected>a</option>'
        '<option value="2">b</option></select>',
        '<select name="many" multiple><option value="1" selected>a</option><option value="2">b</option></select>',
        '<input type="radio" name="rating" value="G" checked><input type="radio" name="rating" value="R">',
        '<input type="checkbox" name="ticked" value="x" checked><input type="checkbox" name="ticked" value="y">',
        '<input type="checkbox" name="plain">',
        '<input type="file" name="file">',
        '<button name="then" value="next">Save</button>',
    )
    typed = [
        ("last_seen", "5"),
        ("next", "/"),
        ("name", 'a "b" <c> & d'),
        ("words", "\none\r\ntwo </textarea><b>"),
        ("one", "2"),
        ("many", "2"),
        ("rating", "R"),
        ("ticked", "y"),
        ("plain", "on"),
        ("then", "next"),
    ]
    form, unplaced = fill(text, typed)
    assert form.fields["form_key"] == "the-key"
    assert form.fields["last_seen"] == "5"  # so that what came meanwhile is noticed
    assert form.fields["name"] == 'a "b" <c> & d'
    assert words_in(form).replace("\r\n", "\n") == "\none\ntwo </textarea><b>"
    assert form.fields["one"] == "2"
    assert set(form.fields["many"]) == {"2"}
    assert form.fields["rating"] == "R"
    assert [box.get("value") for box in form.xpath('.//input[@name="ticked"][@checked]')] == ["y"]
    assert form.xpath('.//input[@name="plain"]')[0].get("checked") is not None
    assert form.xpath('.//input[@name="name"]')[0].get("class") == "form-control"
    assert unplaced == []


def test_what_finds_no_box_or_choice_any_more_is_handed_back():
    text = page(
        '<textarea name="words">x</textarea>', '<select name="one"><option value="1">a</option></select>'
    )
    form, unplaced = fill(text, [("words", "new"), ("one", "9"), ("gone", "a part"), ("empty", " ")])
    assert words_in(form) == "new"
    assert unplaced == [("one", "9"), ("gone", "a part")]


def test_several_boxes_of_one_name_are_filled_in_their_order():
    form, _ = fill(page('<input name="a"><input name="a">'), [("a", "1"), ("a", "2")])
    assert [box.get("value") for box in form.iter("input")] == ["1", "2"]


def test_of_forms_sent_to_one_address_it_is_the_one_whose_button_was_pressed():
    one = '<form method="post" id="one"><input name="last"><button name="step" value="end-1">Save</button></form>'
    text = f"<body>{one}{one.replace('end-1', 'end-2').replace('one', 'two')}</body>"
    form, _ = fill(text, [("last", "1 May"), ("step", "end-2")])
    assert form.get("id") == "two"
    assert form.fields["last"] == "1 May"


def test_a_box_elsewhere_in_the_page_belongs_to_the_form_it_names():
    text = '<body><input name="tick" type="checkbox" form="f"><form method="post" id="f"><input name="a"></form></body>'
    out = filled(
        text, here=HERE, address=HERE, typed=[("a", "1"), ("tick", "on")], key="", note=lambda left: ""
    )
    assert "checked" in out


@pytest.mark.parametrize(
    "text",
    [
        "<body><p>no form</p></body>",
        "<form method='get'><input name='words'></form>",
        "<form method='post' action='/elsewhere/'><input name='words'></form>",
        "<form method='post'><input name='other'></form>",
        "<form method='post'><input name='form_key' type='hidden'><button name='go' value='yes'>Go</button></form>",
    ],
)
def test_a_page_without_the_form_is_left_alone(text):
    assert fill(text, [("words", "new")]) == (None, None)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_whatever_was_typed_stands_in_its_box_and_nowhere_else(words):
    text = page(
        '<input name="a" value="&amp;\u2028"><textarea name="b">\u0085</textarea><input name="c" value="stays">'
    )
    form, unplaced = fill(text, [("a", words), ("b", words), ("c", "stays")])
    assert form.xpath('.//input[@name="a"]')[0].get("value") == words
    assert words_in(form) == words
    assert [each.tag for each in form] == ["p", "input", "textarea", "input"]
    assert unplaced == []


def test_what_was_sent_is_named_by_the_labels_and_choices_of_its_form():
    text = page(
        '<label for="a">How is it <b>going</b>?*</label><textarea id="a" name="words">\nbefore</textarea>',
        '<label for="b">By &amp; for:</label><select id="b" name="one"><option value="1" selected>A</option>'
        '<option value="2">Two &lt;2&gt;</option></select>',
        '<fieldset><legend>Rating</legend><input type="radio" name="rating" value="G" id="g" checked>'
        '<label for="g">On track</label><input type="radio" name="rating" value="R" id="r">'
        '<label for="r">R <span>Off track</span></label></fieldset>',
        '<label for="c">Tick it</label><input type="checkbox" name="ticked" id="c">',
        '<label for="d">Same</label><input name="same" id="d" value="as it was">',
        '<input name="no_label"><input type="hidden" name="about" value="7">',
    )
    typed = [
        ("words", "after"), ("one", "2"), ("rating", "R"), ("ticked", "on"), ("same", "as it was"),
        ("no_label", "x"), ("about", "8"), ("gone", "y"),
    ]  # fmt: skip
    sent = {"here": HERE, "address": HERE, "typed": typed, "unnamed": str.upper}
    assert as_named(text, **sent) == [
        ("How is it going ?", "after"),
        ("By & for", "Two <2>"),
        ("Rating", "R Off track"),
        ("Tick it", "Tick it"),
        ("NO_LABEL", "x"),
        ("GONE", "y"),
    ]
    assert as_named(text, **sent | {"address": "/elsewhere/"}) is None
