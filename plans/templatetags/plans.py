"""Ratings, lateness and milestones as every page shows them."""

from collections.abc import Iterable
from functools import lru_cache
from secrets import token_hex

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lscb.web.filters import as_shown
from lscb.wording import days_late
from lscb.words import own_words
from plans.rules import ratings
from plans.rules.position import RatingPart
from plans.rules.trend import with_unit
from plans.selectors import action_rows, action_story, row_cells
from plans.selectors.quarters import days_words as days_of
from plans.selectors.quarters import quarter_words

register = template.Library()
TOKEN = token_hex(
    16
)  # stands for the token of a page in what is made once for many, and is nothing that anybody types


@register.simple_tag
def headings_of(plan, columns=None) -> row_cells.Headings:
    """What the rows of a list have in common: {% headings_of plan columns as headings %}, before the first of them."""
    return row_cells.headings_of(plan, columns or None)


@register.simple_tag(takes_context=True)
def action_row(context, row, replaces=False) -> SafeString:
    """A row of the working table, of a plans.selectors.action_rows.ActionRow: {% action_row row %}.

    From the page: plan, words (letter to the plan's word), headings (by headings_of), here (its own address with its
    filters, where an update comes back to), next (the same, quoted) and several (rows can be ticked, with
    _several.html above their table). With replaces=True the row replaces itself, in an answer to htmx.
    """
    cells = row_cells.cells_of(
        row,
        context["headings"],
        context["words"],
        context["plan"],
        back=context["next"],
        here=context["here"],
        several=bool(context.get("several")),
        replaces=replaces,
    )
    row = _row(cells)
    if cells.accept:  # its form has the token of its page
        return mark_safe(row.replace(TOKEN, str(context["csrf_token"])))  # noqa: S308  (of letters and digits)
    return row


@register.simple_tag
def action_filters(form, plan) -> SafeString:
    """The form of the filters of the action list: {% action_filters filter.form plan %}."""
    about = {
        "slug": plan.slug,
        "label": plan.action_label,
        "has_owners": plan.has_owners,
        "has_dates": plan.has_dates,
    }
    kept = _kept_filters((*about.values(), as_shown(form)))
    if not kept:
        kept.append(render_to_string("plans/_action_filters.html", {"form": form, **about}))
    return kept[0]


@lru_cache(maxsize=500)  # some 15 MB when it is full
def _kept_filters(shown: tuple) -> list[SafeString]:
    """Where the HTML of a form that shows this is kept, once it was made."""
    return []


@lru_cache(maxsize=5000)  # some 21 MB when it is full
def _row(cells: row_cells.RowCells) -> SafeString:
    return render_to_string("plans/_action_row.html", {"row": cells, "csrf_token": TOKEN})


@register.simple_tag
def position_bar(parts: Iterable[RatingPart], total: int, what: str = "actions", paper=False) -> SafeString:
    """Where a plan stands: {% position_bar parts total what %}; components/position_bar.html says what goes into it."""
    return _bar(tuple(parts), total, what, bool(paper))


@lru_cache(maxsize=500)
def _bar(parts: tuple[RatingPart, ...], total: int, what: str, paper: bool) -> SafeString:
    context = {"parts": parts, "total": total, "what": what, "paper": paper}
    return render_to_string("components/position_bar.html", context)


@register.simple_tag(takes_context=True)
def rating_chip(context, letter, quiet=False):
    """A rating in the plan's own words: the page hands over `words`, from `plan.rating_words()`.

    W and C, for withdrawn and carried over, are not ratings and have one word everywhere.
    """
    letter = letter or "-"
    return _chip(letter, action_rows.rating_word(letter, context["words"]), bool(quiet))


@lru_cache(maxsize=1000)  # a list shows the same few in every row; the words are those of some plans
def _chip(letter: str, word: str, quiet: bool) -> SafeString:
    return render_to_string("components/chip.html", {"rating": letter, "word": word, "quiet": quiet})


register.filter("rating_word", action_rows.rating_word)


@register.filter
def key_words(sentence, words) -> str:
    """A sentence of ours with the plan's own words for the ratings: {% filter key_words:words %}None is off track.
    {% endfilter %}. `words` is the page's, letter to word."""
    safe = {ours: conditional_escape(theirs) for ours, theirs in ratings.in_key_words(words).items()}
    return mark_safe(own_words(conditional_escape(sentence), safe))  # noqa: S308  (escaped just now)


@register.filter
def changed_words(moderation, words) -> str:
    """What an owner proposed and what the board team made of it, in one sentence."""
    return action_story.changed_words(moderation, words)


@register.filter
def became(old, new) -> str:
    """What changed, in words: {{ old|became:new }}; both are empty where there is nothing."""
    return action_story.became(old, new)


@register.filter
def late_words(days: int) -> str:
    """Lateness as people say it: "9 days late"."""
    return days_late(days)


@register.filter
def measured(value, measure) -> str:
    """A value of a measure with its unit: 12.5%, 14 days."""
    return with_unit(value, measure.unit)


@register.filter
def apart(actions, at_most=None) -> list:
    """The first of some actions under headings: what those stand under that have no reference to be told apart by."""
    groups: dict[str, list] = {}
    for action in actions[: at_most or None]:
        groups.setdefault("" if action.reference else action.stands_under, []).append(action)
    return list(groups.items())


@register.filter
def beyond(many: int, at_most) -> int:
    """How many are left where only so many are shown."""
    return max(many - at_most, 0) if at_most else 0


@register.filter
def span_words(span) -> str:
    """A reporting period that may be added, by name and days."""
    return quarter_words(span)


@register.filter
def days_words(span) -> str:
    """From which day to which: "1 April to 30 June 2026"."""
    return days_of(span)


@register.filter
def when_due(milestone) -> str:
    """A milestone's time as exactly as its words name it: "January 2018", "31 January 2018" or its words."""
    return action_rows.when_due(milestone)


@register.filter(is_safe=True)
def explained(text, explain) -> str:
    """Escaped text with each abbreviation explained where the page first uses it; `explain` is the page's own
    plans.rules.abbreviations.Explainer."""
    return mark_safe(explain.explain(conditional_escape(text)))  # noqa: S308  (escaped just now)
