"""What one partner of the board is asked for or promised: an agency or a body, never both."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lscb.querysets import BoardQuerySet, Row
from subgroups.models import Agency, Body


def its_key(agency: int | None, body: int | None) -> str:
    """A partner in an address: a body that stands for an agency is that agency."""
    return f"agency-{agency}" if agency else f"body-{body}"


class PartnerQuerySet(BoardQuerySet[Row]):
    def concerning(self, body):
        """Those that are a group's or agency's own, and those about what it owns."""
        return self.filter(self._own(body) | Q(action__owners__body=body)).distinct()

    def own(self, body):
        """Those that a group or agency was asked for, or promised."""
        return self.filter(self._own(body))

    def with_partner(self, key: str):
        """Those of the partner that an address names (`its_key`): an agency's are those of the body that stands for it
        too."""
        its_agency, its_body = self.model.partner_fields
        kind, _, pk = key.partition("-")
        if kind == "agency":
            return self.filter(Q(**{its_agency: pk}) | Q(**{f"{its_body}__agency": pk}))
        return self.filter(**{its_body: pk})

    def _own(self, body) -> Q:
        its_agency, its_body = self.model.partner_fields
        return Q(**({its_agency: body.agency_id} if body.agency_id else {its_body: body}))


class WithPartner(models.Model):
    """Something that is asked of one partner, or promised by it, perhaps about an action.

    `partner_fields` names the two columns that hold it: the agency's, then the body's. A model gives `partner` the
    word the field uses.
    """

    partner_fields: ClassVar[tuple[str, str]]

    class Meta:
        abstract = True

    @property
    def partner(self) -> Agency | Body | None:
        """The agency or body, read by its columns; setting one empties the other."""
        agency, body = self.partner_fields
        return getattr(self, agency) or getattr(self, body)

    @partner.setter
    def partner(self, partner: Agency | Body | None) -> None:
        agency, body = self.partner_fields
        setattr(self, agency, partner if isinstance(partner, Agency) else None)
        setattr(self, body, partner if isinstance(partner, Body) else None)
