"""Actions and glossary terms as spreadsheets."""

from collections import Counter

from django.core.exceptions import ValidationError

from lscb.admin.spreadsheets import Named, Sheet, column, place, shown, told
from lscb.errors import Refused
from plans.models import Action, DateChange, GlossaryTerm, Plan, Priority, Section
from plans.operations import add_action, change_action

OF_PLAN = ("plan", Plan, ("title", "slug"))


# What is written in a sheet of a date that moves.
MOVES = {"correction": DateChange.Kind.CORRECTION, "new date": DateChange.Kind.NEW}


class ActionSheet(Sheet):
    """Actions by their reference. The second row with one reference is the second action printed with it."""

    home = OF_PLAN
    needed = ("reference", "action")
    also_called = {
        "ref": "reference",
        "outcome": "what we are trying to achieve",
        "who": "who, as printed",
        "when": "when, as printed",
    }
    plan = column("plan", "plan", Named("title"))
    section = column("section", "section", Named("label", "title"))
    year = column("year", "year of the plan")
    label = column("label", "reference")
    ordinal = shown("which with this reference")
    text = column("text", "action")
    outcome = column("outcome", "what we are trying to achieve")
    who_text = column("who_text", "who, as printed")
    when_text = column("when_text", "when, as printed")
    moves = told("if its date moves")
    moves_because = told("why it moves")
    priority = column("priority", "priority", Named("label", "title"))
    position = place("place in its section")
    read_as = shown("read as")
    due = shown("agreed due date")
    owners = shown("owners")
    state = shown("state")

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.met = Counter()

    def find(self, row, home):
        actions = Action.objects.filter(plan=home).select_related("plan__board", "section", "priority")
        label = row["reference"]
        if not label:
            return actions.filter(label="", text=row["action"]).first()
        ordinal = row.get("which with this reference", "")
        self.met[home.pk, label] += 1
        wanted = int(ordinal) if ordinal.isdecimal() else self.met[home.pk, label]
        return actions.filter(label=label, label_ordinal=wanted).first()

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        if instance.pk is None and instance.label:
            # Another action with a reference the plan has: `add_action` gives it the next number.
            instance.label_ordinal = 1 + instance.plan.actions.filter(label=instance.label).count()

        self.told = {
            "moves": MOVES.get(row.get("if its date moves", "").casefold(), ""),
            "moves_because": row.get("why it moves", ""),
        }

    def find_section(self, words, action):
        return self._in_plan(Section, words, action)

    def find_priority(self, words, action):
        return self._in_plan(Priority, words, action)

    def _in_plan(self, model, words, action):
        return self.look_up(model, words, "label", "title", plan=action.plan_id)

    def dehydrate_ordinal(self, action):
        return str(action.label_ordinal) if action.label else ""

    def dehydrate_read_as(self, action):
        return action.timescale_explanation if action.when_text else ""

    def dehydrate_due(self, action):
        return action.due_on.isoformat() if action.due_on else ""

    def dehydrate_owners(self, action):
        return action.owners_line if action.pk else ""

    def dehydrate_state(self, action):
        return action.get_state_display()

    def write(self, instance, new):
        if new:
            add_action(action=instance, by=self.user)
        else:
            try:
                change_action(action=instance, by=self.user, **self.told)
            except Refused as refused:
                headings = {name: field.column_name for name, field in self.fields.items()}
                raise ValidationError(
                    {headings.get(name, name): said for name, said in refused.update_error_dict({}).items()}
                ) from refused

    class Meta(Sheet.Meta):
        model = Action
        fields = (
            "plan",
            "section",
            "year",
            "label",
            "ordinal",
            "text",
            "outcome",
            "who_text",
            "when_text",
            "moves",
            "moves_because",
            "priority",
            "position",
            "read_as",
            "due",
            "owners",
            "state",
        )
        name = "Actions"


class GlossarySheet(Sheet):
    home = OF_PLAN
    needed = ("term", "meaning")
    plan = column("plan", "plan", Named("title"))
    term = column("term", "term")
    meaning = column("meaning", "meaning")

    def find(self, row, home):
        return GlossaryTerm.objects.filter(plan=home, term__iexact=row["term"]).first()

    class Meta(Sheet.Meta):
        model = GlossaryTerm
        fields = ("plan", "term", "meaning")
        name = "Glossary"
