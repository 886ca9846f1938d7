"""What every answer to a signed-in person carries."""

from django.utils.cache import add_never_cache_headers


def private_pages(get_response):
    """Keep pages out of the browser's store, so that Back after signing out shows nothing."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] += (
                ", no-store" if "no-store" not in response["Cache-Control"] else ""
            )
        return response

    return middleware
