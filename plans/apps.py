from django.apps import AppConfig

from lscb.events import audit_codes, locks


class PlansConfig(AppConfig):
    """What: plans, priorities, sections, objectives, actions, timescales, quarters, progress."""

    name = "plans"
    verbose_name = "Plans"

    def ready(self):
        from plans.models import Plan, PlanEvent

        audit_codes.register(
            PlanEvent,
            rows=self.get_models(),
            kinds={audit_codes.Kind.READING: [PlanEvent.ACTIONS_EXPORTED]},
        )
        locks.changed_as_a_whole(Plan)
