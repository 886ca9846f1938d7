"""What a browser would send of a page's forms, filled in as somebody fills them in who must get through."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import html

_NO_BOX = {"submit", "button", "reset", "image", "file"}


@dataclass
class Box:
    """A field of a form: what it is called, and the values it offers where it offers any."""

    name: str
    kind: str  # as HTML has it: text, hidden, checkbox, radio, select, textarea
    offered: list[str] = field(default_factory=list)

    @property
    def takes_a_key(self) -> bool:
        """Whether the value names a row: a number, or a word with one behind it."""
        if self.name in ("csrfmiddlewaretoken", "form_key", "next"):
            return False
        values = [value for value in self.offered if value]
        return bool(values) and all(value.rpartition("-")[2].isdecimal() for value in values)


@dataclass
class Form:
    address: str
    method: str
    boxes: dict[str, Box]
    data: dict[str, list[str]]
    buttons: list[tuple[str, str]]  # "" for one that sends nothing of its own; Enter presses the first
    of: str = ""  # whose it is, which is sent only where a test says so: others send the form as their own

    def sent(self, **typed: str) -> dict[str, list[str]]:
        return self.data | {name: [value] for name, value in typed.items()}


def forms_of(page: str, here: str) -> Iterator[Form]:
    """Each form of a page, filled in; `here` is the address of the page."""
    whole = html.fromstring(page)
    for form in whole.iter("form"):
        boxes, data, buttons, of = {}, {}, [], ""
        for each in form.xpath(".//input | .//select | .//textarea | .//button"):
            name, kind = each.get("name"), each.get("type", "text")
            if each.tag == "button" or kind in _NO_BOX:
                continue
            if name == "form_of":
                of = each.get("value", "")
                continue
            if not name or each.get("disabled") is not None:
                continue
            box = boxes.setdefault(name, Box(name, kind if each.tag == "input" else each.tag))
            _fill(each, box, data)
        for each in whole.xpath("//button | //input"):
            owner = each.get("form")
            is_its = owner == form.get("id") if owner else form in each.iterancestors()
            if is_its and each.get("type", "submit" if each.tag == "button" else "text") == "submit":
                buttons.append((each.get("name", ""), each.get("value", "")))
        for name in [each for each in data if each.endswith("outside_because")]:
            data[f"{name.removesuffix('outside_because')}meeting"] = [""]  # one of the two says where
        action = form.get("action") or ""
        target = action if action.startswith("/") else here if not action else here.partition("?")[0] + action
        yield Form(target, form.get("method", "get").lower(), boxes, data, buttons, of)


def _fill(each, box: Box, data: dict[str, list[str]]) -> None:
    name = box.name
    if each.tag == "select":
        box.offered += [option.get("value", "") for option in each.iter("option")]
        chosen = [
            option.get("value", "") for option in each.iter("option") if option.get("selected") is not None
        ]
        data[name] = [value for value in chosen if value] or [value for value in box.offered if value][:1]
    elif box.kind in ("checkbox", "radio"):
        value = each.get("value", "on")
        box.offered.append(value)
        if box.kind == "checkbox" or each.get("checked") is not None or name not in data:
            data[name] = [*data.get(name, []), value] if box.kind == "checkbox" else [value]
    elif box.kind == "hidden":
        box.offered.append(each.get("value", ""))
        data[name] = [*data.get(name, []), each.get("value", "")]
    else:
        there = each.text or "" if each.tag == "textarea" else each.get("value", "")
        data[name] = [there.strip() or _typed(name, each)]


def _typed(name: str, each) -> str:
    is_number = each.get("type") == "number" or each.get("inputmode") in ("numeric", "decimal")
    if is_number or name.endswith(("value", "-every")):
        return each.get("min") or "12"
    if each.get("type") == "url" or name.endswith("link"):
        return "https://example.org/paper"
    if each.get("type") == "email":
        return "new.somebody@example.org"
    if name.endswith(("held_at",)):
        return "09:30"
    if name.endswith(("_on", "_date", "first", "last", "dates", "keep_until")):
        return "31 May 2018" if not name.endswith("done_on") else "1 March 2018"
    return "Words of our own"
