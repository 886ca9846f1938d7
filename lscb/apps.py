from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The small shared kernel: the clock, permissions, audit."""

    name = "lscb"
    verbose_name = "Audit"
