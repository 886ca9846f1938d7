"""From HTML to a PDF, for the web server: WeasyPrint's process is asked, and a refusal put into words."""

import logging

from django.conf import settings

from lscb.apart.process import Answer, Outcome, ProcessApart
from lscb.errors import Refused

logger = logging.getLogger(__name__)

process = ProcessApart(
    "reporting.printing.pdf.weasyprint_process",
    folder=settings.BASE_DIR,
    environment={"LSCB_FONTS_DIR": str(settings.FONTS_DIR)},
    at_once=settings.PDF_AT_ONCE,
)


class NotPrinted(Refused):
    """The paper could not be made. The message says why and what to do; nothing was saved."""


def print_html(html: str) -> bytes:
    """The PDF of `html`; the same HTML gives the same bytes.

    :raises NotPrinted: when it takes too long or too much memory, or fails.
    """
    memory = settings.PDF_MEMORY * 1024 * 1024
    answer = process.ask(html.encode(), seconds=settings.PDF_SECONDS, memory=memory)
    if answer.outcome == Outcome.DONE:
        logger.info("Paper: %s", answer)
        return answer.content
    logger.error("No paper: %s %s", answer, answer.content.decode(errors="replace"))
    raise NotPrinted(_why(answer))


def _why(answer: Answer) -> str:
    """What a person is told."""
    if answer.outcome == Outcome.BUSY:
        return (
            "Other reports are being printed, and this one had to wait too long. Nothing was saved or changed. "
            "Try again in a minute."
        )
    if answer.outcome == Outcome.NO_PROCESS:
        return (
            "The part of this service that makes paper is not running. Nothing was saved or changed. Everything can "
            "be read on screen. Try again in a minute; if that does not help, tell whoever looks after this service."
        )
    what = {
        Outcome.OUT_OF_TIME: f"The paper took longer than {settings.PDF_SECONDS} seconds to make, and was stopped.",
        Outcome.OUT_OF_MEMORY: (
            f"The paper needed more memory than the {settings.PDF_MEMORY:,} MB it may use, and was stopped."
        ),
        Outcome.FAILED: "The paper could not be made.",
    }[answer.outcome]
    return (
        f"{what} Nothing was saved or changed. Everything can be read on screen. Look for a text that is far longer "
        "than the others and shorten it, then try again; if that does not help, tell whoever looks after this service."
    )
