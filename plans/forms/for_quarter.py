"""A form whose words count for the reporting period that is collected while it is saved."""

from django import forms

from lscb.lookups import key_in
from plans.forms.base import SmallForm
from plans.models import Quarter


class ForQuarterForm(SmallForm):
    """It says for which reporting period it was opened: where that was closed meanwhile and the next one collects,
    what was typed for the one is not saved for the other without a look. `opened_for_another` once that was found.
    """

    opened_for = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, quarter: Quarter | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.quarter, self.opened_for_another = quarter, False
        self.initial["opened_for"] = quarter.pk if quarter else None

    def clean(self):
        cleaned = super().clean()
        opened_for = cleaned.pop("opened_for", "")
        if self.quarter and opened_for and key_in(opened_for) != self.quarter.pk:
            self.opened_for_another = True
            earlier = Quarter.objects.filter(plan=self.quarter.plan_id, pk=key_in(opened_for)).first()
            was = (
                f"{earlier.name} was closed while you were writing"
                if earlier
                else "This form came back damaged"
            )
            self.add_error(
                None,
                f"{was}. What you save now counts for {self.quarter.name}: change what is no longer so, then save "
                "again.",
            )
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_for")] = str(self.quarter.pk)
        return cleaned
