"""What every answer to a signed-in person carries."""

from django.utils.cache import add_never_cache_headers


def private_pages(get_response):
    """Keep pages out of the browser's store, so that Back after signing out shows nothing."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)  # says no-store among the rest
        return response

    return middleware
