"""The bench as it is run: sets read, pages measured in worker processes, figures printed."""

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bench.extraction.__main__ import app
from bench.extraction.extractors import EXTRACTORS, Answer, Page, installed
from bench.extraction.measure import Conditions, Measured, measure_all
from bench.extraction.pages import Gold, GoldPage, Saved, demo_pages, half_of, read_benchmark, read_manifest
from bench.extraction.report import as_json, changes, report, worst
from bench.extraction.scores import against, bodies, cpu, failures, field, groups, judge

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def manifest(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "manifest.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def page(page_id: str, text: str | None, *, dataset: str = "set", lang: str = "en", **gold: Any) -> GoldPage:
    return GoldPage(dataset, page_id, Saved(f"https://a.example/{page_id}", lang), Gold(text, **gold), half_of(page_id))


def measured(text: str, seconds: float | None = 0.01, failure: str | None = None, **fields: Any) -> Measured:
    return Measured(Answer(text, **fields), seconds, failure=failure)


def test_a_manifest_gives_pages_with_what_is_known(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        {"html_path": "html/a.html", "url": "https://a.example/", "lang": "zh-Hans", "gold_text": "x", "gold_date": ""},
        {"id": "b", "html": "b.html", "text": "y", "authors": ["A", "B"], "half": "held", "author_unknown": False},
        {"id": "c", "html": "c.html", "title": "T", "source": [], "author_unknown": True},
    )
    one, two, three = read_manifest(path)
    assert (one.dataset, one.id, one.lang) == (tmp_path.name, "a", "zh")
    assert one.saved.path == tmp_path / "html/a.html"
    assert one.gold == Gold(text="x", date=())
    assert one.half == half_of("a")
    assert two.gold == Gold(text="y", authors=("A", "B"))
    assert (two.half, two.saved.url) == ("held", (tmp_path / "b.html").as_uri())
    assert three.gold == Gold(title=("T",), authors=(), origin=())


def test_every_bad_line_of_a_manifest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text('{"html": "a.html"}\n{"url": "x"}\n[]\nnonsense\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"(?s)line 2: .*line 3: .*line 4: "):
        read_manifest(path)


def test_halves_are_about_equal() -> None:
    held = sum(half_of(str(number)) == "held" for number in range(1000))
    assert 450 < held < 550


def test_the_layout_of_the_public_benchmark(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "abc.html.gz").write_bytes(gzip.compress(b"<p>Hello</p>"))
    truth = {"abc": {"articleBody": "Hello", "url": "https://a.example/"}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (one,) = read_benchmark(tmp_path)
    assert (one.id, one.lang, one.gold) == ("abc", "en", Gold(text="Hello"))
    assert one.saved.read() == b"<p>Hello</p>"


def test_the_sample_web_is_a_set_in_two_languages() -> None:
    pages = demo_pages()
    assert {each.lang for each in pages} == {"zh", "en"}
    assert len(pages) > 40
    for each in pages:
        assert each.saved.read()
        assert len(each.gold.text or "") > 100
        assert each.gold.title
        assert not any(mark in (each.gold.text or "") for mark in ("**", "[[^"))


def test_groups_are_languages_and_sets() -> None:
    pages = [page("a", "", dataset="one"), page("b", "", dataset="two"), page("c", "", dataset="three", lang="zh")]
    rows = [judge(each, {}) for each in pages]
    found = [(title, len(group)) for title, group in groups(rows)]
    assert found == [("zh · three", 1), ("en · one", 1), ("en · two", 1), ("en · all", 2)]


def test_figures_of_a_run() -> None:
    pages = [
        page("a", "a b c d", title=("T",), date=("2024-01-02",), authors=()),
        page("b", "a b c d e", title=("T",), date=()),
        page("c", None, title=("T",)),
    ]
    answers = [
        {"tidings": measured("a b c d", 0.01, title="T"), "trafilatura": measured("a b c d", 0.02, date="2024-01-02")},
        {
            "tidings": measured("a b c d e", 0.03, title="T", date="2020-01-01"),
            "trafilatura": measured("a b c d", 0.06, title="X"),
        },
        {"tidings": measured("anything", 0.5), "trafilatura": measured("", None, failure="timeout")},
    ]
    rows = [judge(*pair) for pair in zip(pages, answers, strict=True)]
    assert bodies(rows, "tidings").f1 == 1.0
    assert bodies(rows, "trafilatura").recall == pytest.approx(0.75)
    titles, dates = field(rows, "tidings", "title"), field(rows, "tidings", "date")
    assert titles
    assert (titles.stated, titles.right) == (3, pytest.approx(2 / 3))
    assert dates
    assert (dates.missing, dates.invented) == (1.0, 1.0)
    time = cpu(rows, "tidings")
    assert time
    assert time.full == pytest.approx(180.0)
    assert time.ratio == pytest.approx(0.5)  # only over the pages that both finished
    assert [(each.id, why) for each, why in failures(rows, "trafilatura")] == [("c", "timeout")]
    assert against(rows, "tidings").better == 1
    text = report(rows, ["tidings", "trafilatura"]) + worst(rows, 5, "trafilatura")
    assert "- trafilatura: set/c: timeout" in text
    head = "title exact · lenient (3) | date right · wrong · missing (1) | date invented (1) | authors invented (1) |"
    assert head in text
    cells = [line.split("|")[2:] for line in text.splitlines() if line.startswith("| tidings")][1]
    assert [cell.strip() for cell in cells] == ["66.7 · 66.7", "0.0 · 0.0 · 100.0", "100.0", "0.0", ""]
    assert "wrong: set/b: 'X', gold ('T',); right: tidings" in text


def test_what_changed_since_an_earlier_run() -> None:
    known = page("a", "a b c d e f g h", title=("T",))
    before, after = measured("a b c d e f g h", title="T"), measured("a b c d e f", title="X")
    then = as_json([judge(known, {"tidings": before})], ["tidings"])
    text = changes([judge(known, {"tidings": after})], json.loads(json.dumps(then)))
    assert "- set/a: F1 1.000 → 0.750" in text
    assert "- set/a: title right → wrong: 'T' → 'X'" in text
    assert changes([judge(known, {"tidings": before})], json.loads(json.dumps(then))).startswith(
        "## Changed for tidings (0)"
    )


def test_an_extractor_that_crashes_gives_an_empty_answer(tmp_path: Path) -> None:
    lost = GoldPage("set", "lost", Saved("https://a.example/", "en", tmp_path / "lost.html"), Gold("text"), "dev")
    (row,) = measure_all([lost], ["tidings"], Conditions(NOW))
    assert row["tidings"].answer == Answer()
    assert (row["tidings"].failure or "").startswith("FileNotFoundError")


def test_an_extractor_that_takes_too_long_gives_an_empty_answer() -> None:
    body = ("<html><body>" + "<p>One of very many paragraphs, all of them alike.</p>" * 100_000).encode()
    slow = GoldPage("set", "slow", Saved("https://a.example/", "en", body=body), Gold("text"), "dev")
    (row,) = measure_all([slow], ["trafilatura"], Conditions(NOW, timeout=0.5))
    assert row["trafilatura"] == Measured(failure="timeout")


def test_an_answer_holds_text_alone() -> None:
    with pytest.raises(TypeError):
        Answer("text", authors=(["a list"],))  # type: ignore[arg-type]


def test_what_comes_with_tidings_can_always_be_compared() -> None:
    assert [name for name in installed() if EXTRACTORS[name].needs is None] == [
        "tidings",
        "tidings-known",
        "trafilatura",
        "trafilatura-fast",
        "trafilatura-precision",
    ]


def test_a_known_site_is_read_alike() -> None:
    pages = demo_pages()[:4]
    rows = measure_all(pages, ["tidings", "tidings-known"], Conditions(NOW))
    assert all(row["tidings"].answer == row["tidings-known"].answer != Answer() for row in rows)


def test_a_known_site_is_one_whose_box_is_trusted() -> None:
    saved = demo_pages()[0].saved
    prepare = EXTRACTORS["tidings-known"].prepare
    assert prepare is not None
    memory = prepare(Page(saved.read(), "", saved.url, saved.lang, NOW)).memory
    assert memory is not None
    assert list(map(memory.trusts, memory.boxes)) == [True]
    assert memory.furniture()


def test_the_bench_runs_on_the_bundled_pages(tmp_path: Path) -> None:
    output = tmp_path / "figures.json"
    arguments = ["--extractors", "tidings,trafilatura", "--half", "held", "--worst", "1", "--json", str(output)]
    command = [sys.executable, "-m", "bench.extraction", "--now", "2026-11-01", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    assert "## zh · demo" in run.stdout
    assert "## en · demo" in run.stdout
    figures = json.loads(output.read_text(encoding="utf-8"))
    held = [each.id for each in demo_pages() if each.half == "held"]
    assert [each["id"] for each in figures["pages"]] == held
    for group in figures["groups"].values():
        assert group["tidings"]["failed"] == group["trafilatura"]["failed"] == 0
        assert group["tidings"]["body"]["f1"] > 0.85
        assert group["tidings"]["fields"]["title"]["right"] > 0.85
        assert group["trafilatura"]["cpu"]["ratio"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--extractors", "no-such"], "no extractor 'no-such'"),
        (["--extractors", "trafilatura"], "--of tidings"),
        (["--against", "missing.json"], "missing.json"),
        (["--half", "third"], "--half is dev or held"),
        (["--manifest", "missing.jsonl"], "missing.jsonl"),
        (["--benchmark", "missing"], "ground-truth.json"),
    ],
)
def test_wrong_use_is_named(arguments: list[str], message: str) -> None:
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 2
    assert message in run.stderr
