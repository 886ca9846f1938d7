"""What people are told where the service itself fails."""

import sys

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from lscb.errors import chain_of

# Seconds after which a program may ask again: a restart of the database takes less.
AGAIN_AFTER = 30


def server_error(request: HttpRequest) -> HttpResponse:
    """An error that nothing else answers: 503 where the database is out of reach, so that who asks knows that it passes
    and what to do until then; 500 for any other."""
    if not _database_is_lost(sys.exc_info()[1]):
        return defaults.server_error(request)
    answer = defaults.server_error(request, "503.html")
    answer.status_code = 503
    answer["Retry-After"] = str(AGAIN_AFTER)
    return answer


def _database_is_lost(error: BaseException | None) -> bool:
    """A lock that was not to be had, or a full disk, is an error of the database too, on a connection that answers."""
    if not any(isinstance(each, Error) for each in chain_of(error)):
        return False
    return connection.connection is None or not connection.is_usable()
