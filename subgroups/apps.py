from django.apps import AppConfig


class SubgroupsConfig(AppConfig):
    """Who: boards, agencies, people, bodies, memberships, meetings."""

    name = "subgroups"
    verbose_name = "Groups and people"
