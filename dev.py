"""Set up a development environment beside this file and run things in it; needs Python 3.11 and nothing else.

    python3 dev.py run build examples/laip-sample.txt -o laip-sample.ttl     the command line
    python3 dev.py check                                                     lint, types, layers, tests
    python3 dev.py services                                                  tests against triple stores, fetched and started
    python3 dev.py browser                                                   tests in a real Chromium, which CI installs
    python3 dev.py docs                                                      write docs/reference anew from the Turtle
    python3 dev.py bench extraction                                          measure: runs benchmarks/extraction.py

The environment is made in `.venv` the first time, and again whenever pyproject.toml changes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
STAMP = HOME / "made-from"

CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
    ("pytest",),
)


def environment() -> None:
    """Make the environment if there is none, or if what it was made from has changed."""
    project = (ROOT / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(project).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    print(f"dev.py: making {HOME.name} (once; it takes a minute)", file=sys.stderr)
    venv.create(HOME, with_pip=True, clear=True)
    needed = tomllib.loads(project.decode())["dependency-groups"]["dev"]
    install = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ROOT, *needed]
    if subprocess.run(install, check=False).returncode:
        sys.exit("dev.py: installing failed; see pip's words above")
    STAMP.write_text(wanted)


def call(command: tuple[str, ...]) -> int:
    """Run a command of the environment and return its exit code."""
    return subprocess.run([BIN / command[0], *command[1:]], check=False).returncode


def main() -> int:
    """Do what the command line says and return the exit code."""
    match sys.argv[1:]:
        case ["run", *arguments]:
            environment()
            return call(("aigovkg", *arguments))
        case ["docs"]:
            environment()
            return call(("python", str(ROOT / "docs" / "make.py")))
        case ["bench", name, *arguments]:
            environment()
            peers = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["bench"]
            return call(("pip", "install", "--quiet", *peers)) or call(("python", f"{ROOT}/benchmarks/{name}.py", *arguments))
        case ["check", *arguments]:
            environment()
            os.chdir(ROOT)
            chosen = arguments if "-m" in arguments else [*arguments, "-m", "not service and not browser"]
            for command in CHECKS:
                code = call((*command, *(chosen if command[0] == "pytest" else ())))
                if code:
                    print(f"dev.py: {' '.join(command)} failed", file=sys.stderr)
                    return code
            return 0
        case ["browser", *arguments]:
            environment()
            os.chdir(ROOT)
            return call(("pytest", "-m", "browser", *arguments))
        case ["services"]:
            environment()
            os.chdir(ROOT)
            return call(("pytest", "-m", "service"))
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
