"""The rows of a list of abbreviations, as they would be in a plan's glossary."""

from collections.abc import Sequence

from lscb.importing.lists import Offered
from lscb.importing.shapes import Change, ListRow
from lscb.lines import in_one_line
from plans.models import GlossaryTerm, Plan


def terms_offered(plan: Plan, rows: Sequence[ListRow]) -> list[Offered]:
    """Which terms rows are; one query."""
    there = {term.term.casefold(): term for term in plan.glossary.all()}
    seen: set[str] = set()
    offered = []
    for row in rows:
        term, meaning = in_one_line(row["term"]), in_one_line(row["meaning"])
        wrong = ""
        if not term or not meaning:
            wrong = "Write the abbreviation and what it stands for."
        elif term.casefold() in seen:
            wrong = "The same abbreviation stands further up."
        for words, name in ((term, "term"), (meaning, "meaning")):
            room = GlossaryTerm._meta.get_field(name).max_length
            if room and len(words) > room:
                wrong = f"Shorten “{words[:40]} …” to {room} characters; it has {len(words)}."
        seen.add(term.casefold())
        thing = None if wrong else there.get(term.casefold())
        changes = ()
        if thing and in_one_line(thing.meaning) != meaning:
            changes = (Change("meaning", "What it stands for", thing.meaning, meaning),)
        offered.append(
            Offered(row, thing, changes, oddities=row.oddities, wrong=wrong, found=(term, meaning))
        )
    return offered
