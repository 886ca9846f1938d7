"""The drawings of a report as pictures for Word, which draws no SVG of its own on every machine.

Drawn are the few shapes that the product's own drawings are made of, with its own fonts.
"""

import io
from itertools import pairwise

from PIL import Image, ImageDraw

from reporting.printing.font_metrics import font
from reporting.printing.word.page import Node

DOTS = 10  # to the millimetre
CSS_PX = 25.4 / 96  # millimetres


class NotDrawn(Exception):
    """The drawing holds a shape that is not known here; its words have to do."""


def draw(svg: Node, wide: float, high: float) -> bytes:
    """The drawing as PNG.

    :param wide: millimetres, as `high`.
    :raises NotDrawn: for shapes that are not known here.
    """
    image = Image.new("RGB", (round(wide * DOTS), round(high * DOTS)), "#ffffff")
    sheet = _Sheet(image, svg.attributes.get("viewBox") or svg.attributes.get("viewbox"))
    for child in svg.children:
        if isinstance(child, Node) and child.tag not in ("title", "desc"):
            sheet.shape(child)
    written = io.BytesIO()
    image.save(written, "PNG", dpi=(DOTS * 25.4, DOTS * 25.4))
    return written.getvalue()


def natural_size(svg: Node) -> tuple[float, float]:
    """Millimetres that a drawing asks for itself."""
    box = (svg.attributes.get("viewBox") or svg.attributes.get("viewbox") or "0 0 300 40").split()
    sizes = []
    for name, default in (("width", box[2]), ("height", box[3])):
        asked = svg.attributes.get(name, "")
        sizes.append(float(asked if asked.replace(".", "", 1).isdigit() else default) * CSS_PX)
    return sizes[0], sizes[1]


class _Sheet:
    def __init__(self, image: Image.Image, box: str | None):
        self.image, self.pen = image, ImageDraw.Draw(image)
        self.scale, self.left, self.top = CSS_PX * DOTS, 0.0, 0.0
        self.inner = image.width / self.scale, image.height / self.scale
        if box:
            x, y, width, height = (float(part) for part in box.replace(",", " ").split())
            self.scale = min(image.width / width, image.height / height)
            self.left = (image.width - width * self.scale) / 2 - x * self.scale
            self.top = (image.height - height * self.scale) / 2 - y * self.scale
            self.inner = width, height

    def shape(self, node: Node) -> None:
        draw_one = getattr(self, f"_{node.tag}", None)
        if draw_one is None or "transform" in node.attributes:
            raise NotDrawn(node.tag)
        draw_one(node)

    def _g(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, Node):
                self.shape(child)

    def _rect(self, node: Node) -> None:
        x, y = self._at(node, "x", 0), self._at(node, "y", 1)
        right = x + self._length(node, "width", 0)
        low = y + self._length(node, "height", 1)
        self.pen.rectangle((x, y, right, low), fill=_paint(node, "fill", "#000000"))
        self._path([(x, y), (right, y), (right, low), (x, low), (x, y)], node)

    def _circle(self, node: Node) -> None:
        x, y, r = self._at(node, "cx", 0), self._at(node, "cy", 1), self._length(node, "r", 0)
        width = max(1, round(self._length(node, "stroke-width", 0, "1")))
        edge = (x - r, y - r, x + r, y + r)
        self.pen.ellipse(edge, _paint(node, "fill", "#000000"), _paint(node, "stroke"), width)

    def _line(self, node: Node) -> None:
        ends = [(self._at(node, f"x{n}", 0), self._at(node, f"y{n}", 1)) for n in (1, 2)]
        self._path(ends, node)

    def _polyline(self, node: Node) -> None:
        numbers = [float(part) for part in node.attributes["points"].replace(",", " ").split()]
        points = zip(numbers[::2], numbers[1::2], strict=True)
        self._path([(self.left + x * self.scale, self.top + y * self.scale) for x, y in points], node)

    def _text(self, node: Node) -> None:
        said = node.attributes
        x = self._at(node, "x", 0) + self._length(node, "dx", 0)
        anchor = {"middle": "m", "end": "r"}.get(said.get("text-anchor", ""), "l")
        size = max(1, round(self._length(node, "font-size", 0, "16")))
        letters = font(int(said.get("font-weight", 400)), size)
        fill = _paint(node, "fill", "#000000")
        self.pen.text((x, self._at(node, "y", 1)), node.words, fill=fill, font=letters, anchor=f"{anchor}s")

    def _path(self, points: list[tuple[float, float]], node: Node) -> None:
        """Straight lines through points, dashed where the drawing says so."""
        colour = _paint(node, "stroke")
        if not colour:
            return
        width = max(1, round(self._length(node, "stroke-width", 0, "1")))
        dashes = [float(part) * self.scale for part in node.attributes.get("stroke-dasharray", "").split()]
        for (x, y), (to_x, to_y) in pairwise(points):
            far = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
            done, place = 0.0, 0
            while done < far:
                step = min(dashes[place % len(dashes)] if dashes else far, far - done)
                if place % 2 == 0:
                    begin, end = done / far, (done + step) / far
                    self.pen.line(
                        (
                            x + (to_x - x) * begin,
                            y + (to_y - y) * begin,
                            x + (to_x - x) * end,
                            y + (to_y - y) * end,
                        ),
                        fill=colour,
                        width=width,
                    )
                done, place = done + max(step, 0.5), place + 1

    def _at(self, node: Node, name: str, axis: int) -> float:
        return (self.left, self.top)[axis] + self._length(node, name, axis)

    def _length(self, node: Node, name: str, axis: int, default: str = "0") -> float:
        asked = node.attributes.get(name, default)
        if asked.endswith("%"):
            return float(asked[:-1]) / 100 * self.inner[axis] * self.scale
        return float(asked.removesuffix("px")) * self.scale


def _paint(node: Node, name: str, default: str | None = None) -> str | None:
    asked = node.attributes.get(name, default)
    return None if asked == "none" else asked
