"""Adding a link or a file as evidence of an action."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.forms.utils import ErrorList

from lscb.apart.file_kind import KINDS
from lscb.errors import Refused
from lscb.handed_in import TAKEN, HandedIn, look_at
from lscb.speaking import lazily
from lscb.spreadsheet_reader import too_large
from plans.forms.base import SmallForm
from plans.forms.fields import NO_NAMES

NOT_AN_ADDRESS = "Write the whole address of a page, such as https://example.org/report."


class LinkField(forms.URLField):
    """An address of the web by http or https; where neither is typed, https is meant."""

    default_validators = [URLValidator(schemes=["http", "https"], message=NOT_AN_ADDRESS)]
    default_error_messages = {"invalid": NOT_AN_ADDRESS}


class KeptFileField(forms.FileField):
    """A file that is to be kept, looked at: a `HandedIn`. `too_large` says that its bytes were not taken."""

    too_large = False

    def to_python(self, data: UploadedFile | None) -> HandedIn | None:
        if (data := super().to_python(data)) is None:
            return None
        try:
            return look_at(data.read(), PurePath(data.name or "").name)
        except Refused as refused:
            raise forms.ValidationError(refused.messages) from refused

    default_error_messages = {"empty": "This file is empty. Choose another."}

    def clean(self, data, initial=None):
        if self.too_large:
            raise forms.ValidationError(too_large())
        return super().clean(data, initial)


class EvidenceForm(SmallForm):
    """What it is, and either where it stands or the file itself."""

    title = forms.CharField(
        label="What is it?",
        max_length=200,
        help_text=lazily(lambda: f"Such as: audit of 20 records, March. {NO_NAMES}"),
        error_messages={"required": "Say what it is."},
    )
    link = LinkField(
        label="Link",
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text="The address of a page, if it stands elsewhere. Whoever follows it may need to sign in there.",
    )
    file = KeptFileField(
        label="Or a file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
        help_text=lazily(
            lambda: (
                f"{TAKEN[:1].upper()}{TAKEN[1:]}, of at most {settings.UPLOAD_AT_MOST} MB. Everybody who sees "
                f"this can open it. {NO_NAMES}"
            )
        ),
    )

    def __init__(self, *args, too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].too_large = too_large

    def clean(self):
        """One of the two; and that a file has to be chosen again, which no page can do for people."""
        cleaned = super().clean()
        if not {"link", "file"} & set(self.errors) and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("link", "Give a link or choose a file: one of the two.")
        if self.errors and cleaned.get("file"):
            self._errors.setdefault("file", ErrorList()).append(
                "Choose the file again: a page cannot keep it for you."
            )
        return cleaned
