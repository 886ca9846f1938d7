"""Files that people hand in are cut off where they become too large, not kept and then refused."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class Limited(FileUploadHandler):
    """Keeps nothing of a file that goes over the limit of a request; `request.upload_too_large` then says so."""

    received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_AT_MOST * 2**20:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None
