from django.http import HttpResponse


def plan_detail(request, plan_slug, pk=None):
    return HttpResponse("")
