from django.urls import path

from subgroups.views.leaving import leaver
from subgroups.views.own_record import own_record, record
from subgroups.views.set_up import first_board

app_name = "subgroups"
urlpatterns = [
    path("boards/<slug:board_slug>/people/<int:pk>/leave/", leaver, name="leaver"),
    path("boards/<slug:board_slug>/people/<int:pk>/record/", record, name="record"),
    path("your-record/", own_record, name="own-record"),
    path("set-up/", first_board, name="set-up"),
]
