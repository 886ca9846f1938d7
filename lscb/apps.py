from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The small shared kernel: the clock, permissions, audit, letters, work in the background."""

    name = "lscb"
    verbose_name = "Audit"

    def ready(self):
        from django.db.models.signals import post_migrate, pre_migrate

        import lscb.lookups  # noqa: F401  (registers them)
        from lscb import notices, spreadsheet_reader  # noqa: F401  (notices registers its check)
        from lscb.events import audit_codes, once, seals
        from lscb.running import slow_pages
        from lscb.search import index
        from lscb.work import background, housekeeping, outbox

        codes = audit_codes.KernelEvent
        audit_codes.register(
            codes,
            kinds={audit_codes.Kind.READING: [codes.TRAIL_EXPORTED, codes.ROWS_EXPORTED, codes.LIST_SAVED]},
        )
        housekeeping.register(seals.seal)
        housekeeping.register(seals.let_go)
        housekeeping.register(background.tidy)
        housekeeping.register(once.tidy)
        housekeeping.register(outbox.tidy)
        housekeeping.register(spreadsheet_reader.tidy)
        housekeeping.register(slow_pages.tidy)
        pre_migrate.connect(index.before_migrating, sender=self)
        post_migrate.connect(index.after_migrating, sender=self)
