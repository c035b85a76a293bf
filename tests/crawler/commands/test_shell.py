"""What commands print, as it is."""

import pytest

from crawler.commands.shell import say


def test_no_name_turns_into_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    say("source lab: failed:bug: no [b]markup[/b]")
    assert capsys.readouterr().err == "source lab: failed:bug: no [b]markup[/b]\n"
