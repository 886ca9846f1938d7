"""Names of bodies as documents spell them. Pure: no database, no HTTP."""

import re


def name_key(words: str) -> str:
    """A name with what does not distinguish names taken out: case, spaces, quotes, the word "subgroup".

    "Neglect sub group" and "Neglect Sub-group" have one key; "CSE/MFH" keeps its slash, because it is one name.
    """
    words = words.casefold().replace("’", "'").replace("&", " and ").replace("-", " ")
    words = re.sub(r"\bsub groups?\b", "subgroup", words)
    return " ".join(re.findall(r"[^\s.,;:()\"“”]+", words))
