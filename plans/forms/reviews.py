"""Forms of reviews and audits, and of the kinds that a board has."""

from django import forms

from lscb.speaking import said
from plans.forms.base import SeenForm, SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, PlainWholeField, WordsField
from plans.models import Plan, Review, ReviewKind
from plans.models.review import CODE_NAME_HELP
from plans.rules.review_stages import read_stages
from subgroups.models import Agency, Board
from subgroups.rules.presets_of_reviews import LOOK_AGAIN

MAY_BE_EMPTY = "(may be left empty)"
FROM_THE_LIST = {"invalid_choice": "Choose from the list.", "invalid_pk_value": "Choose from the list."}


class Ticks(forms.ModelMultipleChoiceField):
    """Several of a board's rows, ticked."""

    def __init__(self, queryset, **kwargs):
        super().__init__(
            queryset,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages=FROM_THE_LIST,
            **kwargs,
        )


class ReviewForm(SmallForm):
    """A review, an inspection or an audit."""

    in_order = (
        ("notified_on", "commissioned_on", "It was notified after that day."),
        ("commissioned_on", "published_on", "It was commissioned after that day."),
    )
    kind = forms.ModelChoiceField(
        ReviewKind.objects.none(),
        label="What kind of review is it?",
        empty_label="Choose",
        error_messages={"required": "Choose what kind of review it is.", **FROM_THE_LIST},
    )
    code_name = forms.CharField(
        label="Code name",
        max_length=60,
        help_text=CODE_NAME_HELP,
        error_messages={"required": "Give it a code name."},
    )
    topic = WordsField(label=f"What is it about? {MAY_BE_EMPTY}", rows=2)
    led_by = forms.CharField(
        label=f"Who leads it? {MAY_BE_EMPTY}",
        max_length=150,
        required=False,
        help_text=said("A name, a post or a group"),
    )
    agencies = Ticks(Agency.objects.none())
    planned_for = PlainDateField(label=f"Planned for {MAY_BE_EMPTY}", required=False, help_text=EXAMPLE)
    notified_on = PlainDateField(
        label=f"Notified on {MAY_BE_EMPTY}", required=False, help_text=EXAMPLE, past=True
    )
    commissioned_on = PlainDateField(
        label=f"Commissioned, or begun, on {MAY_BE_EMPTY}", required=False, help_text=EXAMPLE, past=True
    )
    published_on = PlainDateField(
        label=f"Published on {MAY_BE_EMPTY}", required=False, help_text=EXAMPLE, past=True
    )
    link = forms.URLField(
        label=f"Where is it published? {MAY_BE_EMPTY}",
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text="The address of its page, beginning with https://",
        error_messages={"invalid": "Write the whole address, beginning with https://."},
    )
    follows = forms.ModelChoiceField(
        Review.objects.none(),
        label=f"Which audit does it do again? {MAY_BE_EMPTY}",
        required=False,
        empty_label="None",
        error_messages=FROM_THE_LIST,
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        board = plan.board
        self.days_in_year_from(plan.year_starts_in)
        self.fields["kind"].queryset = board.review_kinds.all()
        self.fields["agencies"].queryset = Agency.objects.filter(board=board)
        self.fields["agencies"].label = f"{board.agency_label_plural} {MAY_BE_EMPTY}"
        self.fields["follows"].queryset = board.reviews.shared().audits().select_related("kind")


class ChangeReviewForm(SeenForm, ReviewForm):
    """What is recorded of a review, to be said again."""

    def __init__(self, *args, review: Review, plan: Plan, **kwargs):
        now = {name: getattr(review, name) for name in ReviewForm.base_fields if name != "agencies"}
        now |= {"kind": review.kind_id, "follows": review.follows_id}
        now["agencies"] = [agency.pk for agency in review.agencies.all()]
        super().__init__(*args, plan=plan, expected=review.changed_at, initial=now, **kwargs)
        self.fields["follows"].queryset = self.fields["follows"].queryset.exclude(pk=review.pk)


class StagesForm(SeenForm):
    """The day on which each stage was done; emptied, that it was not after all."""

    def __init__(self, *args, review: Review, plan: Plan, **kwargs):
        super().__init__(*args, expected=review.changed_at, **kwargs)
        self.stages = {f"stage-{stage.pk}": stage for stage in review.stages.all()}
        for name, stage in self.stages.items():
            self.fields[name] = PlainDateField(
                label=f"{stage.words}: done on",
                required=False,
                past=True,
                help_text="",
                initial=stage.done_on,
            )
        self.days_in_year_from(plan.year_starts_in)

    @property
    def done(self) -> dict[int, object]:
        """The days by the keys of the stages; only for a valid form."""
        return {stage.pk: self.cleaned_data[name] for name, stage in self.stages.items()}


class ReviewKindForm(SmallForm):
    """A kind of review with its stages."""

    name = forms.CharField(
        label="What is it called?",
        max_length=100,
        error_messages={"required": "Say what kind of review it is."},
    )
    stages = forms.CharField(
        label=f"Its stages, one on each line {MAY_BE_EMPTY}",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=(
            "A stage with a clock says so behind it: “Draft report sent: within 15 working days of "
            "notification”. Working days, days, weeks or months; of notification or of commissioning."
        ),
    )
    is_audit = forms.BooleanField(label="It stands in the audit programme", required=False)
    look_again_after = PlainWholeField(
        label="Months after a recommendation is closed until its impact is looked at",
        min_value=1,
        max_value=60,
        initial=LOOK_AGAIN,
        error_messages={
            "required": "Give it from 1 to 60 months.",
            "min_value": "Give it from 1 to 60 months.",
            "max_value": "Give it from 1 to 60 months.",
        },
    )

    def __init__(self, *args, board: Board, kind: ReviewKind | None, **kwargs):
        now = {name: getattr(kind, name) for name in self.base_fields} if kind else {}
        super().__init__(*args, initial=now, **kwargs)
        self.board, self.kind = board, kind

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        others = self.board.review_kinds.exclude(pk=self.kind.pk if self.kind else None)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is a kind with this name already.")
        return name

    def clean_stages(self):
        if advice := read_stages(self.cleaned_data["stages"])[1]:
            raise forms.ValidationError(advice)
        return self.cleaned_data["stages"]
