"""Actions and glossary terms as spreadsheets."""

from collections import Counter

from django.core.exceptions import ValidationError

from lscb.admin.rows import edited_rows
from lscb.admin.spreadsheets import Named, Place, Sheet, column, place, shown, told
from lscb.errors import Refused
from lscb.lines import in_one_line
from plans.models import Action, DateChange, GlossaryTerm, Objective, Plan, Priority, Section
from plans.operations import add_action, change_action

OF_PLAN = ("plan", Plan, ("title", "slug"))


WHICH = "which with this reference"
# What is written in a sheet of a date that moves.
MOVES = {"correction": DateChange.Kind.CORRECTION, "new date": DateChange.Kind.NEW}


# The words of boards for the columns of an action plan, besides ours and the plan's own.
ACTION_WORDS = {
    word: heading
    for heading, words in {
        "reference": "ref, no, number, #, ref no, reference number, action no, action number, action ref, item no",
        "action": "actions, task, tasks, activity, action required, actions required, what will be done, "
        "what will we do, what we will do, what we are going to do, how we will do it, key action, key actions",
        "what we are trying to achieve": "outcome, outcomes, impact, intended outcome, desired outcome, "
        "expected outcome, intended impact, success criteria, what difference will it make, what we want to achieve",
        "success measure": "success measures, measure of success, how will we know, how we will know, "
        "how will we know it has worked, performance measure, kpi, evidence of success",
        "target of the success measure": "target, success target",
        "who, as printed": "who, lead, leads, owner, owners, action owner, lead officer, lead agency, responsible, "
        "responsibility, person responsible, responsible person, responsible officer, by whom, who will do it",
        "when, as printed": "when, timescale, timescales, time scale, timeframe, deadline, due, due date, date due, "
        "by when, target date, completion date, target completion date, date for completion",
        "section": "theme, work stream, workstream",
        "year of the plan": "year",
    }.items()
    for word in words.split(", ")
}
_OWN = {
    "action_label": "action",
    "action_label_plural": "action",
    "owner_label": "who, as printed",
    "owner_label_plural": "who, as printed",
    "when_label": "when, as printed",
    "outcome_label": "what we are trying to achieve",
    "success_label": "success measure",
    "section_label": "section",
    "priority_label": "priority",
    "objective_label": "objective",
    "year_label": "year of the plan",
}


class ActionSheet(Sheet):
    """Actions by their reference. The second row with one reference is the second action printed with it."""

    home = OF_PLAN
    needed = ("reference", "action")
    also_called = ACTION_WORDS
    labels = ("reference", "section", "priority")
    plan = column("plan", "plan", Named("title"))
    section = column("section", "section", Named("label", "title"))
    year = column("year", "year of the plan")
    label = column("label", "reference")
    ordinal = told(WHICH)
    text = column("text", "action")
    outcome = column("outcome", "what we are trying to achieve")
    success = column("success", "success measure")
    success_target = column("success_target", "target of the success measure")
    who_text = column("who_text", "who, as printed")
    when_text = column("when_text", "when, as printed")
    moves = told("if its date moves")
    moves_because = told("why it moves")
    priority = column("priority", "priority", Named("label", "title"))
    objective = column("objective", "objective", Named("label", "text"))
    position = place("place in its section")
    read_as = shown("read as")
    due = shown("agreed due date")
    owners = shown("owners")
    state = shown("state")

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.met = Counter()

    def own_headings(self):
        """What the plans that the person types call their columns; words of two plans for two columns are nobody's."""
        words: dict[str, set[str]] = {}
        for plan in edited_rows(Plan, self.user):
            for label, heading in _OWN.items():
                words.setdefault(getattr(plan, label), set()).add(heading)
        # A word that is ours for one column and a plan's for another is asked about, so the other is handed on.
        other = {word: headings - {word.casefold()} or headings for word, headings in words.items()}
        return {word: headings.pop() for word, headings in other.items() if len(headings) == 1}

    def is_sure(self, heading, instance, row):
        if heading == "reference":
            return in_one_line(instance.text).casefold() == in_one_line(row["action"]).casefold()
        level = getattr(instance, heading)
        return level is not None and level.label == row[heading]

    def find(self, row, home):
        actions = Action.objects.filter(plan=home).select_related(
            "plan__board", "section", "priority", "objective"
        )
        label = row["reference"]
        if not label:
            return actions.filter(label="", text=row["action"]).first()
        self.met[home.pk, label] += 1
        if self.unread(row):
            return None
        wanted = Place().clean(row.get(WHICH, ""))
        if wanted is None:
            wanted = self.met[home.pk, label]
        return actions.filter(label=label, label_ordinal=wanted).first()

    def unread(self, row):
        try:
            Place().clean(row.get(WHICH, ""))
        except ValueError as unread:
            return {WHICH: ValidationError(str(unread))}
        return {}

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

    def find_objective(self, words, action):
        return self.look_up(Objective, words, "label", "text", plan=action.plan_id)

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
            "success",
            "success_target",
            "who_text",
            "when_text",
            "moves",
            "moves_because",
            "priority",
            "objective",
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
    also_called = {
        "abbreviation": "term",
        "acronym": "term",
        "definition": "meaning",
        "stands for": "meaning",
        "in full": "meaning",
    }
    plan = column("plan", "plan", Named("title"))
    term = column("term", "term")
    meaning = column("meaning", "meaning")

    def find(self, row, home):
        return GlossaryTerm.objects.filter(plan=home, term__iexact=row["term"]).first()

    class Meta(Sheet.Meta):
        model = GlossaryTerm
        fields = ("plan", "term", "meaning")
        name = "Glossary"
