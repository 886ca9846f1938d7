"""Our templates of fields and choices write what those of the libraries do, but for empty space between tags."""

import re
from pathlib import Path

import crispy_bootstrap5
import django.forms
import pytest
from django import forms
from django.template import Context, Engine, engines

from lscb.web.forms import Renderer
from lscb.web.small_forms import SmallForm


class EveryKind(forms.Form):
    default_renderer = Renderer

    words = forms.CharField(help_text="Say <it> shortly & well")
    long = forms.CharField(widget=forms.Textarea, required=False)
    day = forms.DateField(required=False, label="")
    tick = forms.BooleanField(help_text="Ticked or not", required=False)
    must = forms.BooleanField()
    one = forms.ChoiceField(choices=[("", "Any"), ("a & b", "<A>"), ("Group", [("1", "One"), (2, "Two")])])
    radio = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="One")
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    many = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    file = forms.FileField(required=False)
    unseen = forms.CharField(widget=forms.HiddenInput, required=False)


class TooLong(SmallForm):
    place = forms.CharField(max_length=20)
    link = forms.CharField(max_length=20, error_messages={"max_length": "Give a shorter link."})


def test_what_is_pasted_is_not_cut_by_the_browser_and_what_is_too_long_is_said():
    form = TooLong({"place": "x" * 25, "link": "https://example.org/?" + "x" * 30})
    assert "maxlength" not in str(form)
    assert form.errors == {
        "place": ["Shorten this to 20 characters; it has 25."],
        "link": ["Give a shorter link."],
    }


FILLED = {
    "words": "said",
    "long": "a\nb",
    "must": "on",
    "one": "2",
    "radio": "b",
    "several": ["a"],
    "many": ["a", "b"],
}


@pytest.fixture(scope="module")
def theirs() -> Engine:
    """The templates as the libraries bring them."""
    folders = [Path(each.__file__).parent / "templates" for each in (crispy_bootstrap5, django.forms)]
    return Engine(dirs=folders, libraries=engines["django"].engine.libraries)


def bare(html: str) -> str:
    """Without space between tags and in them, and each attribute apart by one."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("data", [None, {}, FILLED], ids=["empty", "refused", "filled"])
@pytest.mark.parametrize("name", EveryKind.base_fields)
def test_a_field_is_written_as_crispy_writes_it(theirs, name, data, inline):
    def written(engine: Engine) -> str:
        context = {"field": EveryKind(data)[name], "form_show_errors": True, "form_show_labels": True}
        context |= {"error_text_inline": inline}
        return bare(engine.get_template("bootstrap5/field.html").render(Context(context)))

    ours = written(engines["django"].engine)
    assert ours == written(theirs) and name in ours


def test_choices_are_written_as_django_writes_them(theirs):
    form = EveryKind({"one": "2", "many": ["a", "b"]})
    for name in ("one", "many"):
        context = form[name].field.widget.get_context(
            name, form[name].value(), {"id": name, "required": True}
        )
        ours = engines["django"].engine.get_template("django/forms/widgets/select.html")
        assert bare(ours.render(Context(context))) == bare(
            theirs.get_template("django/forms/widgets/select.html").render(Context(context))
        )
        assert bare(ours.render(Context(context))).count(" selected") == len(form[name].value()[:2])
