from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The small shared kernel: the clock, permissions, audit."""

    name = "lscb"
    verbose_name = "Audit"

    def ready(self):
        import lscb.lookups  # noqa: F401  (registers them)
