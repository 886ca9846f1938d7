"""Abbreviations: explained where they are first used, which are used, and which nobody explains. Pure."""

import re
from collections.abc import Iterable, Mapping
from html import escape

# Capitals that are not abbreviations of this plan: roman numerals and words printed large.
_NOT_ONE = re.compile(r"[IVX]+|OFFICIAL|SENSITIVE|DRAFT|FINAL|OK|PDF|[KMG]B")
# Two capitals or more, as LSCB, ToR, CSE/MFH (two of them), L&I; a small plural s is left out.
_LOOKS_LIKE_ONE = re.compile(r"(?<![\w&])[A-Z](?:&[A-Z]|[A-Za-z]*[A-Z])[A-Za-z]*?(?=s?(?![\w&]))")


class Explainer:
    """Explains each abbreviation once: the first time it is met on one page.

    `terms` maps an abbreviation to its meaning. Make a new one for every page.
    """

    def __init__(self, terms: Mapping[str, str]):
        self.meanings = {escape(term): escape(meaning) for term, meaning in terms.items()}
        self.explained: set[str] = set()
        found = "|".join(re.escape(term) for term in sorted(self.meanings, key=len, reverse=True))
        # A character reference such as &amp; is passed over whole, so that nothing is found inside it.
        self._finder = re.compile(rf"(?<![\w&])(?P<term>{found})(?=s?(?!\w))|&#?\w+;") if found else None

    def explain(self, text: str) -> str:
        """Text that is safe to print, with `<abbr>` around the first use of each term; the rest as it was.

        :param text: HTML without tags: escaped text.
        """
        return self._finder.sub(self._explain, text) if self._finder else text

    def _explain(self, match: re.Match) -> str:
        term = match["term"]
        if not term or term in self.explained:
            return match[0]
        self.explained.add(term)
        return f'<abbr title="{self.meanings[term]}">{term}</abbr>'


class InFull:
    """Puts abbreviation and full name together the first time either is met on one paper: "Pupil Referral Unit (PRU)".

    `terms` maps an abbreviation to its meaning. Make a new one for every paper. What is in brackets already, as in
    "Multi-Agency Safeguarding Hub (MASH)", is explained there; a plural ("PRUs") is left as it is, because meanings are
    written in the singular.
    """

    def __init__(self, terms: Mapping[str, str]):
        self.meanings = {term: meaning for term, meaning in terms.items() if term and meaning}
        self.terms = {meaning: term for term, meaning in self.meanings.items()}
        self.written: set[str] = set()
        found = "|".join(
            re.escape(each) for each in sorted({*self.meanings, *self.terms}, key=len, reverse=True)
        )
        self._finder = re.compile(rf"(?<![\w&])(?:{found})(?!\w)") if found else None

    def write(self, text: str) -> str:
        """The text with full names; any text, not HTML."""
        return self._finder.sub(self._write, text) if self._finder else text

    def hear(self, text: str) -> None:
        """What the paper quotes as it is: an abbreviation that it explains in brackets needs no full name after it."""
        self.written.update(term for term in self.meanings if f"({term})" in text)

    def _write(self, match: re.Match) -> str:
        found, rest = match[0], match.string[match.end() :]
        term = found if found in self.meanings else self.terms[found]
        if term in self.written:
            return found
        if found != term and rest.startswith(f" ({term}"):
            return found  # its abbreviation follows
        self.written.add(term)
        is_in_brackets = match.string[: match.start()].endswith("(") and rest.startswith(")")
        return found if is_in_brackets else f"{self.meanings[term]} ({term})"


def used(terms: Mapping[str, str], texts: Iterable[str]) -> set[str]:
    """Which of the terms stand in any of the texts, or in the meaning of one that does; a small plural s may follow."""
    found: set[str] = set()
    to_read = "\n".join(texts)
    while to_read:
        new = {term for term in terms.keys() - found if _stands_in(term, to_read)}
        found |= new
        to_read = "\n".join(terms[term] for term in new)
    return found


def _stands_in(term: str, text: str) -> bool:
    """Whether a term stands in a text as a word of its own. Its letters are looked for first, which is much quicker."""
    at = text.find(term)
    if at < 0:
        return False
    word = re.compile(rf"(?<![\w&]){re.escape(term)}(?=s?(?!\w))")
    while at >= 0 and not word.match(text, at):
        at = text.find(term, at + 1)
    return at >= 0


def unexplained(texts: Iterable[str], explained: Iterable[str]) -> dict[str, int]:
    """Abbreviations in `texts` that no term explains, with how many texts use each, in alphabetical order.

    "CSE/MFH" is two; a term in brackets of another ("ToR case") explains its words.
    """
    known = {word.casefold() for term in explained for word in [term, *re.split(r"[\s/]+", term)]}
    counts: dict[str, int] = {}
    for text in texts:
        for found in {match[0] for match in _LOOKS_LIKE_ONE.finditer(text)}:
            capitals = sum(letter.isupper() for letter in found)
            letters = sum(letter.isalpha() for letter in found)
            if found.casefold() in known or _NOT_ONE.fullmatch(found) or 2 * capitals < letters:
                continue
            counts[found] = counts.get(found, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: pair[0].casefold()))
