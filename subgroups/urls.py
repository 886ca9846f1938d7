from django.urls import path

from subgroups.views import invitations
from subgroups.views.one_time import sign_in_link
from subgroups.views.set_up import first_board

app_name = "subgroups"
urlpatterns = [
    path("set-up/", first_board, name="set-up"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("sign-in/<str:token>/", sign_in_link, name="sign-in-link"),
]
