"""The admin of reporting: a module a subject."""

from reporting.admin import planner, publications, reports, tasks, yearly  # noqa: F401  (each registers its pages)
