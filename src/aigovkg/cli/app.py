"""The app that the verbs belong to, and how a run of it ends."""

from __future__ import annotations

import errno
import os
import sys
from importlib.metadata import version as installed
from typing import Annotated, Any

import typer

from aigovkg.deadline import left_running
from aigovkg.errors import AigovkgError, NonconformingError
from aigovkg.markup import visible

app = typer.Typer(
    help="Knowledge graphs of AI-governance instruments in which every fact points at the words that say so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Typer carries a copy of Click that is not public: what it raises for wrong options is known by its base class.
_UsageError: Any = next(cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "ClickException")
_INTERRUPTED = 130


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(installed("aigovkg"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the options that stand before any command."""


def main() -> None:
    """Run the command line; a user's mistake is one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = _run()
    if left_running():
        # What the engine is still doing cannot be stopped, and leaving in the ordinary way could wait for it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    """Run the command and return its exit code."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except NonconformingError as error:
        return _say(f"nothing written: {error}", 1)
    except AigovkgError as error:
        return _say(str(error), 2)
    except _UsageError as error:
        command = getattr(getattr(error, "ctx", None), "info_name", None)
        asked = f"aigovkg {command} --help" if command in known() else "aigovkg --help"
        return _say(f"{error.format_message().rstrip('.')} (`{asked}` shows what can be given)", int(error.exit_code))
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except SystemExit as stop:
        # Typer turns a closed pipe into exit code 1; when the reader of a pipe has gone, that is its right.
        closed = isinstance(stop.__context__, OSError) and stop.__context__.errno == errno.EPIPE
        return 0 if closed else int(stop.code or 0)
    except OSError as error:
        # Python would flush what is left of stdout once more on exit, and complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0 if error.errno == errno.EPIPE else _say(f"output cannot be written: {error.strerror}", 2)
    # Typer turns Ctrl-C into this exit code and says nothing.
    return _interrupted() if code == _INTERRUPTED else code if isinstance(code, int) else 0


def known() -> frozenset[str]:
    """Return the verbs that stand by themselves."""
    return frozenset(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)


def _interrupted() -> int:
    return _say("interrupted; what was there before stands", _INTERRUPTED)


def _say(line: str, code: int) -> int:
    typer.echo(f"aigovkg: {visible(line)}", err=True)
    return code
