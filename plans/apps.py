from django.apps import AppConfig

from lscb import audit_codes


class PlansConfig(AppConfig):
    """What: plans, priorities, sections, objectives, actions, timescales, quarters, progress."""

    name = "plans"
    verbose_name = "Plans"

    def ready(self):
        from plans.models import PlanEvent

        audit_codes.register(PlanEvent, rows=self.get_models())
