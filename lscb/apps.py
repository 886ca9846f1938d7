from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The small shared kernel: the clock, permissions, audit, letters, work in the background."""

    name = "lscb"
    verbose_name = "Audit"

    def ready(self):
        import lscb.lookups  # noqa: F401  (registers them)
        from lscb import notices, spreadsheet_reader  # noqa: F401  (notices registers its check)
        from lscb.events import once
        from lscb.work import background, housekeeping, outbox

        housekeeping.register(background.tidy)
        housekeeping.register(once.tidy)
        housekeeping.register(outbox.tidy)
        housekeeping.register(spreadsheet_reader.tidy)
