"""Settings for tests: a demonstration on 9 April 2018, with quick passwords and plain static files."""

import os

# What is put off is done before a request ends, so that a test finds it done.
os.environ |= {"LSCB_DEMONSTRATION": "1", "LSCB_TODAY": "2018-04-09", "LSCB_BACKGROUND": "immediate"}

from lscb.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":  # noqa: F405
    DATABASES["default"]["ENGINE"] = "tests.postgresql_in_rows"  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES |= {  # noqa: F405
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SLOW_PAGE = 0  # a machine that is busy says nothing of a page
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
