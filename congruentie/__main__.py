"""``congruentie`` and ``python -m congruentie``: the command line as a process of its own."""

import sys
from contextlib import suppress

__all__ = ["start"]


def start() -> None:
    """Run the command line, and stop at once when told to; see `congruentie.cli.main`."""
    from congruentie.onderbreken import Onderbroken, beeindig, luister

    try:
        luister()
        for stroom in (sys.stdout, sys.stderr):
            with suppress(AttributeError, ValueError):  # a stream that is closed
                stroom.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        from congruentie.cli import main

        main()
    except Onderbroken as stop:  # while modules were loaded
        beeindig(stop.exit_code)
    except SystemExit as einde:
        if einde.code in {130, 143}:
            beeindig(int(einde.code))
        raise


if __name__ == "__main__":
    start()
