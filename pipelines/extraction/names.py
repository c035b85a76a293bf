"""Names of persons: Chinese ones by their family name, English ones by their form."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pipelines.duplication.fold import simplified
from pipelines.extraction.vocabulary import any_of, folded, words

_HAN_NAME = re.compile("[\u3400-\u9fff]{2,4}")
_FOREIGN = re.compile("[\u3400-\u9fff]{1,8}(?:[·•・][\u3400-\u9fff]{1,8})+")
PARTICLES = "van von de der den del della di da dos du la le bin ibn al el".split()
"""Words of a name in Latin script that are written small."""
_ENGLISH = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+)?"
    r"[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w'’-]*\.?|" + "|".join(PARTICLES) + r"))*\s+[A-Z][\w'’-]+",
)
_INSTITUTION = re.compile(any_of(words("never", "institution_zh")))
_SEPARATORS = re.compile(r"[\s、，,;；/／&|｜丨]+")
_HARD_END = re.compile(r"[()（）\[\]【】:：。“”\d]")
_NO_NAME_END = "网報报社刊"
_COUNTRY = re.compile("[\\[(（【〔](?:[\u3400-\u9fff]{1,4})[\\])）】〕]\\s*")  # [英] in front of a name
PLACED = re.compile(rf"(?:^|\s){any_of(words('stops', 'places'))}(?=\s|$)")
"""A place beside a name: 北京 某某."""
_PLACE_END = re.compile(rf"(?<=..){any_of(words('stops', 'places'))}$")
_SPACED = re.compile("(?<![\u3400-\u9fff])([\u3400-\u9fff]) ([\u3400-\u9fff])(?![\u3400-\u9fff])")


@functools.lru_cache(maxsize=4096)
def is_chinese_name(text: str) -> bool:
    """Return whether a text has the form of a Chinese person's name, or of a foreign one in Han characters."""
    if _FOREIGN.fullmatch(text):
        return not _INSTITUTION.search(simplified(text))
    if not _HAN_NAME.fullmatch(text) or text[-1] in _NO_NAME_END:
        return False
    single, double = _surnames()
    simple = simplified(text)
    if simple in words("stops", "places") or _is_nobody(simple):
        return False
    return simple[:2] in double if len(text) == 4 else simple[:2] in double or simple[0] in single


def signer(line: str) -> str | None:
    """Return the person by whom a short line is signed: a name, with a place or a word beside it at most."""
    bare = line.strip(" \t—–-·•()（）[]【】")
    first = re.split(r"[,，;；|(（]", bare)[0].strip()
    named = (name for name in (first, *bare.split()) if is_chinese_name(name))
    return first if is_latin_person(first) else next(named, None)


def chinese_names(run: str) -> list[str]:
    """Return the names at the start of a run (王小明、李雷 张三报道 …), spaced or glued ones made whole.

    The run ends where something is no name, or at the first word after a name that no byline's names hold (a place, a
    verb, another role).
    """
    run = run.strip()
    country = _COUNTRY.match(run)
    run = join_spaced(run[country.end() :] if country else run)
    end = _HARD_END.search(run)
    if end:  # a day behind the names: what stands before it is a place (某人台北2日電)
        run = _PLACE_END.sub("", run[: end.start()]) if end[0].isdigit() else run[: end.start()]
    names: list[str] = []
    for part in filter(None, _SEPARATORS.split(run)):
        whole = _as_names(part)
        names += whole or _before_stop(part)
        if not whole:
            break
    return list(dict.fromkeys(names))


def vouched_names(run: str) -> list[str]:
    """Return the names of a run (贡桑拉姆 祁增蓓) of which one has a person's form: it speaks for the others."""
    tokens = [token for token in _SEPARATORS.split(join_spaced(run.strip())) if token]
    known = [token for token in tokens if is_chinese_name(token)]
    return tokens if known and all(map(_may_be_name, tokens)) else []


def _may_be_name(token: str) -> bool:
    simple = simplified(token)
    no_name = words("labels", "editor") | words("stops", "after_names")
    return bool(_HAN_NAME.fullmatch(token)) and simple not in no_name and not _is_nobody(simple)


def _is_nobody(simple: str) -> bool:
    """Return whether a word is a title, no name that pages put for one, or an institution's."""
    return simple in words("never", "person") or simple in words("roles", "title") or bool(_INSTITUTION.search(simple))


def _as_names(part: str) -> list[str]:
    return [part] if is_chinese_name(part) else split_glued(part)


def _before_stop(part: str) -> list[str]:
    """Return the names in front of the first word that ends them, of a part that is more than names."""
    if _stops().match(folded(part)):
        return []
    for stop in _stops().finditer(folded(part), 2):
        if names := _as_names(part[: stop.start()]):
            return names
    return []


def is_english_name(text: str) -> bool:
    """Return whether a text has the form of a person's name in Latin script: two to six capitalised words."""
    return bool(_ENGLISH.fullmatch(text)) and len(text.split()) <= 6 and not text.isupper()


def is_institutional(name: str) -> bool:
    """Return whether a name in Latin script holds a word of institutions, roles or page controls."""
    return any(word.strip(".,") in words("never", "institution_en") for word in name.casefold().split())


def is_latin_person(text: str) -> bool:
    """Return whether a text has the form of a person's name in Latin script, and holds no institution's word."""
    return is_english_name(text) and not is_institutional(text)


def join_spaced(text: str) -> str:
    """Return a text in which names that were spaced out for their width are whole again (華 凌 → 華凌)."""
    return _SPACED.sub(r"\1\2", text)


def split_glued(text: str) -> list[str]:
    """Return the names of a run without separators (曲忠芳李正豪), or an empty list when it is no run of names.

    Three characters are the likeliest length, so the fewest names with the most of those win. Half of the family names
    must be common ones: any run of characters can be cut at rare ones.
    """
    best = _splits(text) or []
    common = sum(simplified(name)[0] in words("names", "common_surnames") or len(name) == 4 for name in best)
    return best if 2 * common >= len(best) else []


def covers(names: list[str], run: str) -> bool:
    """Return whether a run holds nothing but the names."""
    return len(re.sub("[^\u3400-\u9fff]", "", run)) == sum(len(re.sub("[^\u3400-\u9fff]", "", name)) for name in names)


@functools.lru_cache(maxsize=1024)
def _best_split(text: str) -> tuple[str, ...] | None:
    if not text:
        return ()
    candidates = []
    for length in (3, 2, 4):
        head = text[:length]
        if len(head) == length and is_chinese_name(head) and (rest := _best_split(text[length:])) is not None:
            candidates.append((head, *rest))
    return min(candidates, key=lambda names: (len(names), -sum(len(name) == 3 for name in names)), default=None)


def _splits(text: str) -> list[str] | None:
    found = _best_split(text) if len(text) <= 16 else None
    return None if found is None else list(found)


@functools.cache
def _stops() -> re.Pattern[str]:
    return re.compile(f"(?={any_of(words('stops', 'after_names') | words('stops', 'places'))})")


@functools.cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    lines = (Path(__file__).parent / "surnames.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    double = {name for row in rows if " " in row for name in row.split()}
    return frozenset("".join(row for row in rows if " " not in row)), frozenset(double)
