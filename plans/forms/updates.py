"""The form in which an owner says how an action is going."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.html import format_html

from lscb import clock
from lscb.permissions import Verb, allows
from lscb.wording import long_date
from lscb.words import own_words, sentence_lower
from plans.forms.fields import EXAMPLE, NO_NAMES, PlainDateField, WordsField
from plans.forms.for_quarter import ForQuarterForm
from plans.models import Action, ProgressUpdate, Quarter
from plans.rules import ratings, repeating
from subgroups.models import Body

# Beside a box whose words were said before; static/js/actions.js takes it away while they are others.
AS_BEFORE = "<span data-as-before>As in {}, until you change it. </span>"


def taken_over(before: ProgressUpdate, name: str) -> str | date | None:
    """What an update of an earlier quarter has to say now: words, and days that have not passed since. The rating is
    judged anew."""
    said = None if name == "rating" else getattr(before, name)
    to_come = name in (ratings.BACK_ON_TRACK.field, ratings.REVIEW_ON.field)
    return None if to_come and said and said < clock.today() else said


class AskedFor(Div):
    """The fields that only some ratings ask for, under a legend that names these ratings."""

    template = "plans/_asked_for.html"

    def __init__(self, legend: str, letters: list[str], *fields):
        super().__init__(*fields, data_for_ratings=" ".join(letters))
        self.legend = legend


class UpdateForm(ForQuarterForm):
    """How an action is going: its rating, a sentence, and what the rating asks for.

    `words` maps letters to the plan's own words. A field that the chosen rating does not ask for is neither
    checked nor handed on, because it may be out of sight.
    """

    rating = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a rating.", "invalid_choice": "Choose one of the ratings."},
    )
    progress = WordsField(label="How is it going?")
    last_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        action: Action,
        person,
        words: dict[str, str],
        last: ProgressUpdate | None,
        quarter: Quarter | None = None,
        before: ProgressUpdate | None = None,
        **kwargs,
    ):
        super().__init__(*args, quarter=quarter, auto_id=f"id_{action.pk}_%s", **kwargs)
        self.action, self.words, self.last = action, words, last
        self.fields["rating"].choices = [(str(letter), words[letter]) for letter in ratings.Rating]
        self.asked = self._letters_asking()
        for field, (need, _) in self.asked.items():
            self.fields[field] = self._box(need)
        self.days_in_year_from(action.plan.year_starts_in)
        if quarter and quarter.state == Quarter.State.REPORTED:  # its report is being corrected
            for name in ratings.TO_COME & set(self.fields):
                self.fields[name].earliest = quarter.ends_on
        if action.ongoing and ratings.REVIEW_ON.field in self.fields:
            self.initial[ratings.REVIEW_ON.field] = self.next_look
        self.answers = bool(last and last.waits_for_moderation and allows(person, Verb.MODERATE, action))
        self._offer_to_speak_for(person)
        if self.answers:
            self.fields["moderation_reason"] = WordsField(
                label=f"Why you rate it otherwise than {last.by} proposed (only if you do)", rows=2
            )
        self.initial["last_seen"] = last.pk if last else None
        self.before, self.last = before, last

    @classmethod
    def started(cls, typed: QueryDict, *, before: ProgressUpdate, **about) -> "UpdateForm":
        """The form with what is typed in it so far, and in its empty boxes what was said in an earlier quarter.

        Nothing is checked or saved. The rating is judged anew: it is not taken over.
        """
        form = cls(before=before, **about)
        for name in form.fields:
            if name in typed:
                form.initial[name] = typed[name]
            if name in ProgressUpdate.SAID and not str(form.initial.get(name) or "").strip():
                form.initial[name] = taken_over(before, name)
        return form

    @property
    def as_before(self) -> set[str]:
        """The boxes with words that were said in the earlier quarter already."""
        if self.before is None:
            return set()
        now = {name: str(self[name].value() or "") for name in ProgressUpdate.WORDS if name in self.fields}
        return {
            name for name, words in now.items() if repeating.same_words(words, getattr(self.before, name))
        }

    def _letters_asking(self) -> dict[str, tuple[ratings.Need, list[str]]]:
        """Each further box, in order, with the letters that ask for it."""
        asked = {}
        for letter in (ratings.Rating.AT_RISK, ratings.Rating.OFF_TRACK, *ratings.Rating):
            for need in ratings.needs(letter, disagrees=self.action.rating_suggested(letter) is not None):
                letters = asked.setdefault(need.field, (need, []))[1]
                if letter not in letters:
                    letters.append(str(letter))
        if not self.action.due_on:  # ongoing work is looked at again on a day, whatever its rating
            asked[ratings.REVIEW_ON.field] = (ratings.REVIEW_ON, [str(letter) for letter in ratings.Rating])
        return asked

    def _box(self, need: ratings.Need) -> forms.Field:
        if need.field.endswith("_on"):
            optional = need is ratings.REVIEW_ON and not self.action.due_on and not self.action.ongoing
            return PlainDateField(
                label=f"{need.label} (may be left empty unless on hold)" if optional else need.label,
                required=False,
                help_text=EXAMPLE,
                to_come=need.field in ratings.TO_COME,
                past=need is ratings.COMPLETED_ON,
            )
        box = WordsField(label=need.label, rows=2)
        if need is ratings.REASON:
            suggested = self.action.rating_suggested(ratings.Rating.NOT_STARTED)
            box.help_text = (
                f"{self.action.dates_say}, which suggests {sentence_lower(self.words[suggested])}. To keep the rating "
                f"you chose, say why it holds. {NO_NAMES}."
            )
        return box

    @property
    def next_look(self) -> date | None:
        """When ongoing work is looked at again unless another day is typed: the end of the next quarter."""
        if self.action.review_on and self.action.review_on > clock.today():
            return self.action.review_on
        return self.quarter.following_ends_on if self.quarter else None

    def _check_review(self, cleaned: dict) -> None:
        """Ongoing work is looked at again on a day, lest it slips (Bracknell Forest LSCB, 2017)."""
        day = cleaned.get(ratings.REVIEW_ON.field)
        if ratings.REVIEW_ON.field in self.errors:
            return
        if not day and self.action.ongoing and cleaned.get("rating") not in (None, ratings.Rating.COMPLETE):
            usual = self.next_look
            example = f"; {long_date(usual)} is usual" if usual else ""
            self.add_error(
                ratings.REVIEW_ON.field, f"Ongoing work needs a day on which it is looked at again{example}."
            )

    def _check_moderation(self, cleaned: dict) -> None:
        """The board team says why it rates otherwise than an owner proposed, in its own words."""
        if not self.answers or cleaned.get("on_behalf_of") or cleaned.get("moderation_reason"):
            return
        if not self.has_seen(self.last):
            return  # they are shown it first
        if cleaned.get("rating") and self.last.rating != cleaned["rating"]:
            if "moderation_reason" not in self.errors:
                advice = f"Say why you rate it otherwise than {self.last.by} proposed."
                self.add_error("moderation_reason", advice)

    def _offer_to_speak_for(self, person) -> None:
        """The board team may type what an owner told them."""
        owners = [owner for owner in self.action.asked_of if owner.body_id]
        if not owners or not allows(person, Verb.EDIT_PLAN, self.action):
            return
        speaks_for_one = person.authority.speaks_for & self.action.owner_body_ids or person.is_named_on(
            self.action
        )
        self.fields["on_behalf_of"] = forms.ModelChoiceField(
            Body.objects.filter(pk__in=self.action.owner_body_ids),
            label="On behalf of",
            required=False,
            empty_label="Nobody: these are my own words",
            initial=None if speaks_for_one or self.answers else owners[0].body_id,
            error_messages={
                "invalid_choice": own_words("Choose one of the action's owners.", self.action.plan.own_words)
            },
        )

    def clean(self):
        """All that is missing in one round, with whatever else is wrong: an event says it only of a valid form."""
        cleaned = super().clean()
        rating = cleaned.get("rating")
        for field, (_, letters) in self.asked.items():
            if rating and rating not in letters:
                self._errors.pop(field, None)
                cleaned[field] = None
        self._check_review(cleaned)
        asks_why = self.action.asks_why(rating, self.words) if rating else ""
        for field, advice in ratings.missing(rating or "", cleaned, asks_why=asks_why).items():
            if field not in self.errors:
                self.add_error(field, advice)
        self._check_moderation(cleaned)
        if self.opened_for_another:
            self.look_at(self.last)
        elif self._errors.pop("last_seen", None) or not self._last_seen_is_true(cleaned.get("last_seen")):
            self.add_error(None, "This form came back damaged. Look at what was said last, then save again.")
        return cleaned

    def _last_seen_is_true(self, pk: int | None) -> bool:
        if pk is None:
            return True
        said = self.action.updates.filter(quarter=self.quarter) if self.quarter else self.action.updates
        return 0 < pk < 2**63 and said.filter(pk=pk).exists()

    def has_seen(self, last: ProgressUpdate | None) -> bool:
        """Whether `last` is what the person saw when they typed this."""
        return self.cleaned_data.get("last_seen") == (last.pk if last else None)

    def look_at(self, last: ProgressUpdate | None) -> None:
        """The person is shown `last` now: saving again is not refused because of it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("last_seen")] = str(last.pk) if last else ""

    @property
    def helper(self) -> FormHelper:
        """How it is laid out: boxes asked for by the same ratings stand together."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for name in self.as_before:
            mark = format_html(AS_BEFORE, self.before.quarter.name)
            self[name].help_text = mark + self.fields[name].help_text
        for field, (_, letters) in self.asked.items():
            if field not in self.fields:
                continue
            groups.setdefault(tuple(letters), []).append(field)
        helper = super().helper
        helper.layout = Layout(
            "opened_for",
            "last_seen",
            *([Field("rating", template="plans/_rating_choices.html")] if "rating" in self.fields else []),
            "progress",
            *(AskedFor(self._legend(letters), list(letters), *fields) for letters, fields in groups.items()),
            *(name for name in ("moderation_reason", "on_behalf_of") if name in self.fields),
        )
        return helper

    def _legend(self, letters: tuple[str, ...]) -> str:
        if len(letters) == len(ratings.Rating):
            return "As it has no one due date"
        words = [sentence_lower(self.words[letter]) for letter in letters]
        legend = "Only if " + " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
        return (
            f"{legend}: one of the first three at least" if letters == (ratings.Rating.COMPLETE,) else legend
        )
