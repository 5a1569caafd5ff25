"""A campaign of hostile input: every kind of file, mangled with a seed, given to the commands that read it.

    python tests/aanval/aanvaller.py --keer 10000 --zaad 7

Every try runs in a process of its own (a fork of this one, so that it starts at once), in a folder of its
own, and is held to what `docs/veiligheid.md` promises.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from congruentie.cli import _voer_uit

__all__ = ["SOORTEN", "Aanvaller", "Uitslag"]

SECONDEN, GEHEUGEN = 60, 1_000_000_000
NIET = re.compile(
    rb"Traceback|Onverwachte fout|Exception ignored|Warning:|\[Errno|object at 0x|NoneType|"
    rb"[\x00-\x08\x0b-\x1a\x1c-\x1f\x1b]"
)
"""What no command may say."""
GIF = [
    "", "NaN", "1e999", "-1", "9" * 400, "null", "\x00", "\x1b[31m", "\u202e", "\ud800", "=cmd|'/C calc'!A0",
    "../../../buiten.txt", "/dev/zero", "//127.0.0.1/x", "{web}/x", "/vsicurl/{web}/x.gpkg",
    "{{ 7*7 }}", "{% for a in range(9) %}", "<script>x</script>", "<!DOCTYPE a [<!ENTITY e SYSTEM '{web}'>]>",
    "<OGRVRTDataSource>", "GM9999", "~onbekend/x", "a" * 5000, "\n", "\r", "'", '"', ";", ",", "True", "[[[[",
    "&a", "*a", "!!python/object:os.system x", "1/0", "2026-99-99", "é", "CON", "con.csv", "x\ty",
]  # fmt: skip
WAARDEN = [
    None, True, False, -1, 0, 1, 10**18, 1.5, -0.0, "", "x", [], {}, [[]], {"a": {}}, [None], "GM0363", "1/3",
]  # fmt: skip


@dataclass(frozen=True)
class Soort:
    """A kind of input: the file to mangle, and the command that reads it (``@`` is that file)."""

    zaad: str
    opdracht: tuple[str, ...]
    vorm: str = "bytes"
    ernaast: tuple[str, ...] = ()


SNEL = ("--zonder-uitleg", "--methode", "zoeken", "--tijd", "1", "--indelingen", "ggd,res", "--uit", "uit")
SOORTEN: dict[str, Soort] = {
    "csv": Soort("eigen.csv", ("controleer", "@", "--json", "uit.json")),
    "csv, bereken": Soort("eigen.csv", ("bereken", "--eigen", "x=@", "--uit", "uit.csv")),
    "xlsx": Soort("eigen.xlsx", ("controleer", "@"), "zip"),
    "verbanden": Soort("verbanden.csv", ("controleer", "@")),
    "gpkg": Soort("kaart.gpkg", ("controleer", "@")),
    "geojson": Soort("kaart.geojson", ("controleer", "@"), "json"),
    "geojson, ruw": Soort("kaart.geojson", ("controleer", "@")),
    "gml": Soort("kaart.gml", ("controleer", "@")),
    "kml": Soort("kaart.kml", ("controleer", "@")),
    "shp": Soort("kaart.shp", ("controleer", "@"), "bytes", ("kaart.shx", "kaart.dbf", "kaart.prj")),
    "dbf": Soort("kaart.dbf", ("controleer", "kaart.shp"), "bytes", ("kaart.shp", "kaart.shx")),
    "prj": Soort("kaart.prj", ("controleer", "kaart.shp"), "bytes", ("kaart.shp", "kaart.shx", "kaart.dbf")),
    "fgb": Soort("kaart.fgb", ("controleer", "@")),
    "zip": Soort("kaart.zip", ("controleer", "@"), "zip"),
    "parquet": Soort("kaart.parquet", ("controleer", "@")),
    "formulier": Soort("formulier.xlsx", ("uitvraag", "lees", ".", "--uit", "uit.json"), "zip"),
    "bewijs": Soort("v-bewijs.json", ("controleer", "--bewijs", "@"), "json"),
    "voorstel": Soort("v.json", ("uitvraag", "maak", "--voorstel", "@", "--gemeente", "GM0363", "--uit", "u"), "json"),
    "voorstel, ruw": Soort("v.json", ("uitvraag", "maak", "--voorstel", "@", "--gemeente", "GM0363", "--uit", "u")),
    "antwoorden": Soort("antwoorden.json", ("ronde", "--voorstel", "v.json", "--antwoorden", "@", "--tijd", "1", "--zonder-uitleg", "--uit", "r"), "json", ("v.json",)),
    "batch": Soort("batch.yaml", ("batch", "@", "--plan")),
    "batch, vorm": Soort("batch.json", ("batch", "@", "--plan"), "json"),
    "eisen": Soort("eisen.yaml", ("voorstel", "--eisen", "@", *SNEL)),
    "eisen, vorm": Soort("eisen.json", ("voorstel", "--eisen", "@", *SNEL), "json"),
    "verplaatsingen": Soort("zetten.yaml", ("wat-als", "--bestand", "@", "--uit", "uit.json")),
    "huisstijl": Soort("stijl.json", ("dossier", "--voorstel", "v.json", "--regio", "V01", "--vorm", "docx,html", "--huisstijl", "@", "--uit", "d"), "json", ("v.json", "logo.png", "sjabloon.html")),
    "sjabloon": Soort("sjabloon.html", ("dossier", "--voorstel", "v.json", "--regio", "V01", "--vorm", "docx,html", "--huisstijl", "stijl.json", "--uit", "d"), "bytes", ("v.json", "logo.png", "stijl.json")),
    "logo": Soort("logo.png", ("dossier", "--voorstel", "v.json", "--regio", "V01", "--vorm", "docx,html", "--huisstijl", "stijl.json", "--uit", "d"), "bytes", ("v.json", "sjabloon.html", "stijl.json")),
    "opties": Soort("", ("bereken", "--indelingen", "ggd,res", "--gewicht", "ggd=2", "--uit", "uit.csv"), "opties", ("eigen.csv",)),
    "opties, wat-als": Soort("", ("wat-als", "--verplaats", "GM0267:ggd=GG1413", "--fuseer", "GM0363,GM0384=X", "--uit", "uit.json"), "opties"),
}  # fmt: skip
DUUR = {"antwoorden", "eisen", "eisen, vorm", "voorstel", "voorstel, ruw", "huisstijl", "sjabloon", "logo"}
"""Kinds of which a try takes more than a second."""


@dataclass
class Uitslag:
    """What was found."""

    keren: collections.Counter[str] = field(default_factory=collections.Counter)
    codes: collections.Counter[int] = field(default_factory=collections.Counter)
    fouten: list[str] = field(default_factory=list)
    langste: float = 0.0
    meeste: int = 0


class Aanvaller:
    """Mangles and tries.

    Parameters
    ----------
    werk
        A folder for everything; ``zaden`` in it holds the good files, and is made when it is absent.
    zaad
        Of the random choices.
    """

    def __init__(self, werk: Path, zaad: int) -> None:
        self.werk, self.toeval, self.uitslag = werk, random.Random(zaad), Uitslag()
        self.zaden = werk / "zaden"
        if not self.zaden.exists():
            maak_zaden(self.zaden)
        self.deur = socket.create_server(("127.0.0.1", 0))
        self.gebeld = 0
        self.web = f"http://127.0.0.1:{self.deur.getsockname()[1]}"
        threading.Thread(target=self._luister, daemon=True).start()

    def _luister(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.deur.accept()[0].close()
                self.gebeld += 1

    # --- mangling --------------------------------------------------------------------------------

    def gif(self) -> str:
        return self.toeval.choice(GIF).replace("{web}", self.web)

    def bytes(self, ruw: bytes) -> bytes:
        """Change, cut, repeat and insert, some times over."""
        r, ruw = self.toeval, bytearray(ruw)
        for _ in range(r.choice((1, 1, 2, 3, 8))):
            plek, eind = r.randrange(len(ruw) + 1), r.randrange(len(ruw) + 1)
            soort = r.randrange(7)
            if soort == 0 and ruw:
                ruw[min(plek, len(ruw) - 1)] = r.randrange(256)
            elif soort == 1:
                del ruw[plek:]
            elif soort == 2:
                del ruw[plek : plek + r.choice((1, 4, 100))]
            elif soort == 3:
                ruw[plek:plek] = ruw[eind : eind + r.choice((1, 20, 2000))]
            elif soort == 4:
                ruw[plek : plek + r.randrange(12)] = self.gif().encode("utf-8", "surrogatepass")
            elif soort == 5:
                ruw[plek : plek + 4] = r.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xed\xa0\x80"))
            else:
                woord = r.choice((re.findall(rb"[\w.]+", bytes(ruw[: 1 << 16])) or [b"x"]))
                ruw = bytearray(bytes(ruw).replace(woord, self.gif().encode("utf-8", "surrogatepass"), r.choice((1, 9))))
        return bytes(ruw)

    def json(self, ruw: bytes) -> bytes:
        """Put something else in some places of a JSON document."""
        r, inhoud = self.toeval, json.loads(ruw)
        for _ in range(r.choice((1, 1, 2, 4))):
            houder: object = inhoud
            while True:
                sleutels = list(houder) if isinstance(houder, dict) else list(range(len(houder)))
                if not sleutels:
                    break
                sleutel = r.choice(sleutels)
                onder = houder[sleutel]
                if isinstance(onder, (dict, list)) and onder and r.random() < 0.85:
                    houder = onder
                    continue
                soort = r.randrange(5)
                if soort == 0:
                    del houder[sleutel]
                elif soort == 1:
                    houder[sleutel] = r.choice(WAARDEN)
                elif soort == 2:
                    houder[sleutel] = self.gif()
                elif soort == 3:
                    houder[sleutel] = r.choice((float("nan"), float("inf"), 10**400, -(10**30), 1e300))
                elif isinstance(houder, dict):
                    houder[self.gif()] = houder.pop(sleutel)
                else:
                    houder.append(onder)
                break
        return json.dumps(inhoud, ensure_ascii=r.random() < 0.5).encode("utf-8", "surrogatepass")

    def zip(self, ruw: bytes) -> bytes:
        """Mangle one part of a zip, or all of it."""
        if self.toeval.random() < 0.2:
            return self.bytes(ruw)
        with zipfile.ZipFile(io.BytesIO(ruw)) as oud:
            delen = {naam: oud.read(naam) for naam in oud.namelist()}
        naam = self.toeval.choice(list(delen))
        delen[naam] = self.bytes(delen[naam])
        uit = io.BytesIO()
        with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as nieuw:
            for naam, deel in delen.items():
                nieuw.writestr(naam, deel)
        return uit.getvalue()

    def opties(self, opdracht: tuple[str, ...]) -> list[str]:
        """Mangle one word of a command line."""
        woorden = list(opdracht)
        plek = self.toeval.randrange(1, len(woorden))
        woord = self.gif().replace("\0", "")
        woorden[plek] = self.toeval.choice((woord, woorden[plek] + woord, f"--eigen=x={woord}"))
        return woorden

    # --- trying ----------------------------------------------------------------------------------

    def val_aan(self, naam: str) -> None:
        """Try once."""
        soort = SOORTEN[naam]
        map_ = Path(tempfile.mkdtemp(prefix="poging-", dir=self.werk))
        (map_ / "in").mkdir()
        (map_ / "tmp").mkdir()
        for een in soort.ernaast:
            shutil.copy(self.zaden / een, map_ / "in")
        if soort.vorm == "opties":
            argumenten = self.opties(soort.opdracht)
        else:
            ruw = getattr(self, soort.vorm)((self.zaden / soort.zaad).read_bytes())
            (map_ / "in" / soort.zaad).write_bytes(ruw)
            argumenten = [woord.replace("@", soort.zaad) for woord in soort.opdracht]
        gebrek = self._probeer(map_, argumenten)
        self.uitslag.keren[naam] += 1
        if gebrek:
            self.uitslag.fouten.append(f"{naam}: {gebrek} ({map_})")
        else:
            shutil.rmtree(map_)

    def _probeer(self, map_: Path, argumenten: list[str]) -> str:
        begin, gebeld = time.monotonic(), self.gebeld
        kind = os.fork()
        if kind == 0:
            _in_het_kind(map_, argumenten)
        klaar = 0
        while not klaar and time.monotonic() - begin < SECONDEN:
            klaar, status, gebruik = os.wait4(kind, os.WNOHANG)
            if not klaar:
                time.sleep(0.002)
        if not klaar:
            os.kill(kind, signal.SIGKILL)
            os.wait4(kind, 0)
            return f"langer dan {SECONDEN} s"
        code = os.waitstatus_to_exitcode(status)
        self.uitslag.codes[code] += 1
        self.uitslag.langste = max(self.uitslag.langste, time.monotonic() - begin)
        self.uitslag.meeste = max(self.uitslag.meeste, gebruik.ru_maxrss * 1024)
        gezegd = (map_ / "gezegd").read_bytes()
        if raak := NIET.search(gezegd):
            return f"zegt {gezegd[max(0, raak.start() - 20) : raak.start() + 160]!r}"
        if code not in {0, 1, 2}:
            return f"code {code}: {gezegd[-200:]!r}"
        if code and not gezegd.strip():
            return f"code {code} zonder bericht"
        if self.gebeld != gebeld:
            return "zoekt het net op"
        if over := [een for een in (map_ / "tmp").iterdir() if "mpl" not in een.name]:
            return f"laat {over} achter"
        if over := [een for een in (map_ / "in").rglob(".*") if een.name != ".slot"]:
            return f"laat {over} achter"
        if buiten := (map_ / "buiten").read_text():
            return f"schrijft buiten zijn map: {buiten}"
        if gebruik.ru_maxrss * 1024 > GEHEUGEN:
            return f"{gebruik.ru_maxrss // 1024} MB"
        return ""


def _in_het_kind(map_: Path, argumenten: list[str]) -> None:
    code = 99
    try:
        os.chdir(map_ / "in")
        os.environ["TMPDIR"] = tempfile.tempdir = str(map_ / "tmp")
        scherm = os.open(map_ / "gezegd", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        buiten = os.open(map_ / "buiten", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(scherm, 1)
        os.dup2(scherm, 2)
        for stroom in (sys.stdout, sys.stderr):
            stroom.reconfigure(errors="backslashreplace")
        sys.addaudithook(_wacht_op_schrijven(map_, buiten))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = _voer_uit(argumenten)
        sys.stdout.flush()
    except BaseException as fout:  # what passes the command line is a fault by itself
        os.write(2, f"Traceback: {fout!r}".encode("utf-8", "backslashreplace"))
    finally:
        os._exit(code)


def _wacht_op_schrijven(map_: Path, buiten: int) -> Callable[[str, tuple[object, ...]], None]:
    """Note what is opened for writing, removed or renamed outside of the folder of the try."""
    mag = (str(map_), "/dev/null", "/proc/")

    def zie(wat: str, feiten: tuple[object, ...]) -> None:
        if wat == "open" and isinstance(feiten[0], (str, bytes)):
            schrijft = int(feiten[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            paden = [feiten[0]] if schrijft else []
        elif wat in {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"}:
            paden = [een for een in feiten[:2] if isinstance(een, (str, bytes))]
        else:
            return
        for pad in paden:
            vol = os.path.realpath(os.fsdecode(pad))
            if not vol.startswith(mag):
                os.write(buiten, f"{wat} {vol}\n".encode("utf-8", "backslashreplace"))

    return zie


# --- the good files ------------------------------------------------------------------------------


def maak_zaden(map_: Path) -> None:
    """Make a good file of every kind, with the program itself."""
    import geopandas as gpd
    import openpyxl
    import pandas as pd
    from PIL import Image

    import congruentie as cg

    map_.mkdir(parents=True)
    with contextlib.chdir(map_), contextlib.redirect_stderr(io.StringIO()):
        indelingen = cg.laad_indelingen(2026, ["ggd", "res"], met_grenzen=True)
        gemeenten = indelingen.gemeenten
        eigen = pd.DataFrame({"gm_code": gemeenten.codes, "regio": ["a", "b"] * 171}).head(40)
        eigen.to_csv("eigen.csv", index=False)
        eigen.to_excel("eigen.xlsx", index=False)
        Path("verbanden.csv").write_text(
            "verband,deelnemer\n" + "".join(f"V{n % 7},{naam}\n" for n, naam in enumerate(gemeenten.namen[:40])),
            "utf-8",
        )
        vlakken = gemeenten.vlakken.simplify(2000)
        kaart = gpd.GeoDataFrame({"gm_code": gemeenten.codes}, geometry=vlakken.to_numpy(), crs=28992)
        for suffix, soort in (("gpkg", "GPKG"), ("geojson", "GeoJSON"), ("gml", "GML"), ("shp", None), ("fgb", "FlatGeobuf")):
            kaart.to_file(f"kaart.{suffix}", driver=soort)
        kaart.to_crs(4326).to_file("kaart.kml", driver="LIBKML")
        with contextlib.suppress(ImportError):
            kaart.to_parquet("kaart.parquet")
        with zipfile.ZipFile("kaart.zip", "w") as zip_:
            zip_.write("kaart.geojson")
        assert _voer_uit(["voorstel", "--indelingen", "ggd,res", "--zonder-uitleg", "--stil", "--uit", "v"]) == 0
        assert _voer_uit(["uitvraag", "maak", "--voorstel", "v.json", "--gemeente", "GM0363", "--geen-waarnemers", "--stil", "--uit", "f"]) == 0
        (formulier,) = Path("f").glob("*.xlsx")
        boek = openpyxl.load_workbook(formulier)
        boek.active["B6"] = "ja"
        boek.save("formulier.xlsx")
        with contextlib.redirect_stdout(io.StringIO()):
            Path("m").mkdir()
            shutil.copy(formulier, "m")
            assert _voer_uit(["uitvraag", "lees", "m", "--stil", "--uit", "antwoorden.json"]) == 0
        inhoud = {
            "uitvoer": "uit", "doe": ["bereken", "voorstel"], "standaard": {"indelingen": ["ggd", "res"]},
            "scenarios": [{"naam": "a", "theta": "0.4"}, {"naam": "b", "min-inwoners": "200000"}],
            "matrix": [{"naam": "m", "opties": {"theta": ["0.3", "0.5"]}}],
        }  # fmt: skip
        del inhoud["matrix"]
        Path("batch.json").write_text(json.dumps(inhoud), "utf-8")
        Path("batch.yaml").write_text(
            "uitvoer: uit\ndoe: [bereken]\nscenarios:\n  - naam: a\n    indelingen: [ggd, res]\n    theta: 0.4\n"
            "  - naam: b\n    eigen: {x: eigen.csv}\n",
            "utf-8",
        )
        Path("eisen.json").write_text(json.dumps({"min-inwoners": 200000, "samen": ["GM0363,GM0384"], "regios": "20-30"}))
        Path("eisen.yaml").write_text("min-inwoners: 200000\nsamen: [GM0363, GM0384]\nliever: [GM0363,GM0384=2]\n")
        Path("zetten.yaml").write_text("jaar: 2026\nverplaats:\n  - GM0267:ggd=GG1413\n")
        Image.new("RGB", (60, 30), "navy").save("logo.png")
        Path("stijl.json").write_text(json.dumps({
            "organisatie": "Regio", "contact": "x@y.nl", "lettertype": "Verdana", "kleuren": {"hoofd": "#154273"},
            "logo": "logo.png", "sjabloon": "sjabloon.html", "teksten": {"inleiding": "Hallo", "vragen": ["Een?"]},
        }))  # fmt: skip
        Path("sjabloon.html").write_text(
            '{% extends "dossier.html" %}\n{% block inleiding %}<p>{{ organisatie }} '
            "{% for a in range(9) %}{{ a|getal(1) }} {{ a|center(9) }}{% endfor %}</p>{% endblock %}\n"
        )


def kies(toeval: random.Random, keer: int) -> Iterator[str]:
    """Kinds to try: each as often, but what is slow ten times less."""
    snel = [een for een in SOORTEN if een not in DUUR]
    for _ in range(keer):
        yield toeval.choice(sorted(DUUR)) if toeval.random() < 0.03 else toeval.choice(snel)


def main() -> None:
    """Run the campaign and print its table."""
    lezer = argparse.ArgumentParser()
    lezer.add_argument("--keer", type=int, default=10_000)
    lezer.add_argument("--zaad", type=int, default=int(time.time()))
    lezer.add_argument("--werk", type=Path, default=Path(tempfile.gettempdir()) / "congruentie-aanval")
    lezer.add_argument("--soort", choices=list(SOORTEN))
    keuze = lezer.parse_args()
    keuze.werk.mkdir(exist_ok=True)
    os.environ["CONGRUENTIE_CACHE"] = str(keuze.werk / "cache")
    aanvaller = Aanvaller(keuze.werk, keuze.zaad)
    for nummer, naam in enumerate(kies(aanvaller.toeval, keuze.keer), start=1):
        aanvaller.val_aan(keuze.soort or naam)
        if nummer % 200 == 0:
            print(nummer, len(aanvaller.uitslag.fouten), "fouten", flush=True)
    uit = aanvaller.uitslag
    print(f"zaad {keuze.zaad}: {sum(uit.keren.values())} pogingen; afsluitcodes {dict(sorted(uit.codes.items()))}")
    print(f"langste {uit.langste:.1f} s, meeste geheugen {uit.meeste // 1_000_000} MB, {aanvaller.gebeld} keer gebeld")
    for naam, keer in sorted(uit.keren.items()):
        print(f"| {naam} | {keer} | {sum(f.startswith(f'{naam}:') for f in uit.fouten)} |")
    print(*uit.fouten, sep="\n")
    sys.exit(bool(uit.fouten))


if __name__ == "__main__":
    main()
