"""What every test shares: a day that stands still, plain static files, and Cumbria's plan loaded once."""

import os
from datetime import date

import pytest

# Before the settings are read: tests are a demonstration, on the day the demonstration stands on.
os.environ["LSCB_DEMONSTRATION"] = "1"
os.environ["LSCB_TODAY"] = "2018-04-09"
# Playwright's synchronous interface runs an event loop in the thread that also uses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Static files straight from their folders; quick password hashing; no shared cache between tests."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def on(settings):
    """Set the day: `on(date(2018, 4, 1))` or `on("2018-04-01")`."""

    def set_today(day):
        settings.TODAY = date.fromisoformat(day) if isinstance(day, str) else day

    return set_today
