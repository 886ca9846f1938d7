"""The guides to how timescales and owners are read, as a board reads them: in its plan's years, with names of its kind.

They stand in docs/ with the years of one plan and the names of one board, for whoever works on the reader. Here their
examples move into the years of the plan that the page is about and are read anew, so what the page says they mean is
what they mean; names become those of an invented board of the same kind.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.conf import settings

from plans.rules.timescales import Certainty, Timescale, read_timescale
from subgroups.rules.presets import KINDS, NEUTRAL_EXAMPLES

FIRST_YEAR = 2017  # of the plan in whose years docs/timescales.md is written
HOW_SURE = {
    Certainty.SURE: "Sure",
    Certainty.CONVENTION: "By convention",
    Certainty.AMBIGUOUS: "Asks",
    Certainty.UNRESOLVABLE: "Cannot tell",
}
# What is for whoever works on the reader.
_FOR_DEVELOPERS = re.compile(r"^## (?:For developers|Where we differ).*?(?=^## |\Z)", re.M | re.S)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January February March April May June July August September October November December").split()
_YEAR = re.compile(
    r"\b(?P<four>20[12]\d)(?P<to>[-/])(?P<two>[12]\d)\b(?![-/]\d)"  # 2017/18, 2017-20
    r"|\b(?P<one>20[12]\d)\b"
    r"|(?:\b|(?<=FY))(?P<first>[12]\d)(?P<stroke>[-/])(?P<next>[12]\d)\b(?![-/])"  # 18/19
    r"|(?P<before>\bFY ?|\b(?:Sep|Mar)-|\bSept |(?<=\d)/0\d/)(?P<last>[12]\d)\b(?![-/])"  # FY19, Sep-18, 31/03/16
)
_DAY = re.compile(rf"(?P<day>\b\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)}) (?P<year>20\d\d)")
# Names of docs/who.md and words of docs/timescales.md that are one board's, to those of no board or of a kind.
_NAMES = {
    "Cumbria Local Safeguarding Children Board": "{board}",
    "Performance Management and Quality Assurance Subgroup": "Performance and Quality Subgroup",
    "Child Death Overview Panel": "{panel}",
    "Children's Trust Board": "Community Trust Board",
    "Safer Cumbria Partnership": "Safer Westshire Partnership",
    "Safer Cumbria": "Safer Westshire",
    "Cumbria's business plan 2017-20": "the plan of an invented board",
    "to review every child death": "to review every case",
    "Early Help": "Prevention",
    "Working Together": "Guidance on Recording",
    "S11 audits": "Audits",
    "CSE/MFH": "QA/MI",
    "PMQAG": "PQG",
    "PMQA": "PQ",
    "CDOP": "{panel_short}",
    "LADA": "CQC",
    "CAFCASS": "Ambulance",
    "LSCB": "{board_short}",
}
_NAMED = re.compile("|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True))))


def in_names_of(kind: str, text: str) -> str:
    """A text of a guide with the names of an invented board of a kind; of no kind where `kind` is empty."""
    names = KINDS[kind].examples if kind else NEUTRAL_EXAMPLES
    return _NAMED.sub(lambda found: _NAMES[found[0]].format_map(names), text)


@lru_cache(maxsize=16)
def owners_guide(kind: str) -> str:
    """docs/who.md as a board of a kind reads it, as Markdown."""
    words = _guide("who.md")
    if not kind:  # what boards of a kind put before a group's name is said to boards of that kind
        words = re.sub(r"^\| \"LSCB\" in front .*\n", "", words, flags=re.M)
    return in_names_of(kind, words)


@lru_cache(maxsize=64)
def timescales_guide(kind: str, first_year: int) -> str:
    """docs/timescales.md as a board of a kind reads it, in the years of a plan that begins in `first_year`."""
    by, lines = first_year - FIRST_YEAR, []
    schools = not kind or KINDS[kind].with_schools
    for line in in_names_of(kind, _guide("timescales.md")).splitlines():
        if not schools and "school" in line.lower():
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
        if len(cells) == 6 and cells[4] in HOW_SURE.values():
            words = moved(cells[1], by)
            lines.append(_row(cells[0], words, *_read(words, by)))
        elif len(cells) == 4 and cells[0] != "Words" and "---" not in cells[0]:
            words = moved(cells[0], by)
            lines.append(_row(words, *_kept(words, by)))
        else:
            lines.append(moved(line, by))
    return "\n".join(lines)


def moved(text: str, by: int) -> str:
    """A text with its years moved on; a weekday beside a date still agrees with it, or still does not."""
    if not by:
        return text
    shifted = _YEAR.sub(lambda found: _moved_year(found, by), text)
    before, after = _DAY.search(text), _DAY.search(shifted)
    if not (before and after):
        return shifted
    then, now = _date(before), _date(after)
    if then is None or now is None:
        return shifted
    if re.search(r"\bw/[ce] ", text):  # a week begins and ends on the same days in every year
        day = now.day + (then.weekday() - now.weekday()) % 7
        return f"{shifted[: after.start()]}{day}{shifted[after.end('day') :]}"
    for place, name in enumerate(_DAYS):
        if re.search(rf"\b{name} {before['day']} ", text):
            return shifted.replace(name, _DAYS[(place + now.weekday() - then.weekday()) % 7])
    return shifted


def _moved_year(found: re.Match, by: int) -> str:
    if found["four"]:
        return f"{int(found['four']) + by}{found['to']}{(int(found['two']) + by) % 100:02d}"
    if found["one"]:
        return str(int(found["one"]) + by)
    if found["first"]:
        first, following = int(found["first"]), int(found["next"])
        if following != first + 1:
            return found[0]
        return f"{(first + by) % 100:02d}{found['stroke']}{(following + by) % 100:02d}"
    return f"{found['before']}{(int(found['last']) + by) % 100:02d}"


def _date(found: re.Match) -> date | None:
    try:
        return date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return None


def _reading(words: str, by: int) -> Timescale:
    first = FIRST_YEAR + by
    return read_timescale(
        words,
        plan_start=date(first, 4, 1),
        plan_end=date(first + 3, 3, 31),
        not_before=date(first, 10, 31),
    )


def _read(words: str, by: int) -> tuple[str, ...]:
    """What an example is read as, when it is due, how sure that is, and what else could be chosen."""
    reading = _reading(words, by)
    others = " / ".join(other.words for other in reading.other_readings) or "-"
    return reading.explanation, _days(reading.due_dates), HOW_SURE[reading.certainty], others


def _kept(words: str, by: int) -> tuple[str, ...]:
    """When an example is due, what stood first, and when it is looked at again."""
    reading = _reading(words, by)
    firsts: Mapping[int, date] = reading.first_dates
    return (
        _days(reading.due_dates),
        _days([day for _, day in sorted(firsts.items())]),
        _days([reading.review_on] if reading.review_on else []),
    )


def _days(days) -> str:
    return ", ".join(f"{day.day} {day:%b %Y}" for day in days if day) or "-"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _guide(name: str) -> str:
    """A guide of docs/ without its title, and without what is for whoever works on the reader."""
    words = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")
    return _FOR_DEVELOPERS.sub("", words.partition("\n")[2])
