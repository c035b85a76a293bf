"""Compressed answers stay bytes until they are unpacked.

Scrapy makes a TextResponse of a compressed page, and its decompression copies it with `replace()`, which asks for the
encoding: of compressed bytes, by a detector, 100 to 200 ms on the event loop for a page that declares none.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response, TextResponse


class CompressedAsBytesMiddleware:
    """Hands compressed answers to the decompression as plain responses; that gives them their class again."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return a compressed text answer as a Response; every other one as it is."""
        if not isinstance(response, TextResponse) or b"Content-Encoding" not in response.headers:
            return response
        return Response(
            response.url,
            status=response.status,
            headers=response.headers,
            body=response.body,
            flags=response.flags,
            request=request,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )
