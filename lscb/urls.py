"""Every address of the product starts here."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import include, path
from django.views.generic import TemplateView

from lscb.running.page import operations
from lscb.web.statements import accessibility, privacy
from lscb.web.waiting import job
from reporting.views.home import home
from reporting.views.public import robots
from subgroups.views import provider

cookies = login_not_required(TemplateView.as_view(template_name="pages/cookies.html"))


def closed(request):
    """A page of allauth's that nobody is shown.

    :raises Http404: always, so that it reads as every page that is not there.
    """
    raise Http404


handler500 = "lscb.web.faults.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("subgroups.urls")),
    path("", include("plans.urls")),
    path("", include("reporting.urls")),
    # Addresses are the board team's to change: this one of allauth's pages stays closed.
    path("account/email/", closed, name="account_email"),
    # So do those of signing up through the provider.
    path("account/3rdparty/signup/", closed, name="socialaccount_signup"),
    path("account/oidc/<slug:provider_id>/login/", provider.login, name="openid_connect_login"),
    path(
        "account/oidc/<slug:provider_id>/login/callback/", provider.callback, name="openid_connect_callback"
    ),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("operations/", operations, name="operations"),
    path("working/<uuid:key>/", job, name="job"),
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("cookies/", cookies, name="cookies"),
    path("robots.txt", robots, name="robots"),
]
