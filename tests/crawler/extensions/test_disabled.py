"""Extensions that have nothing to do switch themselves off."""

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from crawler.extensions.progress import Progress
from crawler.extensions.runs import RunLog


def test_a_spider_without_a_run_needs_no_log() -> None:
    with pytest.raises(NotConfigured):
        RunLog.from_crawler(get_crawler())


@pytest.mark.parametrize("wanted", [True, False])
def test_no_bar_where_nobody_looks(wanted: bool) -> None:
    with pytest.raises(NotConfigured):
        Progress.from_crawler(get_crawler(settings_dict={"TIDINGS_PROGRESS": wanted}))
