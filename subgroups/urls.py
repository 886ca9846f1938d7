from django.urls import path

from subgroups.views import archives, importing, invitations, people, person, profile
from subgroups.views.access import access, board_open, signing
from subgroups.views.kept import kept_words, still_here
from subgroups.views.leaving import leaver
from subgroups.views.one_time import sign_in_link
from subgroups.views.own_record import own_record, record
from subgroups.views.removing import board_remove
from subgroups.views.set_up import board_add, first_board

app_name = "subgroups"
_PEOPLE = "boards/<slug:board_slug>/people/"
_IMPORT = "boards/<slug:board_slug>/import/"
urlpatterns = [
    path("boards/add/", board_add, name="board-add"),
    path("boards/<slug:board_slug>/access/", access, name="access"),
    path("boards/<slug:board_slug>/access/change/", signing, name="signing"),
    path("boards/<slug:board_slug>/archives/", archives.archives, name="archives"),
    path("boards/<slug:board_slug>/archives/<int:pk>.zip", archives.archive_take, name="archive-take"),
    path("boards/<slug:board_slug>/open/", board_open, name="board-open"),
    path("boards/<slug:board_slug>/remove/", board_remove, name="board-remove"),
    path("boards/<slug:board_slug>/people/<int:pk>/leave/", leaver, name="leaver"),
    path("boards/<slug:board_slug>/people/<int:pk>/record/", record, name="record"),
    path("your-record/", own_record, name="own-record"),
    path("set-up/", first_board, name="set-up"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("account/profile/", profile.profile, name="profile"),
    path(_PEOPLE, people.people, name="people"),
    path(_PEOPLE + "add/", people.people_add, name="people-add"),
    path(_PEOPLE + "save/", people.people_save, name="people-save"),
    path("boards/<slug:board_slug>/meetings/save/", people.meetings_save, name="meetings-save"),
    path(_PEOPLE + "<int:pk>/", person.person, name="person"),
    path(_PEOPLE + "<int:pk>/change/", person.person_change, name="person-change"),
    path(_IMPORT + "of/<slug:kind>/", importing.import_of, name="import-of"),
    path(_IMPORT + "<int:pk>/", importing.import_look, name="import-look"),
    path(_IMPORT + "<int:pk>/rows/<str:row>/", importing.import_row, name="import-row"),
    path(_IMPORT + "<int:pk>/take-in/", importing.import_take_in, name="import-take-in"),
    path(_IMPORT + "<int:pk>/end/", importing.import_end, name="import-end"),
    path("kept/", kept_words, name="kept-words"),
    path("still-here/", still_here, name="still-here"),
    path("sign-in/<str:token>/", sign_in_link, name="sign-in-link"),
]
