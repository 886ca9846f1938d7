from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What: plans, priorities, sections, objectives, actions, timescales, quarters, progress."""

    name = "plans"
    verbose_name = "Plans"
