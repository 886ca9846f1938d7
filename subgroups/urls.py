from django.urls import path

from subgroups.views import invitations
from subgroups.views.kept import kept_words, still_here
from subgroups.views.one_time import sign_in_link
from subgroups.views.set_up import first_board

app_name = "subgroups"
urlpatterns = [
    path("set-up/", first_board, name="set-up"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("kept/", kept_words, name="kept-words"),
    path("still-here/", still_here, name="still-here"),
    path("sign-in/<str:token>/", sign_in_link, name="sign-in-link"),
]
