"""Write beside the target and rename: an output is whole or not there at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from congruentie.errors import CongruentieFout

__all__ = ["schrijf_tekst", "veilig_schrijven"]


_REDENEN = {
    errno.EACCES: "geen schrijfrechten, of het bestand is nog geopend",
    errno.EPERM: "geen schrijfrechten",
    errno.EROFS: "geen schrijfrechten",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EEXIST: "een deel van het pad is geen map",
    errno.EISDIR: "het is een map",
    errno.ENOENT: "de map bestaat niet en kan niet worden gemaakt",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ENOSPC: "de schijf is vol",
}


@contextmanager
def veilig_schrijven(pad: Path) -> Iterator[Path]:
    """Give a temporary path in the folder of `pad`; it becomes `pad` when the block succeeds.

    The folder is made when it is absent. When the block fails, `pad` is as it was before.

    Raises
    ------
    CongruentieFout
        The folder or file cannot be written; the message says why.
    """
    tijdelijk: Path | None = None
    pad = pad.resolve()  # a link stays a link: its target is replaced
    try:
        pad.parent.mkdir(parents=True, exist_ok=True)
        if pad.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        # The suffix stays, because writers choose their format by it.
        nummer, naam = tempfile.mkstemp(prefix=".", suffix=pad.suffix, dir=pad.parent)
        os.close(nummer)
        tijdelijk = Path(naam)
        yield tijdelijk
        tijdelijk.chmod(0o666 & ~_umask())
        tijdelijk.replace(pad)
    except OSError as fout:
        reden = _REDENEN.get(fout.errno or 0) or f"het systeem meldt {fout.strerror or fout}"
        raise CongruentieFout(
            f"{pad} kan niet worden geschreven: {reden}.", "Kies een andere plek."
        ) from fout
    finally:
        if tijdelijk is not None:
            tijdelijk.unlink(missing_ok=True)


def _umask() -> int:
    # The only way to read it is to set it.
    huidig = os.umask(0o022)
    os.umask(huidig)
    return huidig


def schrijf_tekst(pad: Path, tekst: str) -> None:
    """Write `tekst` to `pad` as UTF-8 with LF line ends, whole or not at all."""
    with veilig_schrijven(pad) as tijdelijk:
        tijdelijk.write_text(tekst, encoding="utf-8", newline="\n")
