"""``python -m congruentie``: the command line."""

from congruentie.cli import main

if __name__ == "__main__":
    main()
