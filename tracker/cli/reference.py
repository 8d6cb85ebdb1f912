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
that day. Data goes to standard output, messages to standard error. This page is made by `make reference`.
"""


def reference() -> str:
    """The page, as Markdown."""
    parts = [_HEAD]
    for section, verbs in VERBS.items():
        parts.append(f"\n## {section}\n")
        for name in verbs:
            command = tracker.get_command(click.Context(tracker), name)
            if command is not None:
                parts += [_told(path, each) for path, each in leaves(command, (name,))]
    return "\n".join(parts)


def leaves(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command, or those of a group, with the words that call each."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        each = command.get_command(context, name)
        if each is not None and not each.hidden:
            yield from leaves(each, (*path, name))


def _told(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(path))
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"### `tracker {' '.join(path)}`", "", f"`tracker {' '.join(path)} {usage}`".replace(" `", "`"), ""]
    lines += [_plain(command.help or ""), ""]
    records = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
    lines += [f"- `{name}`: {_plain(told)}" for name, told in records if not name.endswith("--help")]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    """Help as one paragraph each, with what is an example on a line of its own."""
    paragraphs = [" ".join(each.split()) for each in text.replace("\b", "").split("\n\n")]
    return re.sub(r"(Example: )(tracker .*)", r"\1`\2`", "\n\n".join(paragraphs)).strip()


if __name__ == "__main__":
    sys.stdout.write(reference())
