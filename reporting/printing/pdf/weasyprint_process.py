"""From HTML to a tagged PDF, in a process that can be stopped. Knows no Django and fetches nothing.

`printer` starts this file once (`python -m reporting.printing.pdf.weasyprint_process`): it loads what every sheet of
paper needs and then sets each in a fork of itself, with a limit of time and memory. Whatever a text does to the
setting, it ends there: the web server waits for an answer and never runs WeasyPrint.
"""

import gc
import hashlib
import json
import logging
import os
import resource
import signal
import socket
import sys
import tempfile
import traceback

from weasyprint import HTML

from reporting.printing.pdf.fetcher import BASE, OwnFilesOnly

# What a fork answers with, on a line of JSON before the PDF or before what went wrong. None: it was stopped.
PRINTED, OUT_OF_MEMORY, FAILED = "printed", "out of memory", "failed"
# Set once before any other: the fonts are then unpacked, and what the libraries look up once known, in every fork.
FIRST = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>Ready</title><link rel="stylesheet" href="css/fonts.css"/>'
    '<link rel="stylesheet" href="css/print.css"/></head><body><h1>Ready</h1><table><thead><tr><th>One</th></tr>'
    '</thead><tbody><tr><td><a href="https://example.org">Two</a></td></tr></tbody></table></body></html>'
)
# Seconds without work after which the memory is given back.
IDLE = 15 * 60


def write_pdf(html: str) -> bytes:
    """PDF/UA-1, tagged, with bookmarks; the same HTML gives the same bytes."""
    return HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly()).write_pdf(
        finisher=lambda _, pdf: _say_scope(pdf),
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )


def _say_scope(pdf) -> None:
    """Give every heading cell its scope: that of a column in the head of a table, else that of a row.

    PDF/UA-1 asks for it (ISO 14289-1, 7.5) where cells do not name their headings. WeasyPrint has them do so, which
    not every reader follows, and writes no scope (as of 70.0); its `finisher` is there to add what it leaves out.
    """
    named = {item.reference: item for item in pdf.objects}
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH":
            group = named[named[item["P"]]["P"]]
            item["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


# --- The process apart ----------------------------------------------------------------------------------------


def serve(control: socket.socket) -> None:
    """Set what comes in over the sockets that `control` hands in, each in a fork; end when nobody is left."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended forks are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the web server, whose end ends this
    write_pdf(FIRST)
    gc.collect()
    gc.freeze()
    control.settimeout(IDLE)
    while True:
        try:
            _, handed, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            return
        if not handed:
            return
        with socket.socket(fileno=handed[0]) as job:
            if os.fork() == 0:
                control.close()
                _set(job)


def _set(job: socket.socket) -> None:
    """One job, in its fork, which never returns."""
    try:
        job.settimeout(None)
        with job.makefile("rwb") as line:
            head = json.loads(line.readline())
            html = line.read(head["bytes"]).decode()
            tempfile.tempdir = head["folder"]
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _limit(head["seconds"], head["memory"])
            gc.disable()  # it ends soon, and looking for rings of waste costs a tenth of its time
            answer, content = PRINTED, b""
            try:
                content = write_pdf(html)
            except MemoryError:
                answer = OUT_OF_MEMORY
            except Exception:
                answer, content = FAILED, traceback.format_exc().encode()
            used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            said = {
                "answer": answer,
                "bytes": len(content),
                "cpu_seconds": round(sum(each.ru_utime + each.ru_stime for each in used), 2),
                "peak_memory": sum(each.ru_maxrss for each in used)
                * (1 if sys.platform == "darwin" else 1024),
            }
            line.write(json.dumps(said).encode() + b"\n" + content)
    finally:
        os._exit(0)  # nothing of the waiting process is tidied up twice


def _limit(seconds: float, memory: int) -> None:
    """Let the system end this process after so many seconds, and give it no more than so many bytes."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
