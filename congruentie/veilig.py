"""Files as an analyst meets them: read with a clear message, written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from congruentie.errors import CongruentieFout, GebruiksFout

__all__ = [
    "GROOTSTE_BESTAND",
    "als_pad",
    "bewaak_invoer",
    "keur_doelen",
    "lees_heel",
    "leesbaar",
    "noem_invoer",
    "op_slot",
    "ruim_tijdelijke_op",
    "schrijf_bytes",
    "schrijf_scherm",
    "schrijf_tekst",
    "tijdelijke_map",
    "veilig_schrijven",
    "zonder_tijden",
]

GROOTSTE_BESTAND = 300_000_000
"""Bytes of any file: what is read at once fits in the memory of a small computer."""

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
    errno.ELOOP: "de koppelingen in het pad gaan rond",
}


def als_pad(tekst: str) -> Path:
    """Make a path of what a user wrote, with ``~`` for a home folder.

    Raises
    ------
    CongruentieFout
        There is no such user.
    """
    with leesbaar(Path(tekst)):
        return Path(tekst).expanduser()


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
        if isinstance(fout, _GeenGewoonBestand):
            reden = _APPARAAT
        if fout.errno == errno.ENAMETOOLONG:
            reden = "de naam is te lang"
        if fout.errno == errno.ELOOP:
            reden = _REDENEN[errno.ELOOP]
        raise CongruentieFout(
            f"{pad} kan niet worden gelezen: {reden}.", "Controleer de naam en de rechten."
        ) from fout
    except (ValueError, RuntimeError) as fout:
        # A NUL in it, ~ before an unknown user, or (Python before 3.13) links that go round.
        raise CongruentieFout(f"Het pad {pad} kan niet bestaan.", "Controleer de naam.") from fout


class _GeenGewoonBestand(OSError):
    """A device, a pipe or a socket."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, _APPARAAT)


_APPARAAT = "het is een apparaat of een pijp, geen gewoon bestand"


def lees_heel(
    pad: Path,
    hoogstens: int = GROOTSTE_BESTAND,
    te_groot: CongruentieFout | None = None,
    *,
    bewaak: bool = True,
) -> bytes:
    """Read a file whole: the one way in for everything that lies on a disk.

    Parameters
    ----------
    pad
        The file. Of a device or a pipe the end may never come: these are refused.
    hoogstens
        Bytes. Nothing is read of a larger file.
    te_groot
        What to say of a larger file.
    bewaak
        Whether this command may no longer write over it (`keur_doelen`); not so for what a command
        keeps up to date, such as a log.

    Raises
    ------
    CongruentieFout
        It is larger, or cannot be read; the message says why.
    """
    with leesbaar(pad):
        # Without O_NONBLOCK the opening of a pipe waits for who writes to it.
        hoe = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(pad, hoe), "rb") as stroom:
            feiten = os.fstat(stroom.fileno())
            if stat.S_ISDIR(feiten.st_mode):
                raise IsADirectoryError(errno.EISDIR, "")
            if not stat.S_ISREG(feiten.st_mode):
                raise _GeenGewoonBestand
            ruw = b"" if feiten.st_size > hoogstens else stroom.read(hoogstens + 1)
    if max(feiten.st_size, len(ruw)) > hoogstens:
        raise te_groot or CongruentieFout(
            f"{pad} is {feiten.st_size // 1_000_000} MB; meer dan {hoogstens // 1_000_000} MB wordt "
            "niet gelezen.",
            "Controleer of dit het goede bestand is.",
        )
    if bewaak:
        _onthoud(feiten, pad)
    return ruw


# --- what is read, is not written over -----------------------------------------------------------

_Kenmerk = tuple[int, int]
_invoer: ContextVar[dict[_Kenmerk, Path] | None] = ContextVar("invoer", default=None)
"""What this command has read, or was told to read: device and inode -> how it was named."""
_eigen: ContextVar[set[_Kenmerk] | None] = ContextVar("eigen", default=None)
"""What it wrote itself, and may read and write again."""


@contextmanager
def bewaak_invoer() -> Iterator[None]:
    """Remember what is read inside the block; `keur_doelen` then refuses to write over it."""
    invoer, eigen = _invoer.set({}), _eigen.set(set())
    try:
        yield
    finally:
        _invoer.reset(invoer)
        _eigen.reset(eigen)


def noem_invoer(paden: Iterable[Path]) -> None:
    """Say beforehand what will be read, so that no other file is written before one is refused."""
    for pad in paden:
        with suppress(OSError, ValueError):
            if (feiten := pad.stat()) and stat.S_ISREG(feiten.st_mode):
                _onthoud(feiten, pad)


def _onthoud(feiten: os.stat_result, pad: Path) -> None:
    invoer, eigen = _invoer.get(), _eigen.get()
    kenmerk = feiten.st_dev, feiten.st_ino
    if invoer is not None and eigen is not None and kenmerk not in eigen:
        invoer.setdefault(kenmerk, pad)


def keur_doelen(paden: Iterable[Path]) -> None:
    """Refuse to write over what must stay: a device, a pipe, or what this command reads.

    Parameters
    ----------
    paden
        Where something will be written: files, or folders that are replaced with all that is in them.

    Raises
    ------
    CongruentieFout
        It is no plain file.
    GebruiksFout
        It is an input of this command.
    """
    invoer = _invoer.get() or {}
    for pad in paden:
        if pad.as_posix().startswith("/vsi"):  # GDAL would send it to a service
            raise CongruentieFout(
                "Zo'n pad kan niet: het begint met /vsi.", "Kies een andere plek."
            )
        try:
            feiten = pad.stat()
        except (OSError, ValueError):
            continue  # nothing is there, or whoever writes it will say what is wrong
        if not (stat.S_ISREG(feiten.st_mode) or stat.S_ISDIR(feiten.st_mode)):
            raise CongruentieFout(
                f"{pad} kan niet worden geschreven: {_APPARAAT}.", "Kies een andere plek."
            )
        gelezen = invoer.get((feiten.st_dev, feiten.st_ino))
        if gelezen is None and stat.S_ISDIR(feiten.st_mode):
            erin = (een for een in invoer.values() if pad.resolve() in een.resolve().parents)
            gelezen = next(erin, None)
        if gelezen is not None:
            raise GebruiksFout(
                f"{pad} zou worden overschreven, maar deze opdracht leest {gelezen}.",
                "Kies een andere plek voor de uitvoer.",
            )


# --- writing ---------------------------------------------------------------------------------

_tijdelijk: set[Path] = set()
"""Files and folders that must be gone when this process ends, however it ends."""


def ruim_tijdelijke_op() -> None:
    """Remove what was half-written; only for a process that ends."""
    for pad in list(_tijdelijk):
        with suppress(OSError):
            if pad.is_dir():
                shutil.rmtree(pad)
            else:
                pad.unlink()


@contextmanager
def tijdelijke_map(waar: Path | None = None) -> Iterator[Path]:
    """Give a folder that is gone after the block, also when the process is told to stop.

    Parameters
    ----------
    waar
        The folder to make it in; default that of the system.
    """
    with tempfile.TemporaryDirectory(
        prefix="congruentie-", dir=waar, ignore_cleanup_errors=True
    ) as naam:
        map_ = Path(naam)
        _tijdelijk.add(map_)
        try:
            yield map_
        finally:
            _tijdelijk.discard(map_)


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
    try:
        pad = pad.resolve()  # a link stays a link: its target is replaced
        if not pad.is_dir():
            keur_doelen([pad])
        pad.parent.mkdir(parents=True, exist_ok=True)
        if pad.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        # The suffix stays, because writers choose their format by it.
        tijdelijk = pad.with_name(f".{secrets.token_hex(6)}{pad.suffix}")
        _tijdelijk.add(tijdelijk)
        os.close(os.open(tijdelijk, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield tijdelijk
        tijdelijk.chmod(0o666 & ~_umask())
        tijdelijk.replace(pad)
        if (eigen := _eigen.get()) is not None:
            feiten = pad.stat()
            eigen.add((feiten.st_dev, feiten.st_ino))
    except OSError as fout:
        reden = _REDENEN.get(fout.errno or 0) or f"het systeem meldt {fout.strerror or fout}"
        raise CongruentieFout(
            f"{pad} kan niet worden geschreven: {reden}.", "Kies een andere plek."
        ) from fout
    except (ValueError, RuntimeError) as fout:
        if tijdelijk is not None:
            raise
        raise CongruentieFout(f"Het pad {pad} kan niet bestaan.", "Controleer de naam.") from fout
    finally:
        if tijdelijk is not None:
            with suppress(OSError):
                tijdelijk.unlink(missing_ok=True)
            _tijdelijk.discard(tijdelijk)


def _umask() -> int:
    # The only way to read it is to set it.
    huidig = os.umask(0o022)
    os.umask(huidig)
    return huidig


def schrijf_bytes(pad: Path, ruw: bytes) -> None:
    """Write a file, whole or not at all."""
    with veilig_schrijven(pad) as tijdelijk:
        tijdelijk.write_bytes(ruw)


def schrijf_scherm(ruw: bytes) -> None:
    """Write to standard output, at once.

    Raises
    ------
    CongruentieFout
        There is none, as with ``>&-``.
    """
    if sys.stdout is None:
        raise CongruentieFout(
            "Er is geen scherm om op te schrijven (de standaarduitvoer is dicht).",
            "Geef een bestand op met --uit.",
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(ruw)
    sys.stdout.flush()


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
