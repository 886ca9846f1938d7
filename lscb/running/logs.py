"""What the log says: one line of JSON an entry, with the id of its request, without secrets or what people typed."""

import logging
import traceback

from django.db import Error
from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

from lscb.errors import chain_of
from lscb.running.current import REQUEST_ID, route_of


class OfItsRequest(logging.Filter):
    """Adds the id of the request. Where Django names its address, the route stands: an address may hold a key."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        request = record.__dict__.pop("request", None)
        if isinstance(request, HttpRequest):
            record.request_id = getattr(
                request, "id", ""
            )  # what Django says of an answer comes after the middleware
            if isinstance(record.args, tuple):
                addresses = {request.path, request.path_info, request.get_full_path()}
                record.args = tuple(route_of(request) if each in addresses else each for each in record.args)
        return True


class WithoutTyped(JsonFormatter):
    """The traceback of an error of the database says where and of which kind, and no more: its words quote the row."""

    def formatException(self, ei):
        kind, error, trace = ei
        if not any(isinstance(each, Error) for each in chain_of(error)):
            return super().formatException(ei)
        where = "".join(traceback.format_tb(trace))
        return f"{where}{kind.__module__}.{kind.__qualname__} (its words are left out: they may quote what was typed)"
