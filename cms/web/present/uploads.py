"""What becomes of uploads, in words: before they are added, and after."""

from __future__ import annotations

from collections.abc import Sequence

from cms.entries import MediaRules, PictureRule
from cms.media import UPLOAD_LIMIT, PictureChange, accepted_extensions
from cms.web.present.words import count_of, file_size, listed

__all__ = ["added_words", "change_words", "changes_words", "rules_words"]

_KINDS = {"jpeg": "JPEG", "webp": "WebP"}


def rules_words(rules: MediaRules, accept: str = "") -> str:
    """`Up to 1.0 MB. Pictures become WebP and fit into 1600 × 1200 pixels.`; "" where nothing is asked.

    What becomes of pictures is left out where `accept` takes none.
    """
    said = [f"Up to {file_size(rules.limit)}."] if rules.limit and rules.limit < UPLOAD_LIMIT else []
    taken = accepted_extensions(accept)
    fitting = [rule for kind, rule in rules.pictures.items() if taken is None or kind in taken]
    different = list(dict.fromkeys(fitting))
    if len(different) == 1 and (done := _rule_words(different[0])):
        said.append(f"Pictures {done}.")
    elif len(different) > 1:
        said.append("Pictures are changed to suit the site.")
    return " ".join(said)


def change_words(change: PictureChange) -> str:
    """`plums.jpg was changed: 4000 × 3000 → 1600 × 1200 pixels, JPEG → WebP, 3.1 MB → 240 KB.`"""
    if change.left:
        return f"{change.name} stays as it was: {change.left}."
    said = []
    if change.pixels and change.new_pixels and change.pixels != change.new_pixels:
        before, after = (f"{width} × {height}" for width, height in (change.pixels, change.new_pixels))
        said.append(f"{before} → {after} pixels{', cut to shape' if change.cut else ''}")
    if change.kind != change.new_kind:
        said.append(f"{change.kind} → {change.new_kind}")
    if change.stripped:
        said.append("the camera’s notes taken out")
    before_size, after_size = file_size(change.size), file_size(change.new_size)
    if before_size != after_size:
        said.append(f"{before_size} → {after_size}")
    return f"{change.name} was changed: {', '.join(said)}." if said else ""


def added_words(names: Sequence[str], changes: Sequence[PictureChange]) -> str:
    """What an upload came to."""
    said = [f"Added {names[0]}." if len(names) == 1 else f"Added {count_of(len(names), 'file')}."]
    return " ".join((*said, *changes_words(changes)))


def changes_words(changes: Sequence[PictureChange]) -> list[str]:
    """A sentence for each change; of many, one for all."""
    if len(changes) <= 2:
        return [words for change in changes if (words := change_words(change))]
    done = [change for change in changes if not change.left]
    before, after = file_size(sum(each.size for each in done)), file_size(sum(each.new_size for each in done))
    said = [f"{count_of(len(done), 'picture')} changed to suit the site: {before} → {after}."] if done else []
    left = len(changes) - len(done)
    return [*said, f"{count_of(left, 'picture')} could not be changed."] if left else said


def _rule_words(rule: PictureRule) -> str:
    said = [f"become {_KINDS[rule.format]}"] if rule.format else []
    if rule.ratio:
        said.append(f"are cut to {_ratio(rule.ratio)}")
    if rule.width and rule.height:
        said.append(f"fit into {rule.width} × {rule.height} pixels")
    elif rule.width or rule.height:
        said.append(f"are at most {rule.width or rule.height} pixels {'wide' if rule.width else 'high'}")
    if rule.strip:
        said.append("lose the camera’s notes")
    return listed(said) if said else "are made smaller" if rule.quality else ""


def _ratio(ratio: float) -> str:
    """`16:9`, `1:1`; other shapes as a number."""
    for height in range(1, 17):
        if abs(ratio * height - round(ratio * height)) < 0.001:
            return f"{round(ratio * height)}:{height}"
    return f"{ratio:.2f}:1"
