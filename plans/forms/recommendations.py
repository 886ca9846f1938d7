"""Forms of recommendations: as they are printed, answered, linked to actions, closed; and the filter of their list."""

from collections.abc import Sequence

from django import forms

from lscb import clock
from lscb.finding import holds
from lscb.lookups import keys_among
from lscb.speaking import said
from lscb.web.filters import FormInWords, offer
from lscb.words import sentence_lower
from plans.forms.base import SeenForm, SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.forms.reviews import MAY_BE_EMPTY, Ticks
from plans.models import Action, ImpactLook, Plan, Recommendation, Review, Theme
from plans.rules.recommendations import STATE_WORDS, State, needs_reason
from plans.selectors.recommendations import RecommendationRow
from subgroups.models import Agency, Body, Meeting


class RecommendationForm(SmallForm):
    """A recommendation as its review prints it."""

    number = forms.CharField(
        label="Its number",
        max_length=20,
        help_text="As it is printed, such as 3 or 2.1",
        error_messages={"required": "Give its number as it is printed."},
    )
    text = WordsField(label="What is recommended?", missing="Write what is recommended.")
    agencies = Ticks(Agency.objects.none())
    bodies = Ticks(Body.objects.none())
    themes = Ticks(Theme.objects.none(), label=f"Themes {MAY_BE_EMPTY}")
    new_themes = forms.CharField(
        label=f"New themes, one on each line {MAY_BE_EMPTY}",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="By a theme the same advice is seen to come again from another review.",
    )
    evidence = WordsField(label=f"What shows that it was done? {MAY_BE_EMPTY}", rows=2)

    def __init__(self, *args, review: Review, **kwargs):
        super().__init__(*args, **kwargs)
        self.review = review
        board = review.board
        self.fields["agencies"].queryset = Agency.objects.filter(board=board)
        self.fields[
            "agencies"
        ].label = f"To which {sentence_lower(board.agency_label_plural)}? {MAY_BE_EMPTY}"
        self.fields["bodies"].queryset = Body.objects.filter(board=board).not_ended().without_agencies()
        self.fields["bodies"].label = f"To which {sentence_lower(board.group_label_plural)}? {MAY_BE_EMPTY}"
        self.fields["themes"].queryset = Theme.objects.filter(board=board)
        if not self.fields["themes"].queryset.exists():
            del self.fields["themes"]

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        others = self.review.recommendations.exclude(pk=self.own_key)
        if others.filter(number__iexact=number).exists():
            raise forms.ValidationError("This review has a recommendation with this number.")
        return number

    def clean_new_themes(self):
        typed = self.cleaned_data["new_themes"]
        if any(len(line.strip()) > 100 for line in typed.splitlines()):
            raise forms.ValidationError("Shorten each theme to 100 characters.")
        return typed

    own_key: int | None = None


class ChangeRecommendationForm(SeenForm, RecommendationForm):
    """What is recorded of a recommendation, to be corrected; a group that has ended stays to be ticked."""

    def __init__(self, *args, recommendation: Recommendation, **kwargs):
        self.own_key = recommendation.pk
        now = {name: getattr(recommendation, name) for name in ("number", "text", "evidence")}
        for name in ("agencies", "bodies", "themes"):
            now[name] = [each.pk for each in getattr(recommendation, name).all()]
        expected = recommendation.changed_at
        super().__init__(*args, review=recommendation.review, expected=expected, initial=now, **kwargs)
        bodies = self.fields["bodies"].queryset
        self.fields["bodies"].queryset = bodies | Body.objects.filter(pk__in=now["bodies"])


class _OfOne(SeenForm):
    """About one recommendation, which may change meanwhile."""

    def __init__(self, *args, recommendation: Recommendation, **kwargs):
        super().__init__(*args, expected=recommendation.changed_at, **kwargs)


class AnswerRecommendationForm(_OfOne):
    """What was answered to it."""

    response = forms.ChoiceField(
        label="What is answered?",
        choices=Recommendation.Response.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was answered.", "invalid_choice": "Choose one of these."},
    )
    reason = WordsField(label="If not accepted as it stands: why?", rows=2)
    responded_on = PlainDateField(
        label="Answered on", help_text=EXAMPLE, past=True, error_messages={"required": "Write the day."}
    )

    def __init__(self, *args, recommendation: Recommendation, **kwargs):
        now = {
            "response": recommendation.response,
            "reason": recommendation.response_reason,
            "responded_on": recommendation.responded_on or clock.today(),
        }
        super().__init__(*args, recommendation=recommendation, initial=now, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if needs_reason(cleaned.get("response", "")) and "reason" in cleaned and not cleaned["reason"]:
            self.add_error("reason", "Say why it is not accepted as it stands.")
        return cleaned


class LinkActionsForm(_OfOne):
    """The actions by which it is carried out, of any plan of the board that is not archived."""

    actions = Ticks(Action.objects.none(), label="Actions")

    def __init__(self, *args, recommendation: Recommendation, offered, **kwargs):
        super().__init__(*args, recommendation=recommendation, **kwargs)
        self.fields["actions"].queryset = offered
        self.initial["actions"] = [link.action_id for link in recommendation.links.all()]

    @property
    def ticked(self) -> set[int]:
        """Keys of those that are ticked now, refused or not."""
        return set(keys_among(map(str, self["actions"].value() or [])))


class CloseRecommendationForm(_OfOne):
    """Which meeting closed it, and when its impact is looked at."""

    meeting = MeetingField("Choose a meeting", label="Which meeting closed it?")
    because = WordsField(label=said("Why is it closed, though its actions are not all complete?"), rows=2)
    evidence = WordsField(label=f"What shows that it was done? {MAY_BE_EMPTY}", rows=2)
    impact_due_on = PlainDateField(required=False, help_text=EXAMPLE, to_come=True)

    def __init__(self, *args, row: RecommendationRow, plan: Plan, **kwargs):
        recommendation = row.recommendation
        super().__init__(
            *args, recommendation=recommendation, initial={"evidence": recommendation.evidence}, **kwargs
        )
        self.days_in_year_from(plan.year_starts_in)
        months = recommendation.review.kind.look_again_after
        self.fields[
            "impact_due_on"
        ].label = f"When is its impact looked at? (left empty: {months} months after the meeting)"
        self.fields["meeting"].required = True
        self.fields["meeting"].error_messages["required"] = "Choose the meeting that closed it."
        self.fields["meeting"].queryset = (
            Meeting.objects.filter(body__board=plan.board, cancelled=False, held_on__lte=clock.today())
            .select_related("body")
            .order_by("-held_on", "body__position", "pk")
        )
        if row.state == State.FOR_CLOSING:
            del self.fields["because"]
        else:
            self.fields["because"].required = True
            self.fields["because"].error_messages["required"] = "Say why it is closed all the same."


class ImpactForm(_OfOne):
    """What was found when its impact was looked at."""

    found = forms.ChoiceField(
        label="What was found?",
        choices=ImpactLook.Found.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was found.", "invalid_choice": "Choose one of these."},
    )
    words = WordsField(label="What shows it?", missing="Say what shows it.")
    on = PlainDateField(
        label="Looked at on", help_text=EXAMPLE, past=True, error_messages={"required": "Write the day."}
    )
    again_on = PlainDateField(required=False, help_text=EXAMPLE, to_come=True)

    def __init__(self, *args, recommendation: Recommendation, plan: Plan, **kwargs):
        super().__init__(*args, recommendation=recommendation, initial={"on": clock.today()}, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        months = recommendation.review.kind.look_again_after
        self.fields[
            "again_on"
        ].label = f"If it is not embedded: when is it looked at again? (left empty: {months} months later)"


class ThemeForm(SmallForm):
    name = forms.CharField(
        label="What is the theme called?",
        max_length=100,
        help_text="By the name of another theme, the two become one.",
        error_messages={"required": "Give the theme a name."},
    )


class RecommendationFilter(FormInWords):
    """Words, review, agency or group, theme and where it stands; all of them live in the URL."""

    words = forms.CharField(label="Words", required=False, max_length=200)
    review = forms.ChoiceField(label="Review", required=False)
    to = forms.ChoiceField(label="Addressed to", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    state = forms.ChoiceField(label="State", required=False)

    def __init__(self, data, *, rows: Sequence[RecommendationRow]):
        super().__init__(data)
        self.all = rows
        made = [row.recommendation for row in rows]
        reviews = {str(each.review_id): str(each.review) for each in made}
        offer(self.fields["review"], reviews.items())
        offer(
            self.fields["to"],
            [(name, name) for name in sorted({name for each in made for name in each.addressed})],
        )
        themes = {str(theme.pk): theme.name for each in made for theme in each.themes.all()}
        offer(self.fields["theme"], sorted(themes.items(), key=lambda pair: pair[1].casefold()))
        there = {row.state for row in rows}
        states = [(str(each), STATE_WORDS[each]) for each in State if each in there]
        offer(self.fields["state"], [("open", "Open"), *states])

    def rows(self) -> list[RecommendationRow]:
        """The rows that are meant; all of them where a filter is refused."""
        if not self.is_valid():
            return list(self.all)
        return [row for row in self.all if self._is_meant(row)]

    def _is_meant(self, row: RecommendationRow) -> bool:
        asked, made = self.cleaned_data, row.recommendation
        if asked["review"] and str(made.review_id) != asked["review"]:
            return False
        if asked["to"] and asked["to"] not in made.addressed:
            return False
        if asked["theme"] and asked["theme"] not in {str(theme.pk) for theme in made.themes.all()}:
            return False
        if asked["state"] and not (row.is_open if asked["state"] == "open" else row.state == asked["state"]):
            return False
        texts = (str(made), made.text, made.response_reason, made.evidence)
        return not asked["words"] or any(holds(text, asked["words"]) for text in texts)
