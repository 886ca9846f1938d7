"""Filters of the audit trail: all of them live in the URL, so that a list can be sent to a colleague."""

import json
from collections.abc import Mapping

import django_filters as filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from lscb.events.audit_codes import Kind, words_of
from lscb.finding import holds
from lscb.models import AuditEntry
from lscb.ordering import by_letters
from lscb.web.filters import Choice
from lscb.wording import long_date
from lscb.words import own_words
from plans.forms.fields import PlainDateField
from plans.models import Plan
from plans.selectors.audit_trail import ON_AN_ACTION, sentence

SYSTEM = "system"  # in the URL: what nobody did by hand


class Day(filters.Filter):
    """A day in the board's time zone, typed as people write it."""

    field_class = PlainDateField

    def __init__(self, *args, first: bool = False, **kwargs):
        super().__init__(*args, first=first, help_text="", **kwargs)


class _TrailFilter(filters.FilterSet):
    """What every list of the trail is filtered by; `own` are the words it is read in. Two queries for what can be
    chosen.

    Refused filters filter nothing.
    """

    words = filters.CharFilter(label="Words", method="with_words")
    person = Choice(label="Who", method="by_person")
    operation = Choice(label="What was done", field_name="operation")
    from_date = Day(label="From", field_name="at", lookup_expr="date__gte", first=True)
    to_date = Day(label="To", field_name="at", lookup_expr="date__lte")

    def __init__(self, data, queryset: QuerySet[AuditEntry], *, own: Mapping[str, str]):
        super().__init__(data=data, queryset=queryset)
        self.filters["person"].extra["choices"] = _people(queryset)
        self.filters["operation"].extra["choices"] = sorted(
            (
                (code, sentence(own_words(words_of(code), own)))
                for code in queryset.order_by().values_list("operation", flat=True).distinct()
            ),
            key=lambda choice: by_letters(choice[1]),
        )

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.is_valid() else queryset

    @property
    def chosen(self) -> list[str]:
        """What is filtered by, in words; empty when nothing is."""
        if not self.is_valid():
            return []
        words = []
        for name, value in self.form.cleaned_data.items():
            if not value:
                continue
            field = self.form.fields[name]
            if name == "words":
                words.append(f"“{value}”")
            elif name in ("from_date", "to_date"):
                words.append(f"{field.label.lower()} {long_date(value)}")
            else:
                words.append(dict(field.choices)[value])
        return words

    def with_words(self, entries, name, value):
        """In the name of the thing, in what was done, or in the old or new words of a change."""
        value = " ".join(value.split())
        found = Q(thing_name__holds=value) | Q(operation__in=self._codes_saying(value))
        # SQLite keeps JSON with letters outside ASCII as codes, PostgreSQL as they are.
        for in_ascii in (True, False):
            found |= Q(changes_words__icontains=json.dumps(value, ensure_ascii=in_ascii)[1:-1])
        return entries.alias(changes_words=Cast("changes", TextField())).filter(found)

    def _codes_saying(self, value: str) -> list[str]:
        """What was done, where the plan's own words for it, or an earlier version's phrase, say `value`."""
        chosen = self.filters["operation"].extra["choices"]
        return [code for code, words in chosen if holds(words, value)]

    def by_person(self, entries, name, value):
        return entries.filter(by=None) if value == SYSTEM else entries.filter(by=value)


class HistoryFilter(_TrailFilter):
    """The filters of what was changed, seen from a plan: one of its actions too. One query more."""

    action = Choice(method="about_action")

    def __init__(self, data, queryset: QuerySet[AuditEntry], *, plan: Plan):
        super().__init__(data, queryset, own=plan.own_words)
        self.filters["action"].label = plan.action_label
        self.filters["action"].extra["choices"] = [
            (str(action.pk), str(action))
            for action in plan.actions.in_plan_order().only("plan", "label", "label_ordinal", "text")
        ]

    def about_action(self, entries, name, value):
        return entries.filter(thing_id=value, **ON_AN_ACTION)


KINDS = {
    Kind.CHANGE: "Changes",
    Kind.READING: "Read, or taken away as a file",
    Kind.SIGNING_IN: "Signing in and out",
}


class AuditFilter(_TrailFilter):
    """The filters of a board's whole trail: what kind of event, and about what kind of thing. One query more."""

    kind = Choice(label="Kind", method="of_kind")
    thing = Choice(label="To what", field_name="thing_type")

    def __init__(self, data, queryset: QuerySet[AuditEntry], *, own: Mapping[str, str]):
        super().__init__(data, queryset, own=own)
        self.filters["kind"].extra["choices"] = [(kind.value, words) for kind, words in KINDS.items()]
        found = ContentType.objects.filter(pk__in=queryset.order_by().values("thing_type"))
        self.filters["thing"].extra["choices"] = sorted(
            ((str(each.pk), sentence(own_words(each.name, own))) for each in found),
            key=lambda choice: by_letters(choice[1]),
        )

    def of_kind(self, entries, name, value):
        return entries.of_kind(value)


def _people(entries: QuerySet[AuditEntry]) -> list[tuple[str, str]]:
    """Whoever did something, by name as it was last written down; one query."""
    written = entries.values_list("by", "by_name").annotate(last=Max("at")).order_by("last")
    names = {pk: name for pk, name, _ in written}
    system = [(SYSTEM, names.pop(None))] if None in names else []
    return (
        sorted(((str(pk), name) for pk, name in names.items()), key=lambda row: by_letters(row[1])) + system
    )
