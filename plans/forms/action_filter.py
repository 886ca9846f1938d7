"""Filters of the action list: all of them live in the URL, so that a list can be sent to a colleague."""

import django_filters as filters
from django import forms
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from lscb.lines import in_one_line, shortened
from lscb.ordering import AsCounted, ByLetters
from lscb.unchanged import until_a_change
from lscb.web.filters import NOT_AN_ORDER, Choice, Day, InWords, Tick
from lscb.web.sorting import ORDER, Runs, Sort, choices
from lscb.words import not_linked_to, own_words
from plans.models import Action, ActionLink, ActionOwner, Objective, Plan, Priority, Section
from plans.rules import ratings
from plans.selectors.findings import LOOKS, OF_DEPENDENCIES
from plans.selectors.grouping import NOT_LINKED, SERVES, Grouping, in_order_of
from plans.selectors.list_columns import ListColumns, columns_of, offered

MINE = "mine"  # in the URL, in the place of an owner
AS = {ActionOwner.Role.LEAD: "As lead", ActionOwner.Role.SUPPORT: "In support"}


@until_a_change(64)
def choices_of(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """Owners, roles, sections, priorities, objectives, golden threads and years of a plan, as (key, words), and
    whether any action depends on another; one query."""
    actions, nothing = Action.objects.filter(plan=plan).order_by(), Value("")
    owners = ActionOwner.objects.filter(action__plan=plan).order_by()
    threads = Objective.objects.filter(Q(threaded_actions__plan=plan) | Q(threaded_sections__plan=plan))
    depends = ActionLink.objects.dependencies().filter(action__plan=plan).order_by()

    def level(kind, rows, words):
        return rows.order_by().values_list(Value(kind), "pk", "label", words, "position", nothing).distinct()

    rows = (
        owners.values_list(Value("owned"), "body", "everyone", "body__name", "body__position", "role")
        .distinct()
        .union(
            actions.values_list(
                Value("written"),
                "objective",
                "objective__label",
                "objective__text",
                "objective__position",
                "year",
            ).distinct(),
            level("section", Section.objects.filter(plan=plan), "title"),
            level("priority", Priority.objects.filter(plan=plan), "title"),
            level("thread", threads, "text"),
            depends.values_list(Value("depends"), Value(0), nothing, "kind", Value(0), nothing).distinct(),
            all=True,
        )
    )
    found: dict[str, dict[str, tuple]] = {
        kind: {}
        for kind in ("owner", "section", "priority", "objective", "thread", "year", "role", "depends")
    }

    def choice(kind: str, key, shown: str, position: int = 0, words: str = "") -> None:
        found[kind][str(key)] = position, words or str(key), shown

    for kind, pk, label, words, position, more in rows:
        if kind == "owned":
            if pk:
                choice("owner", pk, words, position, words)
            if label:  # all of a kind
                all_of_them = str(ActionOwner.Everyone(label).label)
                choice("owner", label, own_words(all_of_them, plan.own_words), -1)
            if more:
                choice("role", more, AS[more])
        elif kind == "written":
            if pk:
                choice("objective", pk, f"{label} {words}", position, words)
            if more:
                choice("year", more, more)
        else:
            choice(kind, pk, f"{label} {words}", position, words)
    return {
        kind: [
            (key, shortened(in_one_line(shown.strip()), 90))
            for key, (*_, shown) in sorted(each.items(), key=_place)
        ]
        for kind, each in found.items()
    }


def _place(choice: tuple[str, tuple]) -> tuple:
    """By its position, then by its words, then by its key."""
    key, (position, words, _) = choice
    return position, words, key


_FIRST_OWNER = ActionOwner.objects.filter(action=OuterRef("pk")).order_by("position", "pk")
_OWNER = Coalesce(NullIf("body__short_name", Value("")), "body__name", "words")
# What the list is sorted by, by the name of the order; nothing where an action has none of it.
_SORTED_BY = {
    "reference": Case(When(label="", then=None), default=AsCounted("label")),
    "action": ByLetters("text"),
    "owner": Subquery(_FIRST_OWNER.values(named=ByLetters(_OWNER))[:1]),
    "due": F("due_on"),
    "updated": F("updated_at"),
}


class ActionFilter(InWords, filters.FilterSet):
    """The filters of one plan's action list; `queryset` holds all its actions after `with_status`.

    Withdrawn and carried-over actions are left out unless asked for. Refused filters filter nothing. Sorted otherwise
    than the plan, the list is one run without headings.
    """

    unsaid = (ORDER, "by", "col")

    words = filters.CharFilter(label="Words or reference", method="with_words")
    owner = Choice(label="Owner", method="with_owner")
    role = Choice(label="Owns it", method="with_role")
    section = Choice(field_name="section_id")
    due_before = Day(label="Due before", field_name="due_on", lookup_expr="lt", first=True)
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
    order = Choice(label="Sort by", method="in_order", error_messages={"invalid_choice": NOT_AN_ORDER})
    col = filters.MultipleChoiceFilter(
        label="Columns",
        method="as_it_is",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": "Choose from the columns listed."},
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
        found, own = choices_of(plan), plan.own_words | ratings.in_key_words(words)
        owned = {int(pk) for pk, _ in found["owner"] if pk.isdecimal()}
        self.speaks_for = owned & person.authority.speaks_for
        named = (
            plan.board.names_owners and ActionOwner.objects.naming(person).filter(action__plan=plan).exists()
        )
        mine = [(MINE, "What I speak for")] if self.speaks_for or named else []
        self.filters["owner"].extra["choices"] = mine + found["owner"]
        self.filters["words"].extra["help_text"] = own_words(
            "Finds owners, parts and earlier updates too", own
        )
        for name in ("owner", "look", "state", "silent"):
            self.filters[name].label = own_words(self.filters[name].label, own)
        self.filters["look"].extra["choices"] = [
            (key, own_words(shown, own))
            for key, (shown, _) in LOOKS.items()
            if found["depends"] or key not in OF_DEPENDENCIES or key == data.get("look")
        ]
        self.filters["state"].extra["choices"] = [
            (key, own_words(shown, own)) for key, shown in self.filters["state"].extra["choices"]
        ]
        self.filters["state"].extra["empty_label"] = own_words("Actions the plan counts", own)
        self.filters["section"].label = plan.section_label
        self.filters["section"].extra["choices"] = found["section"]
        self.filters["priority"].label = plan.priority_label
        self.filters["priority"].extra["choices"] = [
            *found["priority"],
            (NOT_LINKED, not_linked_to(plan.priority_label)),
        ]
        self.filters["objective"].label = plan.objective_label
        self.filters["objective"].extra["choices"] = [
            *found["objective"],
            (NOT_LINKED, not_linked_to(plan.objective_label)),
        ]
        self.filters["year"].label = plan.year_label
        self.filters["year"].extra["choices"] = found["year"]
        self.filters["thread"].extra["choices"] = found["thread"]
        self.levels = [level for level in Grouping.values if found[level]]
        for level in ("section", "priority", "objective", "year"):
            if level not in self.levels:  # the plan has no such level, so nothing is asked about it
                del self.filters[level]
        if not found["thread"]:  # nothing is said to serve one
            del self.filters["thread"]
        self.filters["role"].extra["choices"] = found["role"]
        if not found["role"]:  # nobody is said to lead or support
            del self.filters["role"]
        self.filters["rating"].extra["choices"] = [(str(r), words[r]) for r in ratings.ORDER]
        self.sorts = [
            Sort("reference", "Reference", Runs.REFERENCES),
            Sort("action", plan.action_label, Runs.LETTERS),
            Sort("owner", plan.owner_label, Runs.LETTERS),
            Sort("due", "Due", Runs.DAYS),
            Sort("worst", "Rating", Runs.WORST),
            Sort("updated", "Last update", Runs.DAYS),
        ]
        has = {"reference": plan.has_references, "owner": plan.has_owners, "due": plan.has_dates}
        self.sorts = [each for each in self.sorts if has.get(each.name, True)]
        self.usual = own_words("In the order of the plan", own)
        self.filters[ORDER].extra |= {"choices": choices(self.sorts), "empty_label": self.usual}
        self.filters["col"].extra["choices"] = offered(plan, (each for each in found if found[each]))

    def filter_queryset(self, queryset):
        if not self.is_valid():
            return queryset.counted()
        if not self.form.cleaned_data["state"]:
            queryset = queryset.counted()
        queryset = super().filter_queryset(queryset)
        return queryset if self.sorting.by else in_order_of(queryset, self.grouped_by)

    @property
    def grouped_by(self) -> str:
        """What the list is put under headings of: as asked, else as the plan has it; empty where it has no such level.
        A list that is sorted otherwise has no headings.
        """
        if self.sorting.by:
            return ""
        asked = self.form.cleaned_data["by"] if self.is_valid() else ""
        by = asked or self.plan.grouped_by
        return by if by in self.levels else ""

    @property
    def columns(self) -> ListColumns:
        return columns_of(self.plan, self.form.cleaned_data["col"] if self.is_valid() else ())

    def said(self, name, value):
        if name == "rating":
            return " or ".join(self.rating_words[letter] for letter in value)
        if name in ("look", "state"):
            return dict(self.form.fields[name].choices)[value]
        return super().said(name, value)

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
        """What is alike stays in the order of the plan; the worst rating first, as `worst_first` has it."""
        if value == "worst":
            return actions.worst_first()
        if value == "-worst":
            return actions.best_first()
        actions, place = actions.annotate(sorted_by=_SORTED_BY[value.removeprefix("-")]), F("sorted_by")
        place = place.desc(nulls_last=True) if value.startswith("-") else place.asc(nulls_last=True)
        return actions.order_by(place, F("section__position").asc(nulls_last=True), "position", "pk")
