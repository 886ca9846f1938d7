"""Settings of the product as a board has it, with static files as they are and no error explained to whoever asks."""

from lscb.settings import *  # noqa: F403

STORAGES |= {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
