"""A page of paper as its HTML and its stylesheets say, for a writer that lays it out in another format."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cssselect2
import tinycss2
import tinyhtml5
from django.conf import settings

SHEETS = ("css/chips.css", "css/print.css")
# What the writer can do something with; all else in the stylesheets is passed over.
WANTED = {
    "background-color", "border", "border-bottom", "border-style", "border-top", "break-after", "break-before", "color",
    "content", "display", "font-style", "font-weight", "height", "page", "text-align", "width",
}  # fmt: skip
INHERITED = ("color", "font-style", "font-weight", "page", "text-align")
# As browsers have it before any stylesheet.
BY_TAG = {"strong": {"font-weight": "700"}, "b": {"font-weight": "700"}, "em": {"font-style": "italic"}}
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


@dataclass(frozen=True)
class Styles:
    """The rules of the paper's stylesheets, and the named pages that lie on their side."""

    matcher: cssselect2.Matcher
    variables: dict[str, str]
    landscape: frozenset[str]


@dataclass
class Node:
    """An element with what the stylesheets say of it: `look` holds its own and inherited properties, `before`
    and `after` the words that they put around it."""

    tag: str
    attributes: dict[str, str]
    look: dict[str, str]
    before: str = ""
    after: str = ""
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def find(self, tag: str) -> "Node | None":
        """The first element of this kind inside."""
        return next(self.each(tag), None)

    def each(self, tag: str):
        for child in self.children:
            if isinstance(child, Node):
                if child.tag == tag:
                    yield child
                yield from child.each(tag)

    @property
    def words(self) -> str:
        """Everything it says, on one line."""
        parts = (child if isinstance(child, str) else child.words for child in self.children)
        return " ".join("".join(parts).split())


@dataclass(frozen=True)
class Page:
    """A document: what its head says, and its body."""

    title: str
    author: str
    created: str
    body: Node
    landscape: frozenset[str]


def read_page(html: str) -> Page:
    """A whole document of templates/print, styled."""
    styles = paper_styles()
    root = cssselect2.ElementWrapper.from_html_root(tinyhtml5.parse(html, namespace_html_elements=False))
    head, body = list(root.iter_children())
    named = {
        each.etree_element.get("name"): each.etree_element.get("content", "") for each in head.iter_children()
    }
    title = next(each.etree_element.text for each in head.iter_children() if each.local_name == "title")
    return Page(
        title=" ".join(title.split()),
        author=named.get("author", ""),
        created=named.get("dcterms.created", ""),
        body=_node(body, styles, {}),
        landscape=styles.landscape,
    )


@cache
def paper_styles() -> Styles:
    """The stylesheets of the paper, read once a process."""
    matcher, variables, landscape = cssselect2.Matcher(), {}, set()
    for name in SHEETS:
        text = Path(settings.BASE_DIR, "static", name).read_text(encoding="utf-8")
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and rule.lower_at_keyword == "page":
                page = tinycss2.serialize(rule.prelude).strip()
                if page and "landscape" in _declarations(rule).get("size", ""):
                    landscape.add(page)
            if rule.type != "qualified-rule":
                continue
            said = _declarations(rule)
            variables |= {key: value for key, value in said.items() if key.startswith("--")}
            wanted = {key: value for key, value in said.items() if key in WANTED}
            if wanted:
                for selector in cssselect2.compile_selector_list(rule.prelude):
                    matcher.add_selector(selector, wanted)
    return Styles(matcher, variables, frozenset(landscape))


def _declarations(rule) -> dict[str, str]:
    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return {each.name: tinycss2.serialize(each.value).strip() for each in found if each.type == "declaration"}


def _node(element, styles: Styles, inherited: dict[str, str]) -> Node:
    tree = element.etree_element
    look = inherited | BY_TAG.get(element.local_name, {})
    own, around = {}, {"before": {}, "after": {}}
    for *_, pseudo, said in styles.matcher.match(element):
        (own if pseudo is None else around.get(pseudo, {})).update(said)
    look |= {key: _value(value, styles) for key, value in own.items()}
    if look.get("page") == "auto":
        look["page"] = inherited.get("page", "")
    node = Node(
        element.local_name,
        dict(tree.attrib),
        look,
        _content(around["before"].get("content", "")),
        _content(around["after"].get("content", "")),
    )
    passed_on = {key: look[key] for key in INHERITED if key in look}
    if tree.text:
        node.children.append(tree.text)
    for child in element.iter_children():
        if isinstance(child.etree_element.tag, str):
            node.children.append(_node(child, styles, passed_on))
        if child.etree_element.tail:
            node.children.append(child.etree_element.tail)
    return node


def _value(value: str, styles: Styles) -> str:
    return re.sub(r"var\((--[\w-]+)\)", lambda found: styles.variables.get(found[1], ""), value)


def _content(value: str) -> str:
    """The words of a `content` property that is made of strings."""
    words = "".join(_STRING.findall(value))
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), words)
