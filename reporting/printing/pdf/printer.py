"""Asking for paper: the renderer runs in a process of its own, under a limit of time and memory."""

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

from django.conf import settings

from lscb.errors import Refused

logger = logging.getLogger(__name__)

# The renderer needs to find its fonts and its libraries; no key, password or address of the product.
ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_",
    "TMPDIR",
    "XDG_",
    "FONTCONFIG_",
    "PYTHON",
    "LD_LIBRARY_",
    "DYLD_",
)
# Answers of weasyprint_process, which is not imported here: it would fill every web process with the renderer.
PRINTED, OUT_OF_MEMORY = "printed", "out of memory"
# Seconds that starting the process and handing over the paper may add to the limit of setting it.
HANDING_OVER = 15


class NotPrinted(Refused):
    """The paper could not be made. The message says why and what to do; nothing was saved."""


class Press:
    """The renderer's process, started when first needed. One sheet is set at a time by each web process."""

    def __init__(self):
        self._starting = threading.Lock()
        self._setting = threading.Semaphore(settings.PDF_AT_ONCE)
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._of: int | None = None
        self.last: dict | None = None  # what the renderer said of its last work: seconds and memory used

    def print(self, html: str) -> bytes:
        """The PDF of `html`.

        :raises NotPrinted: when it takes too long or too much memory, or fails.
        """
        if not self._setting.acquire(timeout=settings.PDF_SECONDS):
            raise NotPrinted(
                "Other reports are being printed, and this one had to wait too long. Nothing was saved or changed. "
                "Try again in a minute."
            )
        try:
            with tempfile.TemporaryDirectory(prefix="lscb-paper-") as folder:
                return self._print(html, folder)
        finally:
            self._setting.release()

    def _print(self, html: str, folder: str) -> bytes:
        started = time.monotonic()
        said, content = self._ask(html, folder)
        if said is None and self._ended():
            # The waiting process itself was ended, between one sheet and the next or with this one.
            started = time.monotonic()
            said, content = self._ask(html, folder)
        took = time.monotonic() - started
        self.last = said
        if said and said["answer"] == PRINTED:
            logger.info("Paper set in %.1f seconds: %s", took, said)
            return content
        logger.error("No paper after %.1f seconds: %s %s", took, said, content.decode(errors="replace"))
        raise NotPrinted(_why(said["answer"] if said else "", took))

    def _ask(self, html: str, folder: str) -> tuple[dict | None, bytes]:
        """What the renderer says of its work, and its work; None and nothing when it was stopped."""
        text = html.encode()
        head = {
            "bytes": len(text),
            "folder": folder,
            "seconds": settings.PDF_SECONDS,
            "memory": settings.PDF_MEMORY * 1024 * 1024,
        }
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            ours.settimeout(settings.PDF_SECONDS + HANDING_OVER)
            try:
                ours.sendall(json.dumps(head).encode() + b"\n" + text)
                with ours.makefile("rb") as line:
                    said = json.loads(line.readline() or b"null")
                    content = line.read(said["bytes"]) if said else b""
            except (OSError, ValueError):  # stopped while it was listened to
                return None, b""
        return (said, content) if said and len(content) == said["bytes"] else (None, b"")

    def warm(self) -> None:
        """Start the process if it is not there, without waiting for it."""
        with self._starting:
            self._ensure()

    def _hand_over(self, job: socket.socket) -> None:
        with self._starting:
            self._ensure()
            try:
                socket.send_fds(self._control, [b"."], [job.fileno()])
            except OSError:  # it ended since, having waited long or been killed
                self._close()
                self._ensure()
                socket.send_fds(self._control, [b"."], [job.fileno()])

    def _ended(self) -> bool:
        """Whether the waiting process is gone; one that was killed this moment takes another to go."""
        try:
            return self._process.wait(0.2) is not None
        except subprocess.TimeoutExpired:
            return False

    def _ensure(self) -> None:
        if self._of == os.getpid() and self._process and self._process.poll() is None:
            return
        if self._of == os.getpid():
            self._close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the product's own file, and a number
                [sys.executable, "-m", "reporting.printing.pdf.weasyprint_process", str(theirs.fileno())],
                cwd=settings.BASE_DIR,
                env={name: words for name, words in os.environ.items() if name.startswith(ENVIRONMENT)}
                | {"LSCB_FONTS_DIR": str(settings.FONTS_DIR)},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._control, self._of = ours, os.getpid()
        atexit.register(self._close)

    def _close(self) -> None:
        atexit.unregister(self._close)
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def _why(answer: str, took: float) -> str:
    """What a person is told."""
    if not answer and took >= settings.PDF_SECONDS:
        what = f"The paper took longer than {settings.PDF_SECONDS} seconds to make, and was stopped."
    elif answer == OUT_OF_MEMORY or not answer:  # a library that gets no memory ends without a word
        what = (
            f"The paper needed more memory than the {settings.PDF_MEMORY:,} MB it may use, and was stopped."
        )
    else:
        what = "The paper could not be made."
    return (
        f"{what} Nothing was saved or changed. Everything can be read on screen. Look for a text that is far longer "
        "than the others and shorten it, then try again; if that does not help, tell whoever looks after this service."
    )


press = Press()
