"""Documents that people hand in, to their tables. Work for a process apart; `lscb.table_reader` asks for it."""

import json

from lscb.apart.process import serve
from lscb.tables.content import as_json
from lscb.tables.limits import Limits, NotReadable
from lscb.tables.reading import read_file, read_pasted


def work(job: bytes) -> bytes:
    """A job is a line of JSON (the limits, and the name of a file or none for what was pasted) and the content; the
    answer JSON: the document, or why there is none.
    """
    head, _, content = job.partition(b"\n")
    asked = json.loads(head)
    limits = Limits(**asked["limits"])
    try:
        if asked["name"] is None:
            document = read_pasted(content.decode("utf-8", "replace"), limits)
        else:
            document = read_file(content, asked["name"], limits)
    except NotReadable as why:
        return json.dumps({"why": str(why)}).encode()
    return json.dumps(as_json(document)).encode()


if __name__ == "__main__":
    serve(work)
