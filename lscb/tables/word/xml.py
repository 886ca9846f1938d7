"""Names of Word's XML, and what is read from every element alike."""

import re

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{name}")


def child_value(element: etree._Element | None, tag: str, name: str = "val") -> str | None:
    return None if element is None else value(element.find(f"{W}{tag}"), name)


def number(text: str | None, default: int | None = None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


def switched(properties: etree._Element | None, tag: str) -> bool | None:
    """Whether a property is on; None where nothing is said."""
    found = None if properties is None else properties.find(f"{W}{tag}")
    return None if found is None else value(found) not in ("0", "false", "off", "none")
