"""What is counted for Prometheus: requests by route, papers, and what waits in the database when it is asked.

Each web process counts for itself; where PROMETHEUS_MULTIPROC_DIR is set, as `gunicorn.conf.py` does, the answer is of
all of them. Labels are names of routes, methods and states: never an address, a person or a word that was typed.
"""

import os
from collections.abc import Iterator

from django.db.models import Count
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from lscb.models import Job, Letter

_registry = CollectorRegistry()

requests = Histogram(
    "lscb_request_seconds",
    "Seconds that requests took, by the name of their route.",
    ("route", "method", "status"),
    buckets=(0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 10, 30),
    registry=_registry,
)


class WhatWaits:
    """Letters and jobs by state, counted when they are asked for."""

    def collect(self) -> Iterator[Metric]:
        letters = GaugeMetricFamily("lscb_letters", "Letters kept, by state.", labels=["state"])
        for state, count in Letter.objects.values_list("state").annotate(Count("pk")).order_by("state"):
            letters.add_metric([state], count)
        yield letters
        jobs = GaugeMetricFamily("lscb_jobs", "Long work kept, by state.", labels=["state"])
        for state, count in Job.objects.values_list("state").annotate(Count("pk")).order_by("state"):
            jobs.add_metric([state], count)
        yield jobs


def exposition() -> tuple[bytes, str]:
    """The text that Prometheus reads, and its content type."""
    registry = _registry
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    waiting = CollectorRegistry()
    waiting.register(WhatWaits())
    return generate_latest(registry) + generate_latest(waiting), CONTENT_TYPE_LATEST
