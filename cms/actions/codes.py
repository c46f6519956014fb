"""The codes of `cms check`: what each finding means and what to do about it. The page of codes is made from it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

__all__ = ["CODES", "Code", "advice_on"]


class Code(Struct, frozen=True):
    """`of` is what it is found in: the configuration, a file's text, or an entry's values."""

    name: str
    of: str
    severity: str
    meaning: str
    advice: str


def advice_on(code: str) -> str:
    """What to do about a finding, in one line."""
    return CODES[code].advice if code in CODES else ""


_TEXT = """\
alias config error
An alias (`*name`) has no anchor (`&name`) before it.
Add the anchor, or write the value out.

config config error
The newest configuration cannot be used; the one before it is.
Mend it.

differs config note
Quire honours this in its own way.
Nothing; read what is different.

duplicate-collection config error
Two collections have the same `name`; the second is left out.
Rename one.

duplicate-field config error
Two fields side by side have the same `name`; the second is left out.
Rename one.

duplicate-file config error
Two files of a collection have the same `name`; the second is left out.
Rename one.

duplicate-name config error
Two of the same list have one name; the later one cannot be reached.
Rename one.

empty-option config warning
An option has no value; it is read as absent.
Give it a value, or take it out.

encoding config warning
The file is not UTF-8.
Save it as UTF-8.

folder-and-files config error
A collection has both `folder` and `files`.
Make two collections of it.

merge config warning
`<<` takes names from something that is no mapping.
Let it name a mapping.

missing-file config error
A file of a collection has no `file`; it is left out.
Add its path.

missing-label config warning
A collection has no `label`. Decap CMS refuses that.
Add one.

missing-languages config error
`i18n` needs `structure` and `locales`.
Add them at the top.

missing-name config error
A collection, file or field has no `name`; it is left out.
Add one.

missing-option config error/warning
An option that is needed is missing.
Add it.

no-branch config warning
The branch that `backend.branch` names is not there.
Make it with git, or name another.

no-folder config error
A collection has neither `folder` nor `files`; it is left out.
Add one of them.

not-needed config note
The option has no part in Quire.
Nothing; other tools may need it.

not-supported config warning
Quire does not do yet what the option asks for.
See the reference for what it does.

not-used config warning
No tool uses this option any more.
Take it out.

odd-name config warning
A field's name holds a full stop or a space.
Rename it; templates cannot address it.

older-spelling config warning
An older spelling of an option.
Write the newer one.

operator-only config warning
A setting that is never taken from a repository.
Take it out; give it to the server.

pattern-not-run config warning
A pattern uses what Quire's linear-time engine does not have; it has no effect.
Write it without looking around (but at its start and end) and without referring back.

repaired config warning
This is not valid YAML. It was read as Decap CMS reads it.
Write it as YAML wants it.

too-large config error
The configuration is larger than Quire reads.
Make it smaller.

too-many config error
There are too many findings to show.
Mend some and check again.

two-options config warning
Two options contradict each other.
Take one out.

two-spellings config error/warning
An option stands here in two spellings.
Take the older one out.

unknown-collection config warning
A relation points to a collection that is not there.
Correct its name.

unknown-option config warning
No tool of the family has this option.
Correct its spelling, or take it out.

unknown-tag config warning
A template holds a tag that names neither a field nor anything else there.
Correct its spelling; as it is, it prints nothing.

unknown-value config error/warning
The option cannot have this value.
Choose one of those it can have.

unknown-widget config warning
Quire does not have this widget; its value is shown as text.
Correct its spelling.

unknown-zone config warning
`quire.timezone` names no time zone; the server's own is used.
Correct the name.

unquoted-template config warning
A template without quotes; YAML reads something else.
Put it in quotes.

unsafe-path config error
A path that leads out of the repository, or into git's own files.
Name another one.

unknown-view config warning
The `default` of filters or groups names none of them.
Correct the name, or take it out.

wrong-condition config error
A `condition` that cannot be understood; it is not used.
Give it `field` and `value`.

wrong-filter config error
A `filter` that cannot be understood.
Give it `field` and `value` or `pattern`.

wrong-locale config error
A language that is not a code such as `en` or `pt-BR`, or is not among `locales`.
Correct it.

wrong-pattern config error
A `pattern` that is not a list of an expression and a message.
Write both as texts.

wrong-view config error
A filter or group of a list cannot be understood; it is left out.
Give it a `label` and a `field`, and the pattern or comparison that the message names.

wrong-type config error
An option has a value of a wrong kind.
Write the kind that the message names.

ambiguous-value file warning
A value that generators read differently, such as `no` or `012` without quotes.
Put it in quotes if it is a text; else write `false`, or the number without its zero.

document file error
The file cannot be edited by form.
Mend it as the message says, or edit it as text.

duplicate-key file warning
A name stands twice; the last one counts. Hugo, and Decap CMS in its configuration, refuse that.
Take one of the two out.

merge-marker file warning
Marks of a merge that was not finished.
Keep one of the two versions and take the marks out.

syntax file error
The file is not YAML, TOML or JSON here; most builds stop at it.
Mend the place that is named.

too-deep file error
The file is nested too deep, or too large.
Make it simpler.

unclosed-header file warning
The second `---` is missing; the header is read as text.
Add it.

case-clash entry warning
Two files differ only in capitals; not every computer can have both.
Rename one.

count entry error
More or fewer values than the field allows.
Add or remove some.

duplicate-slug entry warning
Two entries claim the same address; one page hides the other.
Change one of them.

format entry error
A value that the field cannot read.
Write it as the message says.

maxlength entry error
A text is too long.
Shorten it.

minlength entry error
A text is too short.
Lengthen it.

misfit entry warning
A value of another kind than its field; it is kept and shown as text.
Change the value, or the field's widget.

missing-entry entry warning
A relation points to an entry that is not there.
Choose another, or write the entry.

missing-media entry warning
A file or picture is not in the repository.
Add the file, or correct its address.

option entry warning
A value that is not among the field's options.
Choose one of them, or add it to the options.

pattern entry error
A value does not match the field's pattern.
Change it as the message says.

pattern-unchecked entry warning
The pattern uses what Quire's linear-time engine does not have.
Write it without looking around (but at its start and end) and without referring back.

range entry error
A value outside the field's limits.
Choose one within them.

required entry error/warning
A required field is empty or absent.
Fill it in, or say `required: false` in the configuration.

type entry warning
An item of a kind that the list does not have.
Correct its type, or add that kind to the list.
"""


def _read(text: str) -> Mapping[str, Code]:
    found = {}
    for block in text.split("\n\n"):
        head, meaning, advice = block.strip().split("\n")
        name, of, severity = head.split()
        found[name] = Code(name, of, severity.replace("/", " or "), meaning, advice)
    return found


CODES: Mapping[str, Code] = _read(_TEXT)
"""Every code, by its name."""
