"""``congruentie`` and ``python -m congruentie``: the command line as a process of its own."""

import sys
from contextlib import suppress

__all__ = ["start"]


def start() -> None:
    """Run the command line, and stop at once when told to; see `congruentie.cli.main`."""
    from congruentie.onderbreken import Onderbroken, luister

    try:
        luister()
        for stroom in (sys.stdout, sys.stderr):
            with suppress(AttributeError, ValueError):  # a stream that is closed
                stroom.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        from congruentie.cli import main

        main()
    except Onderbroken as stop:  # while modules were loaded
        sys.exit(stop.exit_code)


if __name__ == "__main__":
    start()
