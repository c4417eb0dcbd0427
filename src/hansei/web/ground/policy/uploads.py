"""Files that people send: collected in memory up to a cap, and never spooled to a disk in plain."""

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

#: An hour's transcript has some 100 kB, a directory of 50,000 people some 8 MB.
MOST_BYTES: Final = 12 * 1024 * 1024


class InMemory(FileUploadHandler):
    """Takes files up to `most` bytes in all; what is larger is not read to its end, and `too_large` says so.

    Django's own handler for memory silently drops what is over its limit, and its other one writes a
    temporary file.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.most = MOST_BYTES
        self.taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.collected = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > self.most:
            if self.request is not None:
                self.request.file_too_large = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=False)
        self.collected.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        self.collected.seek(0)
        return InMemoryUploadedFile(
            file=self.collected,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def at_most(request: HttpRequest, most: int) -> None:
    """Take files of this request up to `most` bytes only. To be called before anything of it is read."""
    handler = InMemory(request)
    handler.most = min(most, MOST_BYTES)
    request.upload_handlers = [handler]


def too_large(request: HttpRequest) -> bool:
    """Whether a file that came with this request was larger than is taken. Nothing of it was kept."""
    _ = request.FILES  # reading the request is what finds out
    return bool(getattr(request, "file_too_large", False))
