"""The file of `tidings crawl -o`: each new item is a whole line in it, or it is said that it is not there."""

from __future__ import annotations

import contextlib
import os
from typing import IO, Any, Self

from scrapy.crawler import Crawler
from scrapy.exporters import JsonLinesItemExporter

from crawler.run import CrawlRun


class LinesExporter(JsonLinesItemExporter):
    """Scrapy's exporter, whose buffer would lose items when the disk is full: in the log only."""

    def __init__(self, run: CrawlRun, file: IO[bytes], **options: Any) -> None:
        super().__init__(_WholeLines(file), **options)  # type: ignore[arg-type]  # it only writes
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **options: Any) -> Self:
        """Take the run from the spider."""
        return cls(crawler.spider.run, file, **options)  # type: ignore[union-attr]  # set before the first item

    def export_item(self, item: Any) -> None:
        """Append an item, or count it among the run's `unwritten`."""
        try:
            super().export_item(item)
        except OSError as error:
            self._run.unwritten.append(error.strerror or str(error))


class _WholeLines:
    """Writes past the file's buffer, and takes back what was written of a line when the rest of it cannot be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._descriptor = file.fileno()

    def write(self, line: bytes) -> None:
        start = os.fstat(self._descriptor).st_size
        rest = line
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, start)
            raise
