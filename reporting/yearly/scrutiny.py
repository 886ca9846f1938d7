"""What independent scrutiny found in the year, what was answered, and what came of it: the scrutineer's log, apart from
challenges."""

from lscb.wording import long_date, number_of
from reporting.yearly.facts import FindingFacts, YearFacts
from reporting.yearly.writing import Nothing, blocks, heading, items, labelled, line, said, sentence


def drafted(year: YearFacts) -> str:
    if not year.findings:
        return Nothing(year.say("The scrutineer’s log has nothing of the year."))
    asking = [each for each in year.findings if each.asks]
    answered = sum(bool(each.response) for each in asking)
    kinds = dict.fromkeys(each.kind for each in year.findings)
    entries = number_of(len(year.findings), "entry", "entries")
    asked = number_of(len(asking), "that asks", "that ask")
    answers = f"of {asked} for an answer, {number_of(answered, 'was', 'were')} answered"
    return blocks(
        f"The log of the year has {entries}; {answers if asking else 'none asks for an answer'}.",
        *(
            part
            for kind in kinds
            for part in (heading(kind), items(_line(each) for each in year.findings if each.kind == kind))
        ),
    )


def _line(each: FindingFacts) -> str:
    head = ", ".join(filter(None, [each.source, long_date(each.on), f"to {each.to}" if each.to else ""]))
    parts = [
        f"{line(head)}: {sentence(said(each.words))}",
        labelled("Response", each.response) or ("Not answered yet." if each.asks else ""),
        labelled("What came of it", each.outcome),
    ]
    return " ".join(part for part in parts if part)
