"""The command line, called in an empty folder."""

from __future__ import annotations

import pytest

from congruentie.cli import main


@pytest.fixture
def roep(capsys, monkeypatch, tmp_path):
    """Run the command line in an empty folder; give (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def doe(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as einde:
            main(args)
        uit, fout = capsys.readouterr()
        return einde.value.code, uit, fout

    return doe
