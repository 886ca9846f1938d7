"""How gunicorn serves the product: `gunicorn lscb.wsgi` in this folder reads it by itself.

Its numbers are settings (`.env.example`). It starts only where everything is there that people need to be served.
"""

import gc
import os
import shutil
import sys
import tempfile

from lscb.environment import Environment

Environment.read_env(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".env"))
env = Environment()

bind = env.str("LSCB_BIND", default="127.0.0.1:8000")
# A worker holds some 200 MB and answers some requests at a time; what takes long is done in processes apart.
workers = env.number("LSCB_WORKERS", default=min(2 * (os.cpu_count() or 1) + 1, 5), least=1)
threads = env.number("LSCB_THREADS", default=4, least=1)
worker_class = "gthread"
# Loaded once, before the workers are forked: they start at once and share what they only read.
preload_app = True
# Seconds: a worker that says nothing is ended; one that is asked to stop may finish its requests, paper among them.
timeout = 60
graceful_timeout = env.number("LSCB_STOPS_WITHIN", default=60)
keepalive = 5
# What grows in a worker is given back from time to time, not in all of them at once.
max_requests, max_requests_jitter = 5000, 500
# The line of each request is the product's own, without its address.
accesslog = None
control_socket_disable = True

# Prometheus reads the counts of all workers from this folder. It must be named before the library is loaded.
_counts = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if not _counts:
    _counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="lscb-counts-")


def on_starting(server):
    """Refuse to start where something is missing, a sentence each."""
    from django.db import connections

    from lscb.running.readiness import refusals

    missing = refusals()
    connections.close_all()  # workers make their own
    if missing:
        print("The service does not start:", *missing, sep="\n  ", file=sys.stderr)
        sys.exit(1)


def when_ready(server):
    """What was loaded stays loaded: it need not be looked through again for what can be given back, which would hold up
    a request for a fifth of a second and take the memory apart that workers share."""
    gc.collect()
    gc.freeze()


def child_exit(server, worker):
    """What a worker that ended counted is kept in the sums."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    shutil.rmtree(_counts, ignore_errors=True)
