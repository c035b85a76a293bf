"""What persons put together comes into one group, whatever the texts say."""

from pipelines.happenings.together import put_together

GROUPS = [["a", "b"], ["c"], ["d", "e"]]


def test_whole_groups_are_joined() -> None:
    assert put_together(GROUPS, {("b", "d")}, set()) == [["a", "b", "d", "e"], ["c"]]
    assert put_together(GROUPS, {("a", "c"), ("c", "e")}, set()) == [["a", "b", "c", "d", "e"]]


def test_what_is_together_already_or_unknown_changes_nothing() -> None:
    assert put_together(GROUPS, {("a", "b"), ("a", "z")}, set()) == GROUPS
    assert put_together(GROUPS, set(), {("a", "c")}) == GROUPS
    assert put_together([], {("a", "b")}, set()) == []


def test_who_is_kept_apart_from_one_that_comes_stands_alone() -> None:
    assert put_together(GROUPS, {("a", "d")}, {("a", "e")}) == [["a", "b", "d"], ["c"], ["e"]]
    assert put_together(GROUPS, {("a", "d")}, {("b", "e")}) == [["a", "d"], ["b"], ["c"], ["e"]]


def test_who_was_put_together_with_others_does_not_leave_them() -> None:
    assert put_together(GROUPS, {("a", "c"), ("c", "d")}, {("a", "d")}) == [["a", "b", "c"], ["d", "e"]]
