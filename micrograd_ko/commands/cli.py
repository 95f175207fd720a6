"""명령줄: lesson, demo, draw, step, repl, train, search, ops, words, doctor.

Read the command line and run its command. Exit codes: 0 done, 1 failed, 2 wrong use. This is the
outermost layer, and with :mod:`micrograd_ko.commands` the only part of the package that draws
through `viz`.
"""

from __future__ import annotations

import argparse
import codecs
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from .. import __version__
from ..errors import ExpressionError, LanguageError, MicrogradError
from ..language import set_language
from ..messages import LANGUAGES, text
from . import demo, doctor, draw, lesson, ops, repl, search, step, train, words

__all__ = ["main"]

COMMANDS = {
    "lesson": lesson,
    "demo": demo,
    "draw": draw,
    "step": step,
    "repl": repl,
    "train": train,
    "search": search,
    "ops": ops,
    "words": words,
    "doctor": doctor,
}
DONE, FAILED, WRONG_USE = 0, 1, 2


# argparse speaks English alone; these are its sentences that a user can meet here.
ARGPARSE = (
    (r"the following arguments are required: (?P<names>.*?)(, name=value)?", "cli.missing"),
    (r"argument (?P<name>\S+): expected .* argument", "cli.value"),
    (r"argument (?P<name>\S+): ignored explicit argument (?P<given>.*)", "cli.explicit"),
    (r"argument \S+: (?P<error>.*)", "cli.argument"),
)


class _Usage(Exception):
    """잘못 쓴 명령. Report a wrong command line."""


class _Parser(argparse.ArgumentParser):
    """도움말과 오류를 고른 언어로. Read arguments, with help and errors in the chosen language."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options, add_help=False, allow_abbrev=False)  # type: ignore[arg-type]
        self._positionals.title = text("cli.positionals")
        self._optionals.title = text("cli.options")
        self.add_argument("-h", "--help", action="help", help=text("cli.help"))

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", text("cli.usage"), 1)

    def error(self, message: str) -> NoReturn:
        for pattern, key in ARGPARSE:
            if found := re.fullmatch(pattern, message, re.S):
                raise _Usage(text(key, **found.groupdict()))
        raise _Usage(message)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            name = "/".join(action.option_strings) or (
                text("cli.commands") if action.dest == "command" else action.dest
            )
            raise _Usage(
                text(
                    "cli.choice",
                    name=name,
                    given=repr(value),
                    options=", ".join(map(str, action.choices)),
                )
            )


def build_parser() -> argparse.ArgumentParser:
    """명령줄의 모양. Describe the command line, its help in the chosen language."""
    parser = _Parser(prog="micrograd-ko", description=text("cli.about"))
    parser.add_argument(
        "--version",
        action="version",
        version=f"micrograd-ko {__version__}",
        help=text("cli.version"),
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=text("cli.lang"))
    commands = parser.add_subparsers(
        dest="command", metavar="|".join(COMMANDS), title=text("cli.commands"), parser_class=_Parser
    )
    for name, module in COMMANDS.items():
        command = commands.add_parser(
            name, help=text(f"{name}.about"), description=text(f"{name}.about")
        )
        command.add_argument(
            "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=text("cli.lang")
        )
        module.add_arguments(command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """명령을 실행하고 종료 코드를 돌려준다. Run a command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    readable_output()
    try:
        _choose_language(arguments)
        parser = build_parser()
        given, unknown = parser.parse_known_args(arguments)
        if hasattr(given, "names"):  # argparse stops taking names at the first option
            given.names += [word for word in unknown if not word.startswith("-")]
            unknown = [word for word in unknown if word.startswith("-")]
        if unknown:
            raise _Usage(text("cli.unrecognized", given=" ".join(unknown)))
        if given.command is None:
            parser.print_help()
            return WRONG_USE if arguments else DONE
        return int(COMMANDS[given.command].run(given))
    except (_Usage, ExpressionError, LanguageError, argparse.ArgumentError) as error:
        _complain("cli.error", error)
        return WRONG_USE
    except MicrogradError as error:
        _complain("cli.failed", error)
        return FAILED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stdout = None
        return DONE
    except OSError as error:
        _complain("cli.write", error.strerror or error, path=error.filename)
        return FAILED
    except MemoryError:
        _complain("cli.failed", text("cli.memory"))
        return FAILED
    except KeyboardInterrupt:
        print(text("cli.stopped"), file=sys.stderr)
        return FAILED


def _complain(key: str, error: object, **words: object) -> None:
    print(text(key, error=error, **words), file=sys.stderr)


def _choose_language(arguments: list[str]) -> None:
    """--lang은 도움말의 언어도 고르므로 먼저 본다.

    Look for --lang first: it chooses the language of the help too.
    """
    if language := os.environ.get("MICROGRAD_KO_LANG"):
        set_language(language)
    for i, argument in enumerate(arguments):
        if argument == "--lang" and i + 1 < len(arguments):
            set_language(arguments[i + 1])
        elif argument.startswith("--lang="):
            set_language(argument.removeprefix("--lang="))


# What the console cannot show becomes what it can: cp949, the Korean Windows code page, has
# Hangul, box lines and ∂, but no subscripts beyond a few, no em dash and no progress blocks.
STAND_INS = {"—": "-", "−": "-", "·": ".", "…": "...", "×": "x", "÷": "/", "√": "sqrt",
             "σ": "sigmoid", "∂": "d", "␀": "?",
             "↑": "^", "└": "`", "├": "|", "│": "|", "─": "-",
             **{c: str(i) for i, c in enumerate("₀₁₂₃₄₅₆₇₈₉")}}  # fmt: skip


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(STAND_INS.get(c, "?") for c in error.object[error.start : error.end]), error.end


def readable_output() -> None:
    """콘솔이 모르는 글자는 비슷한 글자로 바꿔 쓴다.

    Write stand-ins for characters that the console lacks, instead of failing.
    """
    codecs.register_error("micrograd_ko", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="micrograd_ko")
