"""The one way into a workbook of someone else's: what is refused before anything is read from it."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from congruentie.bronnen.tabelbestand import Onbruikbaar, open_werkmap
from congruentie.errors import CongruentieFout
from congruentie.veilig import lees_heel


def werkmap(**delen: bytes) -> bytes:
    """A workbook of one cell, with parts put in or replaced; a slash in a name is ``__``."""
    boek = openpyxl.Workbook()
    boek.active.append(["gm_code"])
    uit = io.BytesIO()
    boek.save(uit)
    ander = {naam.replace("__", "/"): inhoud for naam, inhoud in delen.items()}
    with zipfile.ZipFile(uit) as van:
        inhoud = {naam: van.read(naam) for naam in van.namelist()} | ander
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as naar:
        for naam, ruw in inhoud.items():
            naar.writestr(naam, ruw)
    return uit.getvalue()


def gebrek(ruw: bytes, **grenzen: int) -> str:
    with pytest.raises(Onbruikbaar) as gevangen, open_werkmap(ruw, **grenzen):
        pass
    return gevangen.value.gebrek


def test_een_gewone_werkmap_gaat_open():
    with open_werkmap(werkmap()) as delen:
        assert "xl/workbook.xml" in delen.namelist()


OUD = b"\xd0\xcf\x11\xe0"
DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("ruw", "wat"),
    [
        (b"", "leeg"),
        (OUD + b"x", "oude werkmap"),
        (OUD + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        (b"gm_code,regio\n", "geen werkmap"),
        (b"PK\x03\x04kapot", "beschadigd"),
        (werkmap()[:-30], "beschadigd"),
        (werkmap(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (werkmap(xl__leeg=DTD), "verwijzingen"),
        (werkmap(xl__leeg=DTD.decode().encode("utf-16")), "verwijzingen"),
        (werkmap(xl__leeg=DTD.decode().encode("utf-16-be")), "verwijzingen"),
    ],
    ids=lambda een: een if isinstance(een, str) else "",
)
def test_wat_niet_opengaat(ruw, wat):
    assert gebrek(ruw) == wat


def test_een_ander_archief_is_geen_werkmap():
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as naar:
        naar.writestr("word/document.xml", "<a/>")
    assert gebrek(uit.getvalue()) == "geen werkmap"


def test_wat_uitpakt_tot_te_veel_wordt_niet_uitgepakt():
    """A thousand times as large as it seems: refused by what the archive says of itself."""
    bom = werkmap(xl__bom=bytes(5_000_000))
    assert len(bom) < 50_000
    with pytest.raises(Onbruikbaar) as gevangen, open_werkmap(bom, hoogstens=2_000_000):
        pass
    assert (gevangen.value.gebrek, gevangen.value.megabytes) == ("te groot", 5)
    assert gebrek(werkmap(), delen=3) == "te veel delen"


def test_precies_zoveel_als_mag_gaat_open():
    ruw = werkmap()
    with zipfile.ZipFile(io.BytesIO(ruw)) as zip_:
        inhoud, delen = sum(deel.file_size for deel in zip_.infolist()), len(zip_.infolist())
    with open_werkmap(ruw, hoogstens=inhoud, delen=delen):
        pass
    assert gebrek(ruw, hoogstens=inhoud - 1, delen=delen) == "te groot"
    assert gebrek(ruw, hoogstens=inhoud, delen=delen - 1) == "te veel delen"


def test_wat_er_binnen_misgaat():
    """A message passes; whatever a reader raises on a damaged part means that it is damaged."""
    with pytest.raises(CongruentieFout, match="eigen"), open_werkmap(werkmap()):
        raise CongruentieFout("eigen melding.")
    with pytest.raises(Onbruikbaar) as gevangen, open_werkmap(werkmap()):
        raise KeyError("xl/sharedStrings.xml")
    assert gevangen.value.gebrek == "beschadigd"
    assert isinstance(gevangen.value.__cause__, KeyError)


def test_lees_heel_houdt_op_bij_te_veel(tmp_path):
    pad = tmp_path / "a"
    pad.write_bytes(b"12345")
    assert lees_heel(pad, 5, CongruentieFout("te groot.")) == b"12345"
    with pytest.raises(CongruentieFout, match="te groot"):
        lees_heel(pad, 4, CongruentieFout("te groot."))
    with pytest.raises(CongruentieFout, match=r"a\.b kan niet worden gelezen: .* bestaat niet"):
        lees_heel(tmp_path / "a.b", 4, CongruentieFout("te groot."))
