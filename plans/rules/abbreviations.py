"""Abbreviations: explained where a page first uses them, and found where nobody explains them. Pure."""

import re
from collections.abc import Iterable, Mapping
from html import escape

# Capitals that are not abbreviations of this plan: roman numerals and words printed large.
_NOT_ONE = re.compile(r"[IVX]+|OFFICIAL|SENSITIVE|OK|PDF")
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
