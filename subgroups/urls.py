from django.urls import path

from subgroups.views.set_up import first_board

app_name = "subgroups"
urlpatterns = [
    path("set-up/", first_board, name="set-up"),
]
