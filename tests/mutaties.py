"""How strong the tests are: one expression changed at random, and does a test notice?

Which test runs which line is measured first, with how long each takes (once, twice the time of
``make test``)::

    pytest -n auto --cov=congruentie --cov-context=test --cov-report= --junitxml=.tijden.xml
    python tests/mutaties.py --aantal 100 --zaad 1

Each mutation lands in a copy of the repository; the tests that run its line follow, the fastest
first, until one fails. What stays is a survivor: the same program written differently, or a test
that is missing. Needs ``os.fork``, ``pytest-cov`` and ``pytest-xdist``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.util
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree

REPO = Path(__file__).parents[1]
NIET_MEE = (".git", ".venv", "site", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
# Loaded once, before the tests of every mutation are forked off; not what pytest rewrites.
ZWAAR = (
    "docx",
    "folium",
    "geopandas",
    "highspy",
    "jsonschema",
    "matplotlib.pyplot",
    "networkx",
    "openpyxl",
    "pyogrio",
    "pytest",
    "sklearn.cluster",
)
ANDERSOM: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
# Minutes of work, shared by tests that seem fast.
NIET_DOOR = r"test_overleg|\[overleg\]"
NAMEN = {"min": "max", "max": "min", "any": "all", "all": "any"}
# What only guards against a mistake of the programmer, or is no part of what a program does.
NIET_IN = {"strict", "frozen", "eq", "slots", "kw_only", "order", "stacklevel", "annotation"}


@dataclass(frozen=True)
class Mutatie:
    """One expression of a module, by its place in bytes, and what comes instead."""

    module: Path  # in the repository
    begin: tuple[int, int]  # line from 1, column in bytes
    einde: tuple[int, int]
    was: str
    wordt: str

    def __str__(self) -> str:
        was, wordt = (re.sub(r"\s+", " ", tekst) for tekst in (self.was, self.wordt))
        return f"{self.module.as_posix()}:{self.begin[0]}: {was} -> {wordt}"

    def toegepast(self, bron: bytes) -> bytes:
        regels = bron.splitlines(keepends=True)
        (r1, k1), (r2, k2) = self.begin, self.einde
        voor, na = regels[r1 - 1][:k1], regels[r2 - 1][k2:]
        return b"".join([*regels[: r1 - 1], voor, self.wordt.encode(), na, *regels[r2:]])


def _vervangers(knoop: ast.AST) -> Iterator[ast.AST]:
    """Each way to change one expression."""
    anders = copy.deepcopy(knoop)
    match anders:
        case ast.Compare(ops=[op, *rest]) if type(op) in ANDERSOM:
            anders.ops = [ANDERSOM[type(op)](), *rest]
            yield anders
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in ANDERSOM:
            anders.op = ANDERSOM[type(op)]()
            yield anders
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=binnen):
            yield binnen
        case ast.Constant(value=bool(waarde)):
            yield ast.Constant(not waarde)
        case ast.Constant(value=int(waarde) | float(waarde)):
            yield ast.Constant(waarde + 1)
        case ast.Call(func=ast.Name(id=naam)) if naam in NAMEN:
            anders.func = ast.Name(NAMEN[naam])
            yield anders


def _kinderen(knoop: ast.AST) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    """The expressions right below a node, each with what may come instead."""
    for veld, waarde in ast.iter_fields(knoop):
        if veld in {"annotation", "returns", "type_params"}:
            continue
        for kind in waarde if isinstance(waarde, list) else [waarde]:
            if not isinstance(kind, ast.AST):
                continue
            if isinstance(kind, ast.keyword) and kind.arg in NIET_IN:
                continue
            nieuw = list(_vervangers(kind))
            if veld == "test" or (veld == "ifs" and isinstance(knoop, ast.comprehension)):
                nieuw.append(ast.UnaryOp(ast.Not(), kind))
            if isinstance(knoop, ast.Return) and not isinstance(kind, ast.Constant):
                nieuw.append(ast.Constant(None))
            yield kind, nieuw


def mutaties_van(module: Path, bron: str) -> Iterator[Mutatie]:
    """All mutations of one module."""
    rij: list[ast.AST] = [ast.parse(bron)]
    while rij:
        knoop = rij.pop()
        if isinstance(knoop, ast.If) and "TYPE_CHECKING" in ast.unparse(knoop.test):
            continue
        if isinstance(knoop, ast.JoinedStr):  # in it, Python 3.11 does not know the places
            continue
        for kind, nieuw in _kinderen(knoop):
            rij.append(kind)
            for ander in nieuw:
                yield Mutatie(
                    module,
                    (kind.lineno, kind.col_offset),
                    (kind.end_lineno, kind.end_col_offset),
                    ast.unparse(kind),
                    f"({ast.unparse(ander)})",
                )


@dataclass(frozen=True)
class Gemeten:
    """Which tests run a line, and how many seconds each test takes."""

    per_regel: dict[str, dict[int, set[str]]]
    duur: dict[str, float]

    @classmethod
    def lees(cls, dekking: Path, tijden: Path) -> Gemeten:
        from coverage import CoverageData

        gegevens = CoverageData(str(dekking))
        gegevens.read()
        per_regel = {
            Path(naam).as_posix()[Path(naam).as_posix().rindex("congruentie/") :]: {
                regel: {c.rpartition("|")[0] for c in contexten if c}
                for regel, contexten in gegevens.contexts_by_lineno(naam).items()
            }
            for naam in gegevens.measured_files()
        }
        duur = {}
        for een in ElementTree.parse(tijden).getroot().iter("testcase"):
            duur[_sleutel(een.get("classname", ""), een.get("name", ""))] = float(een.get("time"))
        return cls(per_regel, duur)

    def kost(self, test: str) -> float:
        pad, _, naam = test.partition("::")
        return self.duur.get(_sleutel(pad.removesuffix(".py").replace("/", "."), naam), 1.0)

    def tests_van(self, mutatie: Mutatie, seconden: float) -> tuple[list[str], int]:
        """The tests to run, fastest first, and how many more there are."""
        regels = self.per_regel.get(mutatie.module.as_posix(), {})
        tests = set().union(
            *(regels.get(r, set()) for r in range(mutatie.begin[0], mutatie.einde[0] + 1))
        )
        if not tests:  # it runs at import: what runs the rest of the module
            tests = set().union(*regels.values())
        if not tests:
            return [_map_van(mutatie.module)], 0
        op_duur = sorted(
            (test for test in tests if not re.search(NIET_DOOR, test)),
            key=lambda test: (self.kost(test), test),
        )
        kies, som = [], 0.0
        for test in op_duur:
            som += self.kost(test)
            if som > seconden and kies:
                break
            kies.append(test)
        return kies, len(op_duur) - len(kies)


def _map_van(module: Path) -> str:
    """The tests of the subject of a module; of those on the ground floor the model."""
    onderwerp = Path("tests", module.parts[1])
    return (onderwerp if (REPO / onderwerp).is_dir() else Path("tests/model")).as_posix()


def _sleutel(klasse: str, naam: str) -> str:
    return f"{klasse}::{naam}"


def probeer(mutatie: Mutatie, boom: Path, tests: list[str], seconden: float) -> str:
    """Run tests on one mutation in a copy of the repository; returns what became of it."""
    pad = boom / mutatie.module
    bron = pad.read_bytes()
    gecompileerd = Path(importlib.util.cache_from_source(str(pad)))
    logboek = boom / ".mutatie.log"
    lijst = boom / ".mutatie.txt"
    lijst.write_text("\n".join(tests), "utf-8")
    try:
        gecompileerd.unlink(missing_ok=True)
        pad.write_bytes(mutatie.toegepast(bron))
        if not (kind := os.fork()):
            _draai(boom, lijst, logboek, seconden)
        _, status = os.waitpid(kind, 0)
    finally:
        pad.write_bytes(bron)
        gecompileerd.unlink(missing_ok=True)
    if os.WIFSIGNALED(status):
        return "gevangen: tijd"
    if os.WEXITSTATUS(status) == 0:
        return "OVERLEEFT"
    tekst = logboek.read_text("utf-8")
    if os.WEXITSTATUS(status) == 3 or "ERROR: not found" in tekst:
        raise RuntimeError(f"pytest itself failed, or tests have changed since measuring:\n{tekst}")
    gevonden = re.search(r"^(?:FAILED|ERROR) (\S+)", tekst, re.M)
    return f"gevangen: {gevonden[1] if gevonden else 'laden'}"


def _draai(boom: Path, lijst: Path, logboek: Path, seconden: float) -> None:
    """Be the process that runs the tests of one mutation."""
    code = 3
    try:
        import pytest

        os.chdir(boom)
        uit = os.open(logboek, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(uit, 1)
        os.dup2(uit, 2)
        sys.path.insert(0, str(boom))
        os.environ["PYTHONPATH"] = str(boom)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconden), int(seconden) + 5))
        signal.alarm(int(10 * seconden))
        opties = ["-x", "-q", "--tb=line", "-p", "no:cacheprovider"]
        code = int(pytest.main([*opties, "--hypothesis-profile=mutaties", f"@{lijst}"]))
    except BaseException:
        traceback.print_exc()
    finally:  # never back to where the parent goes on
        sys.stdout.flush()
        os._exit(code)


@contextlib.contextmanager
def bomen(aantal: int) -> Iterator[SimpleQueue[Path]]:
    """Copies of the repository, to take one from and put it back."""
    rij: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as map_:
        for nummer in range(aantal):
            boom = Path(map_) / str(nummer)
            shutil.copytree(REPO, boom, ignore=shutil.ignore_patterns(*NIET_MEE), symlinks=True)
            rij.put(boom)
        yield rij


def kies(modules: str, aantal: int, zaad: int) -> list[Mutatie]:
    """Mutations at random; every one of every module is equally likely."""
    alle = [
        mutatie
        for pad in sorted((REPO / "congruentie").rglob("*.py"))
        if re.search(modules, pad.relative_to(REPO).as_posix())
        for mutatie in mutaties_van(pad.relative_to(REPO), pad.read_text("utf-8"))
    ]
    return random.Random(zaad).sample(alle, min(aantal, len(alle)))


def main() -> int:
    """Run as a program."""
    vraag = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    vraag.add_argument("--aantal", type=int, default=100)
    vraag.add_argument("--zaad", type=int, default=1)
    vraag.add_argument("--modules", default="", help="regular expression on the path")
    vraag.add_argument("--seconden", type=float, default=60, help="of tests for one mutation")
    vraag.add_argument("--naast", type=int, default=2, help="how many at the same time")
    vraag.add_argument("--toon", action="store_true", help="only say which")
    keuze = vraag.parse_args()
    gekozen = kies(keuze.modules, keuze.aantal, keuze.zaad)
    if keuze.toon:
        print(*gekozen, sep="\n")
        return 0
    gemeten = Gemeten.lees(REPO / ".coverage", REPO / ".tijden.xml")
    os.environ.setdefault("CONGRUENTIE_TESTDATA", str(REPO.parent / "shared" / "data"))
    for naam in ZWAAR:
        importlib.import_module(naam)
    uitkomsten: dict[str, list[Mutatie]] = defaultdict(list)
    with bomen(keuze.naast) as rij, ThreadPoolExecutor(keuze.naast) as werkers:

        def een(mutatie: Mutatie) -> str:
            tests, rest = gemeten.tests_van(mutatie, keuze.seconden)
            boom = rij.get()
            try:
                uitkomst = probeer(mutatie, boom, tests, 4 * keuze.seconden)
            finally:
                rij.put(boom)
            print(f"{mutatie}\n    {uitkomst} ({len(tests)} tests, {rest} not run)", flush=True)
            return uitkomst.partition(":")[0]

        for mutatie, uitkomst in zip(gekozen, werkers.map(een, gekozen), strict=True):
            uitkomsten[uitkomst].append(mutatie)
    print(f"{len(uitkomsten['gevangen'])} of {len(gekozen)} caught; what survives:")
    print(*uitkomsten["OVERLEEFT"], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
