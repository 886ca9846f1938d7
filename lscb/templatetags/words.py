"""A board's own words in templates; every template has these filters."""

import re

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, mark_safe

from lscb import addresses, words
from lscb.characters import cleaned, reads_from_the_right
from lscb.lines import BULLET, blocks, run_on
from lscb.markdown import to_html
from lscb.speaking import in_years
from lscb.wording import long_date

register = template.Library()

LTR = ' dir="ltr"'
# Tags and entities, whose letters are not of the text.
_NO_LETTERS = re.compile(r"<[^>]*>|&#?\w+;")


@register.simple_tag
def address(route: str, *keys) -> str:
    """Django's `url`, for what stands in every row: {% address 'plans:action-detail' plan.slug action.pk as url %}."""
    return addresses.address(route, *keys)


@register.filter
def in_sentence(label) -> str:
    """A label inside a sentence: "Work stream" becomes "work stream", "LSCB" stays."""
    return words.sentence_lower(str(label))


@register.filter(expects_localtime=True)
def long_day(value) -> str:
    """A day, or that of a moment, as 31 March 2018; empty for none. In a list, where Django's `date` takes too long."""
    return long_date(value)


@register.filter(name="own_words")
def own_words(text, whose) -> str:
    """A sentence of ours in the words of a plan, or of a report's labels: whatever has `own_words`.

      {% filter own_words:plan %}No actions are late.{% endfilter %}

    Around plain sentences only: words inside tags would be changed too.
    """
    own = getattr(whose, "own_words", None) or {}
    if isinstance(text, SafeData):
        return mark_safe(words.own_words(text, {ours: escape(theirs) for ours, theirs in own.items()}))  # noqa: S308
    return words.own_words(str(text), own)


@register.filter
def actions(number, whose) -> str:
    """The word for so many actions inside a sentence: {{ n }} {{ n|actions:plan }} is "1 action", "3 actions"."""
    return words.sentence_lower(whose.own_words["action" if number == 1 else "actions"])


@register.simple_tag(takes_context=True, name="say")
def say(context, text: str) -> str:
    """A sentence of ours on pages that may know no plan: in the words of `whose` where the page has it."""
    return own_words(text, context.get("whose"))


@register.simple_tag
def example(text: str) -> str:
    """An example with years of the plan that the page is about: {% example "For example, 31 March {1}" %}."""
    return str(in_years(text))


@register.filter
def paragraphs(text):
    """What somebody wrote, as blocks: its paragraphs with their line breaks, and its lists, each in the direction of
    its own letters."""
    written = []
    for block in blocks(_escaped(text)):
        if block.is_list:
            items = "".join(f"<li{_direction(line)}>{line}</li>" for line in block.lines)
            written.append(f'<ul class="said">{items}</ul>')
        else:
            turned = _direction(block.lines[0])
            lines = "<br/>".join(_apart(line, _direction(line), turned) for line in block.lines)
            written.append(f"<p{turned}>{lines}</p>")
    return mark_safe("\n".join(written))  # noqa: S308  (escaped above)


@register.filter
def set_out(text):
    """A text with headings, lists and tables (`lscb.markdown`), under a heading of level 2."""
    return mark_safe(to_html(str(text)))  # noqa: S308  (nothing of it is HTML but what the reader wrote)


@register.filter
def in_lines(text):
    """The same inside a sentence or a cell: line breaks, an empty line between paragraphs, and a bullet before each
    item of a list."""
    written, was_list = "", True
    for block in blocks(_escaped(text)):
        sign = f"{BULLET} " if block.is_list else ""
        lines = [_apart(sign + line, _direction(line), "") for line in block.lines]
        gap = "" if not written else "<br/>" if block.is_list or was_list else "<br/><br/>"
        written, was_list = f"{written}{gap}{'<br/>'.join(lines)}", block.is_list
    return mark_safe(written)  # noqa: S308  (escaped above)


@register.filter
def in_one_line(text) -> str:
    """The same where there is room for one line only: items and lines one after another."""
    return run_on(cleaned(str(text)))


def _escaped(text) -> str:
    """Also of rows that were kept before texts were cleaned. What is HTML already, as a box of a form is, stays so."""
    return str(conditional_escape(text if hasattr(text, "__html__") else cleaned(str(text))))


def _apart(line: str, own: str, around: str) -> str:
    """A line in its own direction, where that of what stands around it is the other one."""
    return line if own == around else f"<bdi{own or LTR}>{line}</bdi>"


def _direction(line: str) -> str:
    return ' dir="rtl"' if reads_from_the_right(_NO_LETTERS.sub("", line)) else ""
