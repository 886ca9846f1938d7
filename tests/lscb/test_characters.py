"""Characters as people paste them: each becomes what it stood for, wherever it enters and however old the row is."""

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models
from django.http import QueryDict
from django.urls import get_resolver, reverse
from hypothesis import given
from hypothesis import strategies as st

from lscb.characters import clean, cleaned, reads_from_the_right, turns_direction
from lscb.directions import isolated
from lscb.errors import Refused
from lscb.fields import CharField, Cleaned, LineField, TextField
from lscb.lines import Block, blocks, in_one_line, lines_of, with_bullets
from lscb.operations import keep
from lscb.templatetags.words import in_lines, paragraphs
from lscb.web import typed
from plans.models import Action, Risk
from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, RiskFactory, board_team

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("one\vtwo", "one\ntwo"),  # Word: a line break inside a paragraph
        ("one\ftwo\x85three\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\x07two\x1btwo", "one two two"),  # Word: the end of a cell
        ("multi\x1eagency co\x1foperate co\xadoperate", "multi-agency cooperate cooperate"),
        ("a\ttab stays", "a\ttab stays"),
        ("It\x92s \x93so\x94 \x96 yes", "It’s “so” – yes"),  # Windows, read with the wrong table
        ("cafe\u0301 Tie\u0302\u0301ng", "café Tiếng"),
        ("July\u200e 2018\u200b\ufeff", "July 2018"),
        ("\uf0b7\tFirst \uf0e0 then", "•\tFirst → then"),  # Word: its symbol fonts
        ("half \ud800 \ufffe nobody's", "half   nobody's"),
        ("a\u200db", "ab"),
        ("می\u200cخواهم র\u200d্য", "می\u200cخواهم র\u200d্য"),  # a joiner that is spelling
        ("👨\u200d👩\u200d👧 👍🏽 ❤️ " + ENGLAND, "👨\u200d👩\u200d👧 👍🏽 ❤️ " + ENGLAND),
        ("x\U000e0041y", "xy"),
    ],
)
def test_a_character_becomes_what_it_stood_for(pasted, meant):
    assert clean(pasted) == meant


@given(st.text())
def test_what_is_clean_stays_as_it_is(text):
    once = cleaned(text)
    assert cleaned(once) == once
    assert all(each in "\n\t" or ord(each) >= 0x20 for each in once)


def test_what_turns_the_direction_is_taken_out_of_texts_and_seen_in_names():
    assert cleaned("pay \u202e001\u202c pounds") == "pay 001 pounds"
    assert (
        turns_direction("Ann\u202egnp.") and turns_direction("Ann\u2067") and not turns_direction("Ann محمد")
    )


def test_every_text_of_ours_is_kept_clean():
    """Those of the kernel are no typed texts: the trail and its seals, letters, jobs, forms that were sent."""
    loose = {
        f"{model._meta.label}.{field.name}"
        for app in ("subgroups", "plans", "reporting")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not isinstance(field, Cleaned)
        if not field.choices and not isinstance(field, models.EmailField | models.SlugField | models.URLField)
    }
    digests = {
        "token_hash",
        "pdf_sha256",
        "sha256",
        "file",  # named by us
        "password",
        "rating",
        "kind",
        "history_change_reason",
        "history_type",
        "operation",
        "link",
    }
    assert {name for name in loose if name.rpartition(".")[2] not in digests} == set()


@pytest.mark.django_db
def test_whoever_saves_keeps_it_clean_and_old_rows_are_read_clean():
    risk = RiskFactory(words="one\vtwo")
    assert risk.words == "one\ntwo"
    Risk.objects.filter(pk=risk.pk).update(response="July\u200e 2018")
    with connection.cursor() as cursor:  # as it was kept before there was this rule
        cursor.execute("SELECT response FROM plans_risk WHERE id = %s", [risk.pk])
        assert cursor.fetchone() == ("July 2018",)
        cursor.execute("UPDATE plans_risk SET words = %s WHERE id = %s", ["old\vrow\u200e", risk.pk])
    assert Risk.objects.get(pk=risk.pk).words == "old\nrow"
    assert list(Risk.objects.values_list("words", flat=True)) == ["old\nrow"]


@pytest.mark.django_db
def test_a_name_that_reads_as_another_is_refused_at_every_door(client):
    body = BodyFactory()
    body.name = "Health\u202epuorg"
    with pytest.raises(Refused, match="Name: type this again: it holds hidden characters"):
        keep(body, by=None)
    form = forms.modelform_factory(type(body), fields=["name"])({"name": body.name})
    assert "hidden characters that turn the direction" in str(form.errors["name"])
    plan = PlanFactory()
    client.force_login(board_team(plan.board))
    action = ActionFactory(plan=plan, label="1.1")
    address = reverse("plans:action-change", args=[plan.slug, action.pk])
    form = client.get(address).context["form"]
    answer = client.post(
        address, {name: form[name].value() or "" for name in form.fields} | {"label": "1\u202e2"}
    )
    assert answer.status_code == 422 and "hidden characters" in answer.content.decode()


@pytest.mark.django_db
def test_a_break_that_nobody_sees_in_a_box_of_one_line_is_a_space():
    plan = PlanFactory(title="Business\vplan\u200b")
    assert plan.title == "Business plan"


@pytest.mark.django_db
def test_forms_get_it_clean_whatever_reads_it(client, on):
    on("2018-04-09")
    plan = PlanFactory()
    QuarterFactory(plan=plan)
    client.force_login(board_team(plan.board))
    action = ActionFactory(plan=plan)
    address = reverse("plans:action-change", args=[plan.slug, action.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"text": "Tell\v• schools\v• parents", "when_text": "July\u200e 2018"}
    assert client.post(address, data | {"moves": "correction"}).status_code == 302
    action.refresh_from_db()
    assert action.text == "Tell\n• schools\n• parents"
    assert action.when_text == "July 2018" and f"{action.due_on}" == "2018-07-31"


def test_a_password_is_left_as_it_is_sent():
    assert typed._clean(QueryDict("password=caf%CC%81&again=e%CC%81")) is None
    assert typed._clean(QueryDict("words=cafe%CC%81&page=2")).dict() == {"words": "café", "page": "2"}
    assert typed._clean(QueryDict("words=plain")) is None
    assert typed._clean(QueryDict("words=nul%00")) is None  # forms refuse it


def test_every_form_with_a_password_says_so_by_a_name():
    def all_of(kind):
        for each in kind.__subclasses__():
            yield each
            yield from all_of(each)

    assert get_resolver().url_patterns  # so that every form is loaded
    secret = {
        form: list(form.base_fields)
        for form in all_of(forms.BaseForm)
        if any(
            isinstance(field.widget, forms.PasswordInput)
            for field in getattr(form, "base_fields", {}).values()
        )
    }
    assert len(secret) > 3
    assert [form for form, names in secret.items() if not any("password" in name for name in names)] == []


def test_boxes_are_written_in_the_direction_of_what_is_typed():
    class Form(forms.Form):
        name = forms.CharField()
        words = forms.CharField(widget=forms.Textarea)
        number = forms.IntegerField()

    html = str(Form())
    assert html.count('dir="auto"') == 2


# --- Lines and bullets


@pytest.mark.parametrize(
    "bullet", ["•", "·", "-", "–", "*", "▪", "●", "\uf0b7", "\uf0a7", "o\t", "o   ", "  • "]
)
def test_a_pasted_bullet_is_taken_off_once(bullet):
    text = cleaned(f"We did:\n{bullet} one\n{bullet} two\n\nAnd more\nlines")
    assert blocks(text) == [
        Block(("We did:",)),
        Block(("one", "two"), is_list=True),
        Block(("And more", "lines")),
    ]
    assert lines_of(text) == ("We did:", "one", "two", "And more", "lines")
    assert with_bullets(text) == "We did:\n• one\n• two\n\nAnd more\nlines"
    assert paragraphs(text) == (
        '<p>We did:</p>\n<ul class="said"><li>one</li><li>two</li></ul>\n<p>And more<br/>lines</p>'
    )
    assert in_lines(text) == "We did:<br/>• one<br/>• two<br/>And more<br/>lines"


@pytest.mark.parametrize(
    "text", ["-5 degrees", "o dear", "A - B", "*bold*", "of one", "1. first", "2018-19 – plan"]
)
def test_what_is_no_bullet_stays(text):
    assert lines_of(text) == (text,) and with_bullets(text) == text


def test_words_stay_words_in_html():
    assert paragraphs("<b> & “x”") == "<p>&lt;b&gt; &amp; “x”</p>"
    assert in_lines("one\n\ntwo\n- three") == "one<br/><br/>two<br/>• three"
    assert in_lines("<b>\n<i>") == "&lt;b&gt;<br/>&lt;i&gt;"
    assert in_one_line(" a\n b ") == "a b"


# --- Directions


def test_text_says_that_it_is_read_from_the_right():
    assert (
        reads_from_the_right("12 محمد ABC")
        and not reads_from_the_right("ABC محمد")
        and not reads_from_the_right("12")
    )
    assert paragraphs("محمد, 5") == '<p dir="rtl">محمد, 5</p>'
    assert paragraphs("- محمد\n- one") == '<ul class="said"><li dir="rtl">محمد</li><li>one</li></ul>'
    assert paragraphs("محمد\none") == '<p dir="rtl">محمد<br/><bdi dir="ltr">one</bdi></p>'
    assert paragraphs("one\nمحمد") == '<p>one<br/><bdi dir="rtl">محمد</bdi></p>'
    assert in_lines("محمد\none") == '<bdi dir="rtl">محمد</bdi><br/>one'


@pytest.mark.parametrize(
    ("page", "as_sent"),
    [
        ("<p>محمد علي, 5 July</p>", '<p><bdi dir="rtl">محمد علي</bdi>, 5 July</p>'),
        ("<td> שלום 12. </td>", '<td> <bdi dir="rtl">שלום 12.</bdi> </td>'),
        (
            "<p>by محمد for علي (نعم), 3</p>",
            '<p>by <bdi dir="rtl">محمد</bdi> for <bdi dir="rtl">علي (نعم)</bdi>, 3</p>',
        ),
        ('<title>محمد</title><input value="محمد">', '<title>محمد</title><input value="محمد">'),
        ('<p dir="rtl">محمد 5 <b>علي</b></p><i>1</i>', '<p dir="rtl">محمد 5 <b>علي</b></p><i>1</i>'),
        (
            "<textarea>\nمحمد</textarea><option>علي</option>",
            "<textarea>\nمحمد</textarea><option>علي</option>",
        ),
        ("<p>Łódź &amp; 中文</p>", "<p>Łódź &amp; 中文</p>"),
    ],
)
def test_what_is_read_from_the_right_stands_apart_on_every_page(page, as_sent):
    assert isolated(page) == as_sent
    assert isolated(as_sent) == as_sent


@pytest.mark.django_db
def test_pages_leave_with_names_apart(client):
    plan = PlanFactory()
    client.force_login(board_team(plan.board, name="محمد علي"))
    ActionFactory(plan=plan, text="اجتماع 5")
    page = client.get(reverse("plans:action-list", args=[plan.slug])).content.decode()
    assert '<bdi dir="rtl">اجتماع 5</bdi>' in page
    assert '<bdi dir="rtl">محمد علي</bdi>' in page


def test_the_database_sees_no_other_field():
    for field in (LineField(max_length=5), CharField(max_length=5), TextField()):
        assert field.deconstruct()[1].startswith("django.db.models.")
    assert isinstance(Action._meta.get_field("text"), TextField)
