"""The product as `make run` serves it, but for what only takes time: slow passwords and compressed static files.

And whoever asks for paper in a browser is shown that it is being made, however soon it is there.
"""

from lscb.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES |= {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}
MIGRATION_MODULES = {app.rpartition(".")[2]: None for app in INSTALLED_APPS} | {"django_tasks_database": None}  # noqa: F405
PDF_WAIT = 0
