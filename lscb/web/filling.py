"""A page of ours with one of its forms filled in again, as it was sent; and what was sent, as that form names it.

Every form is written out in HTML, whatever made it: ours, the admin's, a library's. So what was typed finds its boxes
there, by the names it was sent under, and what finds none is handed back to be shown beside them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from lscb.lines import in_one_line
from lscb.web.once import FIELD

Typed = list[tuple[str, str]]
_BUTTONS = {"submit", "button", "reset", "image"}
_SEEN = "seen"  # how the names of boxes end that say what a form had seen: they go back with what was typed


@dataclass
class _Box:
    """A field or button as it stands in the page, its tag from `begins` to `ends`."""

    kind: str  # as HTML has it: text, hidden, checkbox, radio, select, option, textarea, submit
    tag: str
    attributes: dict[str, str | None]
    begins: int
    ends: int
    closes: int = 0  # where the words of a textarea or an option end
    options: list["_Box"] = field(default_factory=list)
    label: str = ""
    legend: str = ""  # of the boxes it is one of

    @property
    def name(self) -> str:
        return self.attributes.get("name") or ""

    @property
    def value(self) -> str:
        return self.attributes.get("value") or ""

    def written(self, **changed: str | None) -> str:
        """Its tag with some attributes changed; None leaves one out."""
        kept = {name: value or "" for name, value in self.attributes.items() if name not in changed}
        said = kept | {name: value for name, value in changed.items() if value is not None}
        written = "".join(f' {name}="{escape(value)}"' for name, value in said.items())
        return f"<{self.tag}{written}>"


@dataclass
class _Form:
    address: str
    is_posted: bool
    begins: int
    opened: int  # where what stands in it begins
    boxes: list[_Box] = field(default_factory=list)

    def fit(self, typed: Typed) -> int:
        """How well it fits what was sent: a page may have several forms that are sent to one address."""
        sent, names = set(typed), {name for name, _ in typed}
        told_apart = {(box.name, box.value) for box in self.boxes if box.kind in ("submit", "hidden")} & sent
        has = {box.name for box in self.boxes if box.kind != "submit"} & names
        lacks = [box for box in self.boxes if box.kind in ("text", "textarea") and box.name not in names]
        return 10 * len(told_apart) + 2 * len(has) - len(lacks) if has else 0


class _Page(HTMLParser):
    """The forms of a page, and where their boxes stand in its text."""

    def __init__(self, text: str, here: str):
        super().__init__(convert_charrefs=False)
        self.forms: list[_Form] = []
        self._here = here
        self._lines = [0, *(newline.end() for newline in re.finditer("\n", text))]
        self._ids: dict[str, _Form] = {}
        self._strays: list[tuple[str, _Box]] = []  # with `form`, the id of the form they belong to
        self._form: _Form | None = None
        self._open: _Box | None = None
        self._text = text
        self._labels: dict[str, str] = {}  # by the id of the box
        self._legends: list[str] = []  # of the sets of boxes that are open
        self._words_begin = 0
        self._labelled = ""
        self.feed(text)
        self.close()
        for name, box in self._strays:
            if name in self._ids:
                self._ids[name].boxes.append(box)
        for box in (box for form in self.forms for box in form.boxes):
            box.label = self._labels.get(box.attributes.get("id") or "", "")

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag, attrs):
        begins = self._place()
        ends = begins + len(self.get_starttag_text() or "")
        said = dict(attrs)
        if tag == "form":
            address = urljoin(self._here, said.get("action") or self._here)
            self._form = _Form(address, (said.get("method") or "").lower() == "post", begins, ends)
            self.forms.append(self._form)
            self._ids[said.get("id") or ""] = self._form
        elif tag == "option" and self._open is not None:
            self._open.options.append(_Box("option", tag, said, begins, ends))
        elif tag == "fieldset":
            self._legends.append("")
        elif tag in ("label", "legend"):
            self._words_begin, self._labelled = ends, said.get("for") or ""
        elif tag in ("input", "textarea", "select", "button"):
            kind = (said.get("type") or "").lower() if tag in ("input", "button") else tag
            kind = "submit" if tag == "button" and kind in ("", "submit") else kind or "text"
            box = _Box(kind, tag, said, begins, ends, legend=self._legends[-1] if self._legends else "")
            if tag in ("textarea", "select"):
                self._open = box
            if said.get("form"):
                self._strays.append((said["form"], box))
            elif self._form is not None:
                self._form.boxes.append(box)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif self._open is not None and tag == self._open.tag:
            self._open.closes = self._place()
            self._open = None
        elif tag == "option" and self._open is not None and self._open.options:
            option = self._open.options[-1]
            option.closes, option.label = self._place(), self._words(option.ends)
        elif tag == "label" and self._labelled:
            self._labels[self._labelled] = self._words(self._words_begin)
        elif tag == "legend" and self._legends:
            self._legends[-1] = self._words(self._words_begin)
        elif tag == "fieldset" and self._legends:
            self._legends.pop()

    def _words(self, begins: int) -> str:
        """What a person reads between there and here."""
        words = in_one_line(unescape(re.sub(r"<[^>]*>", " ", self._text[begins : self._place()])))
        return words.rstrip("*: ")


def filled(
    page: str,
    *,
    here: str,
    address: str,
    typed: Typed,
    key: str,
    note: Callable[[Typed], str],
    before: str = "",
) -> str | None:
    """The page with the form that was sent to `address` filled in; None where it has no such form.

    `key` is the form's own, by which it is saved once; `note` words what is said at its top, given what found no box;
    `before` stands in front of it, for what the note needs and a form cannot hold.
    """
    form = _sent_form(page, here, address, typed)
    if form is None:
        return None
    left: dict[str, list[str]] = {}
    for name, value in typed:
        left.setdefault(name, []).append(value)
    changes = [change for box in form.boxes if box.name for change in _change(box, left, key)]
    unplaced = [(name, value) for name, values in left.items() for value in values if value.strip()]
    changes += [(form.opened, form.opened, note(unplaced)), (form.begins, form.begins, before)]
    for begins, ends, words in sorted(changes, reverse=True):
        page = page[:begins] + words + page[ends:]
    return page


def as_named(
    page: str, *, here: str, address: str, typed: Typed, unnamed: Callable[[str], str]
) -> Typed | None:
    """What was sent to `address` by the labels of its boxes, and in the words of what was chosen; without what the form
    of the page says already. None where it has no such form; `unnamed` words the name of a box without a label.
    """
    form = _sent_form(page, here, address, typed)
    if form is None:
        return None
    named = []
    for name, value in typed:
        boxes = [box for box in form.boxes if box.name == name]
        box = next((box for box in boxes if box.value == value and box.kind in ("checkbox", "radio")), None)
        box = box or next(iter(boxes), None)
        if box is None:
            named.append((unnamed(name), value))
        elif box.kind != "hidden" and box.kind not in _BUTTONS and not _says(box, page, value):
            chosen = next((option.label for option in box.options if option.value == value), value)
            if box.kind in ("checkbox", "radio"):
                chosen = box.label or value
            label = box.legend if box.kind == "radio" else box.label
            named.append((label or unnamed(name), chosen))
    return named


def _says(box: _Box, page: str, value: str) -> bool:
    """Whether a box of the page has the value before anybody types."""
    if box.kind in ("checkbox", "radio"):
        return "checked" in box.attributes
    if box.kind == "select":
        chosen = [option.value for option in box.options if "selected" in option.attributes]
        return value in (chosen or [option.value for option in box.options[:1]])
    words = unescape(page[box.ends : box.closes]) if box.kind == "textarea" else box.value
    return words.strip().splitlines() == value.strip().splitlines()


def _sent_form(page: str, here: str, address: str, typed: Typed) -> _Form | None:
    """The form of the page that was sent to the address; of several the one that fits best."""
    forms = [form for form in _Page(page, here).forms if form.is_posted and form.address == address]
    form = max(forms, key=lambda each: each.fit(typed), default=None)
    return form if form is not None and form.fit(typed) > 0 else None


def _change(box: _Box, left: dict[str, list[str]], key: str) -> list[tuple[int, int, str]]:
    """What to write in place of what, so that the box holds what was sent; takes that out of `left`."""
    if box.kind in _BUTTONS or box.kind == "hidden":
        values = left.get(box.name, [])
        if box.name == FIELD:
            return [(box.begins, box.ends, box.written(value=key))]
        if box.kind == "hidden" and box.name.endswith(_SEEN) and values:
            return [(box.begins, box.ends, box.written(value=values.pop(0)))]
        if box.kind == "hidden" or box.value in values:
            left.pop(box.name, None)
        return []
    if box.kind == "file" or "disabled" in box.attributes:
        return []
    values = left.get(box.name, [])
    if box.kind in ("checkbox", "radio"):
        value = box.attributes.get("value", "on") or ""
        chosen = value in values
        if chosen:
            values.remove(value)
        return [(box.begins, box.ends, box.written(checked="" if chosen else None))]
    if box.kind == "select":
        return _chosen(box, values)
    if not values:
        return []
    value = values.pop(0)
    if box.kind == "textarea":
        return [(box.ends, box.closes, "\n" + escape(value))]
    return [(box.begins, box.ends, box.written(value=value))]


def _chosen(box: _Box, values: list[str]) -> list[tuple[int, int, str]]:
    """As for any box, for one to choose from: of what was sent, what is still offered."""
    offered = [option.value for option in box.options]
    wanted = [value for value in values if value in offered]
    if not wanted and values and "multiple" not in box.attributes:
        return []  # what it was is offered no more, and is said beside it
    if "multiple" not in box.attributes:
        wanted = wanted[:1]
    for value in wanted:
        values.remove(value)
    return [
        (option.begins, option.ends, option.written(selected="" if option.value in wanted else None))
        for option in box.options
    ]
