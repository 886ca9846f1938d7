"""What the pages and the paper of a report share: rows of a list, linked numbers, chips, the two drawings."""

import re
from dataclasses import replace
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from lscb.addresses import address
from lscb.templatetags.words import in_lines, in_one_line
from lscb.wording import listed
from lscb.words import capital, sentence_lower
from plans.rules.position import RatingPart
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.content import MonitoringReportContent
from reporting.report.outline import ASKED_IN, AT_RISK
from reporting.rules.column_widths import fitted

register = template.Library()


# What the sections of a report on screen say beside its content: where its links lead, and who may decide.
ON_SCREEN = (
    "linked",
    "plan_slug",
    "quarter_slug",
    "report_pk",
    "rows_at",
    "may_decide",
    "meeting_pk",
    "here",
)


@register.simple_tag(takes_context=True)
def part(context, template_name):
    """A run of sections: {% part "print/report/before_sign_off.html" %}. What says the same on screen is made into HTML
    once; of the moment at which a draft is read it says the day alone."""
    if not context.get("linked"):  # paper, where abbreviations are written in full once in the whole
        return context.template.engine.get_template(template_name).render(context)
    content = context["content"]
    day = content.front.position_at.replace(hour=0, minute=0, second=0, microsecond=0)
    content = replace(content, front=replace(content.front, position_at=day, position_words=""))
    given = tuple((name, context[name]) for name in ON_SCREEN if name in context)
    return _part(template_name, content, given)


@lru_cache(maxsize=16)  # some 8 MB when it is full of reports of 71 actions
def _part(template_name: str, content: MonitoringReportContent, given: tuple) -> SafeString:
    return render_to_string(template_name, {"content": content, **dict(given)})


@register.filter
def rows_of(ids, content):
    """The report's rows for these actions, in their order."""
    return [content.row[pk] for pk in ids]


@register.filter
def silent_since_off_track(content):
    """The rows of which nothing was said and which were off track when last rated: silence hides none of them."""
    rows = (content.row[pk] for pk in content.counted)
    return [row for row in rows if row.now.rating == NO_UPDATE and row.was == Rating.OFF_TRACK]


# In a plan without references: characters by which an action is named, and how many are named in one line.
NAME, NAMED = 60, 4


@register.filter
def references(ids, content):
    """References of these actions as one line, and how many have none; in a plan without references, the first few
    by their words."""
    if not content.columns.reference:
        named = [
            _named(content.row[pk], f"“{cut(in_one_line(content.row[pk].text), NAME)}”") for pk in ids[:NAMED]
        ]
        more = len(ids) - len(named)
        return "; ".join([*named, f"and {more} more"] if more else named)
    named = [_unbroken(reference) for pk in ids if (reference := content.row[pk].reference)]
    without = len(ids) - len(named)
    return ", ".join([*named, f"{without} without a reference"] if without else named)


# Longer than this, a text leaves its row on paper and stands whole under “Long texts”: about ten lines of a column.
LONG = 600
# The same for a timescale, whose columns are narrow: no row is taller than a page.
LONG_WHEN = 250
# And in the tables of decisions, of risks and challenges, and of recommendations.
LONG_DECIDED, LONG_LOGGED, LONG_LEARNING = 450, 700, 300


# What a line break takes of a column, in characters: half a line, which is what the last one leaves empty.
A_BREAK = 30


def size(words: str) -> int:
    """How much room words take, in characters."""
    return len(words) + A_BREAK * words.count("\n")


@register.filter
def cut(words, length):
    """Words cut at a word, so that a list stays short; the whole stands in the full schedule."""
    if size(words) <= length:
        return words
    while size(words[:length]) > length:
        words = words[:length].rpartition("\n")[0]
    return re.split(r"\s\S*\Z", words[:length])[0].rstrip(",;:.") + "\u00a0…"


# Characters said of a row, together, that fill some two thirds of a page.
TALL = 2_000


@register.filter
def is_tall(row) -> bool:
    """Whether a row would leave most of a page empty, or be taller than one, if it stood on one page only. It is
    split then, and its headings are repeated."""
    said = size(row.said) + sum(min(size(note.words), LONG) for note in row.notes)
    return said + sum(len(each.words) + len(each.about) for each in row.evidence) > TALL


@register.filter
def are_tall(parts) -> bool:
    """The same for a row of the full schedule, by the parts of its action."""
    return sum(min(size(part.words), LONG) + len(part.about) for part in parts) > TALL


@register.filter
def priority_of_all(rows) -> str:
    """The priority that every one of these rows serves, which is said once above them; empty where they differ."""
    served = {row.priority for row in rows}
    return served.pop() if len(served) == 1 else ""


@register.filter
def ended(said):
    """Words with a full stop, so that another sentence can follow on the same line."""
    return said if said.rstrip("”\"')")[-1:] in ".!?…:" else f"{said}."


@register.simple_tag(takes_context=True)
def section_heading(context, key, counted=None):
    """The heading of a section, with its number in this report and what it counts."""
    content = context["content"]
    heading = content.outline.heading(key)
    if heading is None:
        return ""
    words = in_full(context, heading.words)
    if counted is None:
        return format_html('<h2 id="{}">{}</h2>', key, words)
    return format_html('<h2 id="{}">{} ({})</h2>', key, words, count(context, counted))


@register.simple_tag(takes_context=True)
def in_full(context, words):
    """A name, or a sentence of ours: on paper each abbreviation stands behind its full name where it is used first.
    What people wrote, and what the plan prints, is quoted and stays as it is."""
    names = context.get("names_in_full")
    return names.write(words) if names else words


@register.simple_tag(takes_context=True)
def quoted(context, title):
    """A title as the plan prints it; an abbreviation that it explains itself needs no full name after it."""
    if names := context.get("names_in_full"):
        names.hear(title)
    return title


@register.simple_tag(takes_context=True)
def where(context, key):
    """A section of this report by its number; empty where it is not printed or has none."""
    return context["content"].outline.where(key)


@register.simple_tag(takes_context=True)
def asked(context, decision):
    """What is asked; references that end it lead to the rows in which the report tells of them."""
    content, count = context["content"], decision.count
    words = in_full(context, decision.words) if count else decision.words
    said = in_lines(words)
    if count is None or context.get("front_only") or not content.columns.reference:
        return said
    named = ", ".join(content.row[pk].reference or "–" for pk in count.ids if pk in content.row)
    if not named or not words.endswith(f": {named}"):
        return said
    key = ASKED_IN.get(count.key, ("",))[0]
    rows = [
        (
            _unbroken(content.row[pk].reference),
            (f"a-{pk}" if content.short else f"{key}-{pk}", where_of(content, key)),
        )
        for pk in count.ids
    ]
    links = format_html_join(
        ", ",
        '<a href="#{}" aria-label="{} {} in {}">{}</a>',
        ((place, content.labels.action, name, there, name) for name, (place, there) in rows),
    )
    return format_html("{} {}", in_lines(words.removesuffix(named)), links)


@register.simple_tag(takes_context=True)
def asked_in(context, decision):
    """Where the report tells what a decision rests on; on screen with the rows it counts."""
    content = context["content"]
    if decision.count is None or content.short:
        return ""
    there = [
        words if context.get("front_only") else format_html('<a href="#{}">{}</a>', name, words)
        for name in ASKED_IN.get(decision.count.key, ())
        if (words := content.outline.where(name))
    ]
    if not there:
        return ""
    said = format_html_join(" and ", "{}", ((each,) for each in there))
    if context.get("linked"):
        return format_html('<span class="see"> ({}: {})</span>', said, count(context, decision.count))
    return format_html('<span class="see"> ({})</span>', said)


@register.inclusion_tag("print/report/picture.html")
def picture(drawing):
    """A picture of the report; nothing where there is none."""
    return {"drawing": drawing}


@register.inclusion_tag("print/report/rating_head.html")
def rating_head(letter, word):
    """A rating at the head of a column or row: letter and word, where colours would shout."""
    return {"letter": sign(letter) if len(letter) == 1 else "", "word": word}


@register.filter
def has(outline, key):
    """Whether a report prints a section."""
    return outline.heading(key) is not None


MEANINGS = {
    "better": "the rating has risen, or it was {N} and is {G} now.",
    "worse": "the rating has fallen, or it was {N} and is {A} or {R} now.",
    "same": "the rating has not changed.",
    "new": "not in the last report.",
    "closed": "{B} now, and was not in the last report.",
    "re-opened": "was {B} in the last report and is not now.",
    "silent": "nothing was said of it this time.",
    "put-on-hold": "{H} now, and was not before.",
    "not-started": "{N} now, and was rated otherwise before.",
    "taken-up": "was {H}, and is rated otherwise now.",
    "first-rated": "in the last report, and never rated until now.",
    "left-since": "counted in the last report and not now.",
}


@register.simple_tag(takes_context=True)
def movement_meaning(context, move):
    """What a sign of movement means; empty for one that no action of the report has."""
    content = context["content"]
    if not any(row.move.kind == move.kind for row in content.rows):
        return ""
    words = {letter: sentence_lower(word) for letter, word in content.words.items() if letter != NO_UPDATE}
    said = MEANINGS.get(move.kind, "then or now {N}, {H} or without an update.")
    return said.format(**{letter: letter for letter in "BGARNH"} | words)


@register.filter
def sign(letter):
    """The letter of a rating as it is printed: a dash for silence."""
    return "–" if letter == NO_UPDATE else letter


@register.filter
def count_of(past, letter):
    """How many an earlier report had at a rating."""
    return past.count_of(letter)


@register.filter
def at(lines, pk):
    """What a mapping has for an action; nothing where it has none."""
    return lines.get(pk, ())


# What shows that something is complete stands in one run of text; everything else that is said has a line of its own.
BRINGS_BACK, BACK_BY = "What will bring it back", "Back on track by"
EVIDENCE = ("How much was done", "How well was it done", "What difference it made", "Completed on")


@register.simple_tag
def is_told_before(row) -> bool:
    """Whether an action is closed and was complete in the last report, which said what was done and when it was due."""
    return row.now.letter == "B" and row.last is not None and row.last.rating == Rating.COMPLETE


@register.simple_tag(takes_context=True)
def notes_of(context, row, with_parts=False):
    """What is said of a row in labelled paragraphs, and the evidence of what is complete.

    What `is_told_before` is not told again.
    """
    parts = context["content"].labels.parts if with_parts and row.parts else ""
    left_out = {parts, *(["Last rating"] if row.was else [])}  # the movement has it
    by = row.note(BACK_BY)
    if by and row.note(BRINGS_BACK):
        left_out.add(BACK_BY)
    notes = [
        (f"{note.label}, by {by}" if note.label == BRINGS_BACK and by else note.label, note.words)
        for note in row.notes
        if note.words != row.said and note.label not in left_out
    ]
    told_before = is_told_before(row)
    return {
        "paragraphs": [note for note in notes if note[0] not in EVIDENCE],
        "evidence": [note for note in notes if note[0] in EVIDENCE and not told_before],
        "told_before": told_before,
    }


PROPOSED = ", proposed, not yet looked at"  # how rows say it


@register.simple_tag
def said_by(row):
    """Who said it and when, on one line, and whether it is only proposed."""
    by, proposed, _ = row.said_by.partition(PROPOSED)
    if not by:
        return ""
    by = _unbroken(by).replace("-", "\u2011")
    return format_html('<span class="small"> {}{}</span>', by, ", proposed" if proposed else "")


@register.simple_tag
def said_on(row):
    """When it was said, in the full schedule, and whether it is only proposed."""
    by, proposed, _ = row.said_by.partition(PROPOSED)
    on = _unbroken(by.rpartition(", ")[2])
    return format_html('<span class="small"> {}{}</span>', on, ", proposed" if proposed else "") if on else ""


@register.filter
def told_once(lines):
    """Reports that are due, each with what it will tell where it is named for the first time."""
    named = set()
    return [(line, "" if line.what in named or named.add(line.what) else line.tells) for line in lines]


@register.simple_tag(takes_context=True)
def silent_rows(context, ids):
    """Silent actions, each with its last rating and how late it is, which is said once where it is the same of all;
    in a plan without references by their words, under the section they stand in."""
    content = context["content"]
    rows = [content.row[pk] for pk in ids]
    about = [_silent_about(content.words, row) for row in rows]
    the_same = len(rows) > 1 and len(set(about)) == 1
    under = (
        {} if content.columns.reference else {pk: part.title for part in content.schedule for pk in part.ids}
    )
    there: dict[str, list[str]] = {}
    for row, said in zip(rows, about, strict=True):
        section = under.get(row.id, "")
        name = cut(in_one_line(row.text), NAME) if section else _name(content, row)
        leading = _leading(context, row, name)
        there.setdefault(section, []).append(
            leading if the_same else format_html("{}&#160;({})", leading, said)
        )
    parts = [
        format_html('<span class="b">{}:</span> {}', section, _joined(names)) if section else _joined(names)
        for section, names in there.items()
    ]
    return format_html("{}{}", _joined(parts), f" (all {about[0]})" if the_same else "")


def _joined(parts) -> str:
    return format_html_join("; ", "{}", ((each,) for each in parts))


def _silent_about(words, row) -> str:
    """As "was G on track, 9 days late"."""
    said = (
        [f"was {row.was} {sentence_lower(words[row.was])}"]
        if row.was in words and row.was != NO_UPDATE
        else []
    )
    if not said:
        said.append("never rated")
    if row.late:
        said.append(row.late)
    elif row.due.startswith("Milestone passed"):
        said.append(sentence_lower(row.due))
    return ", ".join(said)


@register.simple_tag(takes_context=True)
def told_in(context, row):
    """Where the meeting paper says what was said of an action; empty where the schedule does."""
    content = context["content"]
    return content.outline.where(content.outline.told.get(row.id, ""))


# Of the upright page, in millimetres: all columns, and the narrowest of words.
UPRIGHT, LEAST = 180, 44


@register.simple_tag(takes_context=True)
def about_width(context, ids):
    """The width of the column of what an action is, beside what is said of it, as an attribute; none on screen."""
    content = context["content"]
    if context.get("linked") or not ids:
        return ""
    there = content.columns
    rows = []
    for row in (content.row[pk] for pk in ids):
        about = [
            len(row.text),
            len(row.owners) * there.owner + (len(row.due) + 20) * (there.when and not is_told_before(row)),
            25,
        ]
        notes = notes_of(context, row, content.short)
        said = [len(row.said) + len(row.said_by)] if not notes["told_before"] else []
        labelled = [
            len(label) + len(words) + 2 for kind in ("paragraphs", "evidence") for label, words in notes[kind]
        ]
        said = [sum([*said, *labelled])] if row.now.rating == Rating.COMPLETE else [*said, *labelled]
        if content.short:
            said += [len(row.outcome) + 10, *(len(part.words) + len(part.about) + 5 for part in row.parts)]
        rows.append((about, said))
    room = UPRIGHT - (LONG_REFERENCE if there.long_references else REFERENCE + 1) * there.reference
    return _wide(fitted(rows, room, LEAST)[0])


def _wide(millimetres: int) -> str:
    """A class of print.css, as an attribute."""
    return format_html(' class="w{}"', millimetres)


# Of the landscape page of the schedule, in millimetres.
SCHEDULE, REFERENCE, LONG_REFERENCE, OWNER, WHEN, RATING, NARROWEST = 279, 14, 21, 20, 30, 30, 36


@register.simple_tag(takes_context=True)
def schedule_widths(context):
    """Widths of the columns of words in the full schedule, by what stands in them: attributes by column, none on
    screen."""
    content = context["content"]
    if context.get("linked"):
        return {}
    there, rows = content.columns, [content.row[pk] for pk in content.counted]
    taken = (LONG_REFERENCE if there.long_references else REFERENCE) * there.reference
    taken += OWNER * there.owner + WHEN * there.when + RATING
    wordy: dict[str, list[list[int]]] = {
        "action": [
            [len(row.text), *(len(part.words) + len(part.about) + 5 for part in row.parts)] for row in rows
        ],
        "outcome": [[len(row.outcome)] for row in rows] if there.outcome else [],
        "success": [[len(row.success), *map(len, row.measured_by)] for row in rows] if there.success else [],
        "update": [[12 if row.id in content.outline.told else len(row.said) + 16] for row in rows],
    }
    wordy = {name: sizes for name, sizes in wordy.items() if sizes}
    widths = fitted(list(zip(*wordy.values(), strict=True)), SCHEDULE - taken, NARROWEST)
    return dict(zip(wordy, map(_wide, widths), strict=False))


@register.filter
def heat(counted, breakdown):
    """How dark a cell of a table of counts is, from 0 to 4, by its share of the highest."""
    return -(-4 * counted.n // breakdown.most) if breakdown.most else 0


@register.filter
def called_otherwise(content):
    """Rows that the last report called by another reference."""
    return [row for row in content.rows if row.was_reference]


@register.filter
def silence_before(content):
    """Rows that are compared with a rating before the last report, which had silence."""
    return [row for row in content.rows if row.last and row.move.was_in and row.now.rating != NO_UPDATE]


@register.simple_tag(takes_context=True)
def words(context, said, at_most=LONG):
    """What somebody wrote: whole on screen; on paper a long text is cut and stands whole at the end, where
    `long_texts` has it by the same number of characters."""
    if context.get("linked") or size(said) <= at_most:
        return in_lines(said)
    return format_html("{}{}", in_lines(cut(said, at_most)), _whole(context))


def _whole(context) -> str:
    """Behind a text that is cut: where it stands whole."""
    if context.get("front_only"):
        return " (whole in the report)"
    return mark_safe(' <a href="#long">(whole under “Long texts”)</a>')


@register.simple_tag(takes_context=True)
def decided(context, said):
    """What was decided or came of it."""
    return words(context, said, LONG_DECIDED)


@register.simple_tag(takes_context=True)
def logged(context, said):
    """What the log of challenges or the register of risks says."""
    return words(context, said, LONG_LOGGED)


@register.simple_tag(takes_context=True)
def learnt(context, said):
    """A recommendation, or what is said of it."""
    return words(context, said, LONG_LEARNING)


@register.simple_tag(takes_context=True)
def timescale(context, when):
    """The plan's own words for when."""
    return words(context, when, LONG_WHEN)


@register.simple_tag(takes_context=True)
def ref(context, row):
    """What an action goes by, and where it leads: on screen to its page, else to its row in the full schedule."""
    return _leading(context, row, _name(context["content"], row))


def _name(content, row) -> str:
    """Its reference; in a plan without any, its first words."""
    if row.reference or content.columns.reference:
        return _unbroken(row.reference) or "–"
    return _named(content.row[row.id], cut(in_one_line(content.row[row.id].text), NAME))


def _unbroken(words: str) -> str:
    """Words, as the reference 13.2 (2), that stand on one line."""
    return words.replace(" ", "\u00a0")


def _named(row, words) -> str:
    """Words with the section they stand in: in a plan without references the same words stand in several."""
    return f"{words} ({row.section})" if row.section else words


def _leading(context, row, words, *, in_schedule=False):
    if context.get("front_only") or context.get("alone"):
        return words
    content, label = context["content"], context["content"].labels.action
    if context.get("linked") and not context.get("report_pk"):
        url, there = address("plans:action-detail", context["plan_slug"], row.id), ""
    elif in_schedule or row.id not in content.scheduled:
        return words
    else:
        url, there = f"{context.get('back', '')}#a-{row.id}", f" in {where_of(content, 'schedule')}"
    said = f"{label} {words}{there}" if content.columns.reference else f"{words}{there}"
    if said == words:
        return format_html('<a href="{}">{}</a>', url, words)
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, said, words)


def where_of(content, key: str) -> str:
    """A part of the report in a sentence: a section by its number, or the schedule."""
    return content.outline.where(key) or ("this report" if content.short else "the full schedule")


@register.simple_tag(takes_context=True)
def place(context, row, section):
    """The place of an action's row in a section of the report, as an attribute: what is asked leads there."""
    return format_html(' id="{}-{}"', section, row.id) if section else ""


@register.simple_block_tag(takes_context=True)
def action_cells(context, content, row, at_most=0, on_paper=0, cards=False, in_schedule=False, section=""):
    """The first cells of an action's row: its reference, then its words and what stands in the block. A plan without
    references has one cell, and its words lead where the reference would.

    :param at_most: characters of the words, `on_paper` on paper alone; 0 for all, as `words` prints a long text.
    :param cards: whether the table becomes cards on a narrow screen, each cell with its label.
    :param in_schedule: the row is the one that references lead to.
    :param section: of the report: the words stand in the first section that is about the action, the reference in all.
    """
    label = context["content"].labels.action
    if not context.get("linked"):
        at_most = at_most or on_paper
    is_long = not at_most and not context.get("linked") and size(row.text) > LONG
    if at_most:
        said = cut(in_one_line(row.text), at_most)
    else:
        said = in_lines(cut(row.text, LONG) if is_long else row.text)
    elsewhere = section and context["content"].outline.worded.get(row.id, section) != section
    if elsewhere and context["content"].columns.reference and row.reference:
        there = context["content"].outline.worded[row.id]
        words = context["content"].outline.where(there)
        said = format_html('<a href="#{}">{}</a>', there, capital(words)) if words else ""
        is_long = False
    labelled = format_html(' data-label="{}"', label) if cards else ""
    place = format_html(' id="a-{}"', row.id) if in_schedule else ""
    whole = _whole(context) if is_long else ""
    if not context["content"].columns.reference:
        named = _leading(context, row, said, in_schedule=in_schedule)
        whose = None if in_schedule else context["content"].row.get(row.id)
        under = (
            format_html('<br/><span class="small">{}</span>', whose.section)
            if whose and whose.section
            else ""
        )
        return format_html(
            '<th scope="row" class="about"{}{}>{}{}{}{}</th>', place, labelled, named, whole, under, content
        )
    return format_html(
        '<th scope="row" class="ref"{}{}>{}</th><td{}>{}{}{}</td>',
        place,
        mark_safe(' data-label="Ref"') if cards else "",
        _leading(context, row, _unbroken(row.reference) or "–", in_schedule=in_schedule),
        labelled,
        said,
        whole,
        content,
    )


@register.simple_tag(takes_context=True)
def ref_head(context):
    """The head above references, in a plan that has any."""
    if not context["content"].columns.reference:
        return ""
    long = " col-ref-long" if context["content"].columns.long_references else ""
    return format_html('<th scope="col" class="col-ref{}">Ref</th>', long)


@register.simple_tag(takes_context=True)
def action_head(context, *more):
    """The head of a cell that says an action's words and `more`: "owner" and "due" only where the plan has any."""
    content = context["content"]
    named = [content.labels.action]
    for word in more:
        if word == "owner":
            named += [sentence_lower(content.labels.owner)] * content.columns.owner
        elif word != "due" or content.columns.when:
            named.append(word)
    return listed(named)


@register.simple_tag
def long_texts(content, rows_alone=False):
    """Every text that is too long for its row: what it is of, what it is, the text. `rows_alone`: of the actions, as
    the full schedule has them, and not of the sections before it."""
    labels = content.labels
    found = []
    for row in content.rows:
        texts = [(labels.action, row.text), (labels.outcome, row.outcome), (labels.success, row.success)]
        texts += [("Latest update", row.said)]
        texts += [(labels.parts, part.words) for part in row.parts]
        texts += [(note.label, note.words) for note in row.notes if note.words != row.said]
        found += _too_long(_name(content, row), texts)
        found += _too_long(_name(content, row), [(labels.when, row.when)], LONG_WHEN)
    if rows_alone:
        return found
    for line in content.measures.lines if content.measures else ():
        found += _too_long(line.words, [("Note", line.note)])
    for change in content.changes:
        texts = [("From", change.old), ("To", change.new), ("Reason", change.reason)]
        texts = [(f"{change.kind}: {what}", text) for what, text in texts]
        found += _too_long(_name(content, change), texts)
    for line in (line for each in content.outline.decided for line in each.lines):
        texts = [(line.kind, line.words), ("What became of it", line.became)]
        found += _too_long(_name(content, line), texts, LONG_DECIDED)
    log, risks, learning = content.challenges, content.risks, content.learning
    for line in (*risks.top, *risks.closed) if risks else ():
        texts = [("Risk", line.words)]
        texts += [("Why it is a risk no more", line.why_closed)] if line.closed else []
        texts += [] if line.closed else [("What is done about it", line.response)]
        found += _too_long(f"“{cut(in_one_line(line.words), NAME)}”", texts, LONG_LOGGED)
    for line in (*log.open, *log.closed) if log else ():
        texts = [("Challenge", line.words)]
        texts += [("Outcome and impact", line.outcome)] if line.closed else [("Response", line.response)]
        found += _too_long(f"To {line.to}, {line.raised}:", texts, LONG_LOGGED)
    for line in (*learning.pressing, *learning.settled) if learning and not content.short else ():
        texts = [("Recommendation", line.text), ("What is said of it", line.said)]
        found += _too_long(line.called, texts, LONG_LEARNING)
    for line in content.self_assessments:
        found += _too_long(line.title, [("What came of it", line.outcome)], LONG_DECIDED)
    return found


def _too_long(of, texts, at_most=LONG):
    """Those that `words` cuts, which may be given a full stop before."""
    return [(of, what, text) for what, text in texts if text and size(ended(text)) > at_most]


def _list_of(content, counted) -> tuple[str, str]:
    """Where the list of exactly these actions begins on paper, as its name there and the section it stands in; empty
    where no list of the report is."""
    wanted = frozenset(counted.ids)
    if wanted == content.scheduled:
        return "schedule", "schedule"
    if content.short:
        lists = [(each.key, "", each.ids) for each in content.exceptions]
    else:
        lists = [
            ("off-track", "off-track", content.exceptions[0].ids),
            ("silence", "silence", content.silent_count.ids),
            *((each.key, "completed", each.ids) for each in content.completed),
            *(
                (f"at-risk-{each.ids[0]}", "at-risk", each.ids)
                for each in content.exceptions
                if each.key in AT_RISK and each.ids
            ),
        ]
    return next(((name, key) for name, key, ids in lists if wanted == frozenset(ids)), ("", ""))


@register.simple_tag(takes_context=True)
def count(context, counted, words="", listed=False):
    """A number; on screen a link to exactly the actions it counts. `words` are for those who hear the link.

    A page of a final whose numbers are not the report's own says where their rows are: `rows_at`, the name of a route.
    On paper, where it is `listed`, a link to the list in the report that holds exactly these, if there is one.
    """
    if not counted.ids:
        return counted.n
    if not context.get("linked"):
        if not listed or context.get("front_only") or context.get("alone"):
            return counted.n
        name, key = _list_of(context["content"], counted)
        there = where_of(context["content"], key)
        return (
            format_html(
                '<a href="#{}" aria-label="{}, listed in {}">{}</a>', name, counted.n, there, counted.n
            )
            if name
            else counted.n
        )
    rows_at = context.get("rows_at", "reporting:report-rows")
    url = (
        address(rows_at, context["plan_slug"], context["report_pk"], counted.key)
        if context.get("report_pk")
        else address("reporting:report-live-rows", context["plan_slug"], context["quarter_slug"], counted.key)
    )
    if words:
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>', url, counted.n, words
        )
    return format_html('<a href="{}">{}</a>', url, counted.n)


@register.inclusion_tag("print/report/chip.html", takes_context=True)
def chip(context, rating, quiet=False):
    """A rating as letter, shape and word."""
    return {"chip": rating, "quiet": quiet, "on_paper": context.get("on_paper")}


@register.simple_tag(takes_context=True)
def linked_count(context, plan, number, **filters):
    """A number of a linked plan; on screen, while the report is live, a link to exactly the actions it counts."""
    if not number or not context.get("linked") or context.get("report_pk"):
        return number
    url = address("plans:action-list", plan.slug)
    return format_html('<a href="{}{}">{}</a>', url, f"?{urlencode(filters)}" if filters else "", number)


@register.inclusion_tag("print/report/move.html", takes_context=True)
def move(context, row, with_letters=False):
    """How a rating moved, with the word; `with_letters` adds the two letters."""
    return {
        "move": row.move,
        "was": row.was if with_letters else "",
        "now": row.now,
        "on_paper": context.get("on_paper"),
    }


# Characters of a name that stand on one line at the head of a page.
HEAD = 80


@register.simple_tag(takes_context=True)
def sheet_name(context, part=""):
    """What a report, or a part of it, is called at the head of its pages, behind board and plan: on one line, if need
    be by its period alone."""
    content, front = context["content"], context["content"].front
    part = f", {part}" if part else ""
    name = f", {sentence_lower(content.labels.report)} {front.quarter}{part}"
    if len(f"{front.board_short}: {front.plan}{name}") > HEAD:
        return f", {front.quarter}{part}"
    return name


@register.filter
def bar_parts(position):
    """The position as parts of the position bar."""
    return [RatingPart(row.letter, row.word, row.count.n, row.x, row.width) for row in position.rows]
