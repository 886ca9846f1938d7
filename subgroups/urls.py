from django.urls import path

from subgroups.views.access import access, board_open
from subgroups.views.set_up import first_board

app_name = "subgroups"
urlpatterns = [
    path("boards/<slug:board_slug>/access/", access, name="access"),
    path("boards/<slug:board_slug>/open/", board_open, name="board-open"),
    path("set-up/", first_board, name="set-up"),
]
