"""Filters of the action list: all of them live in the URL, so that a list can be sent to a colleague."""

import django_filters as filters
from django import forms
from django.db.models import Exists, F, Min, OuterRef, Q, Value

from lscb.lines import in_one_line, shortened
from lscb.web.filters import Choice
from lscb.wording import long_date
from lscb.words import not_linked_to, own_words
from plans.forms.fields import PlainDateField
from plans.models import Action, ActionLink, ActionOwner, Objective, Plan, Priority, Section
from plans.rules import ratings
from plans.selectors.findings import LOOKS, OF_DEPENDENCIES
from plans.selectors.grouping import NOT_LINKED, SERVES, Grouping, in_order_of
from subgroups.models import Body

MINE = "mine"  # in the URL, in the place of an owner
AS = {ActionOwner.Role.LEAD: "As lead", ActionOwner.Role.SUPPORT: "In support"}


def choices_of(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """Owners, roles, sections, priorities, objectives, golden threads and years of a plan, as (key, words), and
    whether any action depends on another; one query."""

    def chosen(rows, kind, label, name):
        return rows.order_by().values_list(Value(kind), "pk", label, name, "position")

    owning = Body.objects.filter(Exists(ActionOwner.objects.filter(action__plan=plan, body=OuterRef("pk"))))
    rows = chosen(owning, "owner", Value(""), "name").union(
        chosen(Section.objects.filter(plan=plan), "section", F("label"), "title"),
        chosen(Priority.objects.filter(plan=plan), "priority", F("label"), "title"),
        chosen(
            Objective.objects.filter(Exists(Action.objects.filter(plan=plan, objective=OuterRef("pk")))),
            "objective",
            F("label"),
            "text",
        ),
        chosen(
            Objective.objects.filter(
                Q(threaded_actions__plan=plan) | Q(threaded_sections__plan=plan)
            ).distinct(),
            "thread",
            F("label"),
            "text",
        ),
        Action.objects.filter(plan=plan)
        .exclude(year="")
        .order_by()
        .values("year")
        .annotate(first=Min("pk"))
        .values_list(Value("year"), "first", Value(""), "year", Value(0)),
        ActionOwner.objects.filter(action__plan=plan)
        .exclude(everyone="")
        .order_by()
        .values("everyone")
        .annotate(first=Min("pk"))
        .values_list(Value("everyone"), "first", Value(""), "everyone", Value(-1)),
        ActionOwner.objects.filter(action__plan=plan)
        .exclude(role="")
        .order_by()
        .values("role")
        .annotate(first=Min("pk"))
        .values_list(Value("role"), "first", Value(""), "role", Value(0)),
        ActionLink.objects.dependencies()
        .filter(action__plan=plan)
        .order_by()
        .values("kind")
        .annotate(first=Min("pk"))
        .values_list(Value("depends"), "first", Value(""), "kind", Value(0)),
        all=True,
    )
    choices = {
        "owner": [],
        "section": [],
        "priority": [],
        "objective": [],
        "thread": [],
        "year": [],
        "role": [],
        "depends": [],
    }
    for kind, pk, number, words, _ in sorted(rows, key=lambda row: (row[4], row[3], row[1])):
        if kind == "everyone":
            of_all = own_words(str(ActionOwner.Everyone(words).label), plan.own_words)
            choices["owner"].append((words, of_all))
            continue
        shown = AS[words] if kind == "role" else shortened(in_one_line(f"{number} {words}".strip()), 90)
        choices[kind].append((words if kind in ("year", "role") else str(pk), shown))
    return choices


class Tick(filters.Filter):
    """A checkbox that filters only when it is ticked."""

    field_class = forms.BooleanField


class DueBefore(filters.Filter):
    """An agreed due date before a day."""

    field_class = PlainDateField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, first=True, help_text="", **kwargs)


class ActionFilter(filters.FilterSet):
    """The filters of one plan's action list; `queryset` holds all its actions after `with_status`.

    Withdrawn and carried-over actions are left out unless asked for. Refused filters filter nothing.
    """

    words = filters.CharFilter(label="Words or reference", method="with_words")
    owner = Choice(label="Owner", method="with_owner")
    role = Choice(label="Owns it", method="with_role")
    section = Choice(field_name="section_id")
    due_before = DueBefore(label="Due before", field_name="due_on", lookup_expr="lt")
    rating = filters.MultipleChoiceFilter(
        label="Rating",
        method="with_rating",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the ratings listed."},
    )
    overdue = Tick(label="Overdue", method="when_overdue")
    milestone = Tick(label="Milestone passed", method="when_milestone_missed")
    silent = Tick(label="No update yet", method="when_silent")
    priority = Choice(method="with_priority")
    objective = Choice(method="with_objective")
    thread = Choice(label=Objective.Kind.GOLDEN_THREAD.label, method="with_thread")
    year = Choice()
    look = Choice(
        label="Needs a look", method="with_look", choices=[(k, words) for k, (words, _) in LOOKS.items()]
    )
    state = filters.ChoiceFilter(
        label="Show",
        method="with_state",
        empty_label="Actions the plan counts",
        choices=[
            ("live", "Live only"),
            ("closed", "Completion agreed"),
            ("withdrawn", "Withdrawn"),
            ("carried-over", "Carried over"),
            ("all", "All, withdrawn and carried over too"),
        ],
        error_messages={"invalid_choice": "Choose one from the list."},
    )
    order = filters.ChoiceFilter(
        method="in_order",
        choices=[("worst", "Worst first")],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Choose one of the orders offered."},
    )
    by = filters.ChoiceFilter(
        method="as_it_is",
        choices=Grouping.choices,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Choose one of the ways to sort that are offered."},
    )

    def __init__(self, data, queryset, *, plan: Plan, person, words: dict[str, str]):
        super().__init__(data=data, queryset=queryset)
        self.plan, self.person, self.rating_words = plan, person, words
        self.filters["due_before"].extra["year_starts_in"] = plan.year_starts_in
        choices, own = choices_of(plan), plan.own_words | ratings.in_key_words(words)
        owned = {int(pk) for pk, _ in choices["owner"] if pk.isdecimal()}
        self.speaks_for = owned & person.authority.speaks_for
        named = (
            plan.board.names_owners and ActionOwner.objects.naming(person).filter(action__plan=plan).exists()
        )
        mine = [(MINE, "What I speak for")] if self.speaks_for or named else []
        self.filters["owner"].extra["choices"] = mine + choices["owner"]
        self.filters["words"].extra["help_text"] = own_words(
            "Finds owners, parts and earlier updates too", own
        )
        for name in ("owner", "look", "state", "silent"):
            self.filters[name].label = own_words(self.filters[name].label, own)
        self.filters["look"].extra["choices"] = [
            (key, own_words(shown, own))
            for key, (shown, _) in LOOKS.items()
            if choices["depends"] or key not in OF_DEPENDENCIES or key == data.get("look")
        ]
        self.filters["state"].extra["choices"] = [
            (key, own_words(shown, own)) for key, shown in self.filters["state"].extra["choices"]
        ]
        self.filters["state"].extra["empty_label"] = own_words("Actions the plan counts", own)
        self.filters["section"].label = plan.section_label
        self.filters["section"].extra["choices"] = choices["section"]
        self.filters["priority"].label = plan.priority_label
        self.filters["priority"].extra["choices"] = [
            *choices["priority"],
            (NOT_LINKED, not_linked_to(plan.priority_label)),
        ]
        self.filters["objective"].label = plan.objective_label
        self.filters["objective"].extra["choices"] = [
            *choices["objective"],
            (NOT_LINKED, not_linked_to(plan.objective_label)),
        ]
        self.filters["year"].label = plan.year_label
        self.filters["year"].extra["choices"] = choices["year"]
        self.filters["thread"].extra["choices"] = choices["thread"]
        self.levels = [level for level in Grouping.values if choices[level]]
        for level in ("section", "priority", "objective", "year"):
            if level not in self.levels:  # the plan has no such level, so nothing is asked about it
                del self.filters[level]
        if not choices["thread"]:  # nothing is said to serve one
            del self.filters["thread"]
        self.filters["role"].extra["choices"] = choices["role"]
        if not choices["role"]:  # nobody is said to lead or support
            del self.filters["role"]
        self.filters["rating"].extra["choices"] = [(str(r), words[r]) for r in ratings.ORDER]

    def filter_queryset(self, queryset):
        if not self.is_valid():
            return queryset.counted()
        if not self.form.cleaned_data["state"]:
            queryset = queryset.counted()
        queryset = super().filter_queryset(queryset)
        return queryset if self.is_worst_first else in_order_of(queryset, self.grouped_by)

    @property
    def grouped_by(self) -> str:
        """What the list is sorted by: as asked, else as the plan has it; empty where the plan has no such level."""
        asked = self.form.cleaned_data["by"] if self.is_valid() else ""
        by = asked or self.plan.grouped_by
        return by if by in self.levels else ""

    @property
    def is_worst_first(self) -> bool:
        return self.is_valid() and self.form.cleaned_data["order"] == "worst"

    @property
    def chosen(self) -> list[str]:
        """What is filtered by, in words; empty when nothing is."""
        if not self.is_valid():
            return []
        words = []
        for name, value in self.form.cleaned_data.items():
            if not value or name in ("order", "by"):
                continue
            field = self.form.fields[name]
            if name == "rating":
                words.append(" or ".join(self.rating_words[letter] for letter in value))
            elif isinstance(field, forms.BooleanField):
                words.append(field.label)
            elif name == "due_before":
                words.append(f"Due before {long_date(value)}")
            elif name == "words":
                words.append(f"“{value}”")
            else:
                shown = dict(field.choices)[value]
                words.append(shown if name in ("look", "state") else f"{field.label}: {shown}")
        return words

    def with_words(self, actions, name, value):
        return actions.saying(in_one_line(value))

    def with_rating(self, actions, name, value):
        return actions.filter(rating_now__in=value)

    def with_owner(self, actions, name, value):
        if value in ActionOwner.Everyone.values:
            return actions.filter(Exists(ActionOwner.objects.filter(action=OuterRef("pk"), everyone=value)))
        role = self.form.cleaned_data.get("role", "")
        if value == MINE:
            return actions.owned_by_any(self.speaks_for, role=role, person=self.person)
        return actions.owned_by_any([value], role=role)

    def with_role(self, actions, name, value):
        """Beside an owner it says as what they own it."""
        return actions if self.form.cleaned_data["owner"] else actions.owned_by_any(role=value)

    def with_priority(self, actions, name, value):
        """An action's own priority, else its section's, else its objective's."""
        actions = actions.alias(serving=SERVES)
        return actions.filter(serving=None) if value == NOT_LINKED else actions.filter(serving=value)

    def with_objective(self, actions, name, value):
        return actions.filter(objective=None if value == NOT_LINKED else value)

    def with_thread(self, actions, name, value):
        """An action's own golden threads, and those of its section."""
        return actions.serving_thread(value)

    def when_overdue(self, actions, name, value):
        return actions.filter(is_overdue=True) if value else actions

    def when_milestone_missed(self, actions, name, value):
        return actions.filter(milestone_missed=True) if value else actions

    def when_silent(self, actions, name, value):
        return actions.filter(is_silent=True) if value else actions

    def with_look(self, actions, name, value):
        return LOOKS[value][1](actions, self.plan)

    def as_it_is(self, actions, name, value):
        return actions

    def with_state(self, actions, name, value):
        return actions if value == "all" else actions.filter(state=value)

    def in_order(self, actions, name, value):
        return actions.worst_first()
