"""The admin of reporting: a module a subject."""

from reporting.admin import planner, publications, reports, tasks  # noqa: F401  (each registers its pages)
