"""What independent scrutiny found in the year, and what was answered."""

from lscb.wording import long_date, number_of
from reporting.yearly.facts import FindingFacts, YearFacts
from reporting.yearly.writing import Nothing, blocks, items, labelled, line, said, sentence


def drafted(year: YearFacts) -> str:
    if not year.findings:
        return Nothing(year.say("No finding of a scrutineer is recorded for the year."))
    answered = sum(bool(each.response) for each in year.findings)
    return blocks(
        f"{number_of(len(year.findings), 'finding is', 'findings are')} recorded, {answered} of them answered.",
        items(map(_line, year.findings)),
    )


def _line(each: FindingFacts) -> str:
    parts = [
        f"{line(', '.join(filter(None, [long_date(each.on), each.by])))}: {sentence(said(each.words))}",
        labelled("Recommended", each.recommended),
        labelled("Response", each.response) or "Not answered yet.",
    ]
    return " ".join(part for part in parts if part)
