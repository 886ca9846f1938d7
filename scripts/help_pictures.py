"""The pictures of the help pages, taken anew from a running demonstration: `make run`, then `make pictures`.

.venv/bin/python scripts/help_pictures.py http://127.0.0.1:8000
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "static" / "help"
PASSWORD = "demonstration-only"  # noqa: S105  (of the demonstration, as the README says)
PLAN = "/plans/cumbria-2017-20/"
WIDE, HIGH = 1040, 720  # in CSS pixels
COLOURS = 64  # enough for letters and ratings, and a quarter of the bytes


def keep(page: Page, name: str, part: str = "main", *, above: int = 0, high: int = 0) -> None:
    """A part of the page as a small PNG, with so many CSS pixels `above` it; so many `high` if not as it is."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(part).bounding_box()
    top = max(0, box["y"] - above)
    clip = {"x": 0, "y": top, "width": WIDE, "height": high or min(HIGH, box["height"] + above)}
    shown = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / name, optimize=True)


def sign_in(page: Page, who: str) -> None:
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(f"{who}@example.org")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/account/login/" not in address)


def take(address: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    names = ("chromium", "chromium-browser", "chromium-headless-shell")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, locale="en-GB", viewport={"width": WIDE, "height": HIGH})
        sign_in(page, "board.team")
        keep(page, "team.png")
        page.goto(f"{PLAN}reports/q4-2017-18/")
        keep(page, "report.png", "h2:has-text('Position at a glance')", above=16, high=HIGH)
        page.goto(f"{PLAN}actions/?silent=on")
        page.locator("td.action-do a").first.click()
        page.locator(".form-row").wait_for()
        keep(page, "actions.png", ".form-row", above=120)
        sign_in(page, "independent.chair")
        keep(page, "chair.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
