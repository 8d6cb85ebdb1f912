"""Write down every command with its options: `python -m tracker.cli.reference` prints docs/commands.md."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import click

from tracker.cli.command_table import VERBS
from tracker.cli.main import tracker

_HEAD = """# Commands

Every listing takes `--format table|json|jsonl|csv`: a table on a terminal, JSON lines elsewhere. `--as-of DATE` answers as if it were
that day, `--as-of MOMENT` (`2026-11-23T08:00-05:00`) as if it were that moment. Data goes to standard output, messages to standard
error. This page is made by `make reference`.

## Names

Topics, places, sessions, stages, bills, districts, people and channels are names from closed lists, on the command line, in forms, in the
API and in your own files alike. One that is not on its list is refused with the nearest that is (exit 2; the API and pages answer 422):
an answer to a misspelled question would look like an answer without news. An option of one name means one thing everywhere, and those that
narrow may be given several times: `--topic parity --topic youth` is what either flags.

A bill is taken as people write it: `us/119/HR1109`, `us/HR1109`, `H.R. 1109`, `hb12`, `us-il/104/HB0012`, `IL HB 12`, `B26-12`. Without a
session the newest is meant; a number of several places is refused with all of them.

## Completion

`tracker` completes commands, options, topics, places, stages and sources. For bash, put this into `~/.bashrc` (for zsh `zsh_source`, for
fish `_TRACKER_COMPLETE=fish_source tracker | source`):

```
eval "$(_TRACKER_COMPLETE=bash_source tracker)"
```
"""


def reference() -> str:
    """The page, as Markdown."""
    parts = [_HEAD]
    for section, verbs in VERBS.items():
        parts.append(f"\n## {section}\n")
        for name in verbs:
            command = tracker.get_command(click.Context(tracker), name)
            if command is not None:
                parts += [_told(path, leaf) for path, leaf in leaves(command, (name,))]
    return "\n".join(parts)


def leaves(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command, or those of a group, with the words that call each."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    if command.invoke_without_command:
        yield path, command
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None and not child.hidden:
            yield from leaves(child, (*path, name))


def _told(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(path))
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"### `tracker {' '.join(path)}`", "", f"`tracker {' '.join(path)} {usage}`".replace(" `", "`"), ""]
    lines += [_plain(command.help or ""), ""]
    records = [record for param in command.get_params(context) if (record := param.get_help_record(context))]
    lines += [f"- `{name}`: {_plain(sentence)}" for name, sentence in records if not name.endswith("--help")]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    """Help as one paragraph each, with what is an example on a line of its own."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.replace("\b", "").split("\n\n")]
    return re.sub(r"(Example: )(tracker .*)", r"\1`\2`", "\n\n".join(paragraphs)).strip()


if __name__ == "__main__":
    sys.stdout.write(reference())
