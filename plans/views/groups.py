from django.http import HttpResponse


def group_list(request, plan_slug, pk=None):
    return HttpResponse("")


def group_detail(request, plan_slug, pk=None):
    return HttpResponse("")
