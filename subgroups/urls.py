from django.urls import path

from subgroups.views.leaving import leaver
from subgroups.views.set_up import first_board

app_name = "subgroups"
urlpatterns = [
    path("boards/<slug:board_slug>/people/<int:pk>/leave/", leaver, name="leaver"),
    path("set-up/", first_board, name="set-up"),
]
