"""Typing boards, agencies, people, bodies, memberships and meetings."""

# Imported so that they register their pages before those are taken off again.
import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from subgroups.admin import board, body, importing, person

__all__ = ["board", "body", "importing", "person"]

# Sign-in is by allauth, roles are the board's: these pages of other packages would go around both.
for _model in (Group, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_model)
