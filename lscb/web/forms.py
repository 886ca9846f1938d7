"""How every form of the product is written out."""

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Textarea
from django.utils.html import conditional_escape


class EscapedField(BoundField):
    """A field whose help text is text, whatever words of a board stand in it.

    The templates of Django and crispy print help texts as they are; markup is kept where `format_html` made it.
    """

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        self.help_text = conditional_escape(self.help_text)

    def build_widget_attrs(self, attrs, widget=None):
        """What is typed is written in the direction of its own letters."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if isinstance(widget, Textarea) or getattr(widget, "input_type", "") in ("text", "search"):
            attrs.setdefault("dir", "auto")
        return attrs


class Renderer(TemplatesSetting):
    """Looks for the templates of forms where those of pages are; every box of every form is an `EscapedField`."""

    bound_field_class = EscapedField
