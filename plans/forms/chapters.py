"""Forms of the narrative of a plan."""

from django import forms

from lscb.speaking import said
from plans.forms.action_writing import LineField
from plans.forms.base import SeenForm, SmallForm
from plans.forms.fields import NO_NAMES
from plans.models import Chapter


class ChapterTextField(forms.CharField):
    """Some pages of text. The browser does not cut what is pasted: too much is said, not lost."""

    def __init__(self, **kwargs):
        attrs = {
            "rows": 18,
            "data-count-limit": Chapter.LONGEST,
            "aria-describedby": "id_text_helptext how-to-write",
        }
        super().__init__(required=False, widget=forms.Textarea(attrs=attrs), **kwargs)


class ChapterForm(SmallForm):
    """A chapter: its title, its text and what is drawn under it."""

    title = LineField(limit=200, label="Title", error_messages={"required": "Give the chapter a title."})
    text = ChapterTextField(label="Text", help_text=NO_NAMES)
    drawing = forms.ChoiceField(
        label="What is drawn under it?",
        choices=[("", "Nothing"), *((value, said(label)) for value, label in Chapter.Drawing.choices)],
        widget=forms.RadioSelect,
        required=False,
        help_text=said("From the groups, agencies and places that the board has typed; it follows them"),
        error_messages={"invalid_choice": "Choose one of these."},
    )

    def clean(self):
        cleaned = super().clean()
        text = cleaned.get("text")
        if text is not None and (wrong := Chapter.wrong_text(text, cleaned.get("drawing", "?"))):
            self.add_error("text", wrong)
        return cleaned


class ChangeChapterForm(SeenForm, ChapterForm):
    """A chapter that is there already."""

    def __init__(self, *args, chapter: Chapter, **kwargs):
        now = {name: getattr(chapter, name) for name in ChapterForm.base_fields}
        super().__init__(*args, expected=chapter.version, initial=now, **kwargs)


class RemoveChapterForm(SeenForm):
    """Nothing but which version is removed."""


class PlaceForm(forms.Form):
    """Which chapter goes where."""

    chapter = forms.ModelChoiceField(Chapter.objects.none())
    to = forms.IntegerField(min_value=1, max_value=10_000)

    def __init__(self, *args, chapters, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chapter"].queryset = chapters
