"""Pages leave packed for whoever takes them so; files that are packed in themselves do not."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lscb.middleware import PackedPages

LONG = b"All that is late. " * 100


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", "application/json"])
def test_text_is_packed(kind):
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = PackedPages(lambda _: HttpResponse(LONG, content_type=kind))(request)
    assert answer["Content-Encoding"] == "gzip" and answer["Vary"] == "Accept-Encoding"
    assert len(answer.content) < len(LONG) and gzip.decompress(answer.content) == LONG


def test_what_is_packed_in_itself_or_not_taken_packed_stays_as_it_is():
    asks = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    for request, kind in ((asks, "application/pdf"), (RequestFactory().get("/"), "text/html")):
        answer = PackedPages(lambda _, kind=kind: HttpResponse(LONG, content_type=kind))(request)
        assert "Content-Encoding" not in answer and answer.content == LONG
