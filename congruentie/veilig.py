"""Files as an analyst meets them: read with a clear message, written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from congruentie.errors import CongruentieFout

__all__ = [
    "lees_heel",
    "leesbaar",
    "op_slot",
    "schrijf_bytes",
    "schrijf_tekst",
    "veilig_schrijven",
    "zonder_tijden",
]

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
def leesbaar(pad: Path) -> Iterator[None]:
    """Turn what the system says about a file that cannot be read into a clear message."""
    try:
        yield
    except OSError as fout:
        redenen = {
            FileNotFoundError: "het bestand bestaat niet",
            PermissionError: "geen toegang",
            IsADirectoryError: "het is een map",
            NotADirectoryError: "een deel van het pad is geen map",
        }
        reden = redenen.get(type(fout)) or f"het systeem meldt {fout.strerror or fout}"
        if fout.errno == errno.ENAMETOOLONG:
            reden = "de naam is te lang"
        raise CongruentieFout(
            f"{pad} kan niet worden gelezen: {reden}.", "Controleer de naam en de rechten."
        ) from fout
    except ValueError as fout:  # a NUL in it
        raise CongruentieFout("Dit pad kan niet bestaan.", "Controleer de naam.") from fout


def lees_heel(pad: Path, hoogstens: int, te_groot: CongruentieFout) -> bytes:
    """Read a file that is small when it is what it should be.

    Parameters
    ----------
    pad
        The file.
    hoogstens
        Bytes.
    te_groot
        What to say of a larger file.

    Raises
    ------
    CongruentieFout
        It is larger, or cannot be read; the message says why.
    """
    with leesbaar(pad), pad.open("rb") as stroom:
        ruw = stroom.read(hoogstens + 1)
    if len(ruw) > hoogstens:
        raise te_groot
    return ruw


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


def schrijf_bytes(pad: Path, ruw: bytes) -> None:
    """Write a file, whole or not at all."""
    with veilig_schrijven(pad) as tijdelijk:
        tijdelijk.write_bytes(ruw)


def schrijf_tekst(pad: Path, tekst: str) -> None:
    """Write a text as UTF-8 with its own line ends, whole or not at all."""
    schrijf_bytes(pad, tekst.encode())


def zonder_tijden(ruw: io.BytesIO) -> bytes:
    """Pack a ZIP, such as a DOCX or XLSX, again without times: the same parts give the same bytes."""
    import zipfile  # only for what is such a package

    uit = io.BytesIO()
    with zipfile.ZipFile(ruw) as delen, zipfile.ZipFile(uit, "w") as pakket:
        for naam in delen.namelist():
            # A ZipInfo by itself has the first time that a ZIP can hold.
            pakket.writestr(zipfile.ZipInfo(naam), delen.read(naam), zipfile.ZIP_DEFLATED)
    return uit.getvalue()


@contextmanager
def op_slot(
    pad: Path, bezet: CongruentieFout, kan_niet: CongruentieFout | None = None, *, wacht: float = 0
) -> Iterator[None]:
    """Keep others out while the block runs.

    Parameters
    ----------
    pad
        The file that is the lock.
    bezet
        Raised when another still holds it after `wacht` seconds.
    kan_niet
        Raised on a disk without locks; None to go on without one.
    """
    from filelock import FileLock, Timeout

    slot = FileLock(pad)
    try:
        slot.acquire(timeout=wacht)
    except Timeout as fout:
        raise bezet from fout
    except NotImplementedError as fout:
        if kan_niet is not None:
            raise kan_niet from fout
    try:
        yield
    finally:
        slot.release()
