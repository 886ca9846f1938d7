"""What every form that is posted carries, in our templates and in those of libraries."""

from uuid import uuid4

from django import template
from django.template.defaulttags import csrf_token as token_only
from django.utils.html import format_html

from lscb.web import whose
from lscb.web.once import FIELD

register = template.Library()


@register.tag("csrf_token")
def csrf_token(parser, token):
    """Django's token, a key by which the form is saved once, however often it is sent, and whose form it is."""
    return _TokenAndKey(token_only(parser, token))


class _TokenAndKey(template.Node):
    def __init__(self, token_node: template.Node):
        self.token_node = token_node

    def render(self, context):
        # Without autocomplete a browser that goes back to the page puts no key of before into a new form.
        key = format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', FIELD, uuid4())
        of = ""
        if mark := whose.mark(context.get("request")):
            of = format_html(
                '<input type="hidden" name="{}" value="{}" autocomplete="off">', whose.FIELD, mark
            )
        return self.token_node.render(context) + key + of
