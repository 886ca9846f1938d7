from django.http import HttpResponse


def planner(request, plan_slug):
    return HttpResponse("")
