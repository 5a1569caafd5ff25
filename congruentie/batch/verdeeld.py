"""Run tasks on Dask: local processes, or an existing cluster through the address of its scheduler."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from congruentie.batch.plan import Taak, Taakuitkomst
from congruentie.batch.taken import Invoermap, som
from congruentie.batch.versies import (
    VAN_DASK,
    VAN_SCHEDULER,
    VersieVerschil,
    verschil_van,
    wie_ben_je,
    zeg_verschil,
)
from congruentie.errors import CongruentieFout
from congruentie.onderbreken import stop_kinderen, zonder_onderbreking

__all__ = ["Bagage", "Verdeeld"]

_log = logging.getLogger(__name__)
_ONDERWEG = 64
"""Tasks that are handed out at a time, unless that is less than two per worker; the rest waits here, so
that results do not pile up."""
_POGINGEN = 5
_KIJKEN = 2.0
"""Seconds without any outcome after which it looks whether anyone is there at all."""
_OPHALEN = 10.0
"""Seconds to fetch one outcome, before a look at whether anyone is there at all."""
VERBINDEN = 15.0
"""Seconds to find the scheduler."""
HERSTART = 15.0
"""Seconds without any local worker after which new ones are started. Dask does so itself, but not for
one that died before its nanny saw that it had started."""
WACHT = 60.0
"""Seconds without any worker after which it makes no sense to wait."""
_WEG = {"FutureCancelledError", "FuturesCancelledError", "CancelledError", "CommClosedError"}
"""Lost on the way, also when a worker dies before it hands over what it made: no fault of a task."""

_STIL = "ignore::UserWarning:multiprocessing.resource_tracker"
"""It clears up what a process left that was told to stop; that needs no English."""

Doe = Callable[[Taak, Path, Path], Taakuitkomst]


@dataclass(frozen=True)
class Bagage:
    """All inputs, to send to the workers once.

    Parameters
    ----------
    bestanden
        Place under the folder with inputs -> content.
    som
        Hash of it all.
    """

    bestanden: dict[str, bytes]
    som: str

    @classmethod
    def van(cls, invoer: Invoermap) -> Bagage:
        """Pack the inputs."""
        delen = [f"{naam} {som(ruw)}" for naam, ruw in sorted(invoer.bestanden.items())]
        return cls(dict(invoer.bestanden), som("\n".join(delen).encode()))


def pak_aan(bagage: Bagage) -> Bagage:
    """Receive the inputs."""
    return bagage


_neergezet: dict[tuple[str, str], Path] = {}


def werk(doe: Doe, taak: Taak, bagage: Bagage, verwacht: dict[str, str]) -> Taakuitkomst:
    """Run one task on a worker.

    Parameters
    ----------
    doe
        Runs it, given the folder with inputs and one to work in.
    taak
        The task.
    bagage
        All inputs; written once per worker.
    verwacht
        The versions of the one who asks.

    Raises
    ------
    VersieVerschil
        This worker, which may have come later than the others, has other versions.
    """
    from distributed import get_worker

    worker = get_worker()
    if verschil := verschil_van(wie_ben_je(), verwacht):
        raise VersieVerschil(zeg_verschil(f"de worker op {worker.address}", verschil))
    map_ = Path(worker.local_directory).absolute()
    sleutel = (str(map_), bagage.som)
    if sleutel not in _neergezet:
        wortel = map_ / f"invoer-{bagage.som[:16]}"
        Invoermap(map_, bestanden=bagage.bestanden).zet_neer(wortel)
        _neergezet[sleutel] = wortel
    return doe(taak, _neergezet[sleutel], map_)


class Verdeeld:
    """Runs tasks on Dask, in any order; a context.

    Parameters
    ----------
    doe
        Runs one task; must be importable on the workers.
    invoer
        What tasks read.
    werk
        A folder for local processes to work in.
    workers
        How many local processes; None to use `scheduler`.
    scheduler
        Address of an existing scheduler.
    """

    def __init__(
        self, doe: Doe, invoer: Invoermap, werk: Path, *, workers: int | None, scheduler: str | None
    ) -> None:
        self.doe = doe
        self.bagage = Bagage.van(invoer)
        self.werk = werk
        self.workers = workers
        self.scheduler = scheduler
        self._stapel = ExitStack()
        self._pogingen: Counter[str] = Counter()
        self._lokaal: Any = None
        self._gekomen = 0
        self._gezien = self._gestart = time.monotonic()

    def __enter__(self) -> Verdeeld:
        """Connect, and see that every worker has the same versions."""
        try:
            import distributed
        except ImportError as fout:
            raise CongruentieFout(
                "Voor --workers en --scheduler is Dask nodig, en dat is niet geïnstalleerd.",
                'Installeer het met: pip install "congruentie[dask]".',
            ) from fout
        # What they say is for who runs the cluster; some of it comes after the end.
        for naam in list(logging.root.manager.loggerDict):
            if naam.partition(".")[0] in {"asyncio", "distributed", "tornado"}:
                logging.getLogger(naam).setLevel(logging.CRITICAL + 1)
        try:
            if self.scheduler is None:
                self._lokaal = self._stapel.enter_context(self._start_lokaal())
            adres = self.scheduler or self._lokaal
            self.client: Any = self._stapel.enter_context(self._verbind(distributed, adres))
            self._keur_workers()
            self._verzend()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(
        self,
        soort: type[BaseException] | None,
        fout: BaseException | None,
        spoor: TracebackType | None,
    ) -> None:
        """Let go of the cluster; what was handed out is cancelled.

        Who is told to stop does not wait for what workers are doing.
        """
        if soort is not None and not issubclass(soort, Exception):
            self._stapel.pop_all()
            if self._lokaal is not None:
                for oppas in self._lokaal.workers.values():
                    oppas.auto_restart = False
            stop_kinderen()
        self._stapel.close()

    def _start_lokaal(self) -> Any:
        from multiprocessing import resource_tracker

        from distributed import LocalCluster
        from distributed.utils import LoopRunner

        if _STIL not in sys.warnoptions:
            sys.warnoptions.append(_STIL)  # multiprocessing starts its helpers with these
        resource_tracker.ensure_running()  # it would let the signal through again
        lus = LoopRunner()
        with zonder_onderbreking():
            lus.start()
        self._stapel.callback(lus.stop)
        return LocalCluster(
            n_workers=self.workers,
            loop=lus.loop,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
            local_directory=str(self.werk),
        )

    def _verbind(self, distributed: Any, adres: Any) -> Any:
        # Made in two steps, to have hold of one that fails to connect. Left open, it closes when it
        # is cleared away, and that may wait for ever for a lock that the next client holds.
        client = distributed.Client.__new__(distributed.Client)
        try:
            client.__init__(adres, timeout=VERBINDEN, set_as_default=False)
            return client
        except (OSError, ValueError, TypeError, RuntimeError) as fout:
            with contextlib.suppress(Exception):  # half made: why it failed is what must be said
                client.close()
            raise CongruentieFout(
                f"Er is geen verbinding met de scheduler op {adres}.",
                "Schrijf het adres zoals Dask het noemt, bijvoorbeeld tcp://127.0.0.1:8786, en "
                "controleer of de scheduler draait.",
            ) from fout

    def _keur_workers(self) -> None:
        from distributed.utils import TimeoutError as Verlopen

        try:
            self.client.wait_for_workers(1, timeout=WACHT)
        except (Verlopen, TimeoutError) as fout:
            raise _geen_workers(self.scheduler) from fout
        hier = wie_ben_je()
        van_dask = {naam: hier[naam] for naam in VAN_DASK}
        versies_daar = self.client.get_versions(check=False)
        daar = {"de scheduler": versies_daar["scheduler"]}
        daar |= {f"de worker op {adres}": een for adres, een in versies_daar["workers"].items()}
        for wie, een in daar.items():
            if verschil := verschil_van(een["packages"], van_dask):
                raise VersieVerschil(zeg_verschil(wie, verschil))
        antwoorden = {"de scheduler": self._vraag_scheduler()}
        van_workers = self.client.run(wie_ben_je, on_error="return")
        antwoorden |= {f"de worker op {adres}": een for adres, een in van_workers.items()}
        for wie, een in antwoorden.items():
            if not isinstance(een, dict):
                raise CongruentieFout(
                    f"{wie[0].upper()}{wie[1:]} kan dit werk niet doen: {type(een).__name__}: {een}.",
                    "Installeer daar congruentie in dezelfde versie als hier.",
                )
            telt = hier if wie != "de scheduler" else {n: hier[n] for n in VAN_SCHEDULER}
            if verschil := verschil_van(een, telt):
                raise VersieVerschil(zeg_verschil(wie, verschil))

    def _vraag_scheduler(self) -> Any:
        """It reads tasks before it passes them on, so it must know this package too."""
        try:
            return self.client.run_on_scheduler(wie_ben_je)
        except Exception as fout:
            return fout

    def _verzend(self) -> None:
        """Send the inputs once; workers give them to each other.

        As the outcome of a task, not with `scatter`: when the only worker that has it dies, Dask makes
        it again from what the scheduler keeps. What was scattered would be lost, with every task.
        """
        sleutel = f"congruentie-invoer-{self.bagage.som[:32]}-{id(self)}"
        self.verzonden = self.client.submit(pak_aan, self.bagage, key=sleutel, pure=False)

    def draai(self, taken: Sequence[Taak]) -> Iterator[Taakuitkomst]:
        """Hand out tasks, and give each outcome as soon as it is there.

        Raises
        ------
        CongruentieFout
            The scheduler or all workers are gone, or a worker has other versions.
        """
        verdacht: list[Taak] = []
        tegelijk = max(_ONDERWEG, 2 * len(self.client.nthreads()))
        for taak, uitkomst in self._draai(taken, tegelijk):
            if uitkomst is None:
                verdacht.append(taak)
            else:
                yield uitkomst
        # Their workers died, perhaps of another task that they had; alone, it shows which one it is.
        for taak, uitkomst in self._draai(verdacht, 1):
            yield uitkomst or Taakuitkomst(
                taak.naam,
                fout="De worker die dit scenario maakte, viel steeds uit. Misschien is er te weinig "
                "geheugen.",
            )

    def _draai(
        self, taken: Sequence[Taak], tegelijk: int
    ) -> Iterator[tuple[Taak, Taakuitkomst | None]]:
        """Give each task with its outcome; None when its worker died, again and again."""
        from distributed import KilledWorker

        wachtrij = deque(taken)
        onderweg: dict[Any, Taak] = {}
        while wachtrij or onderweg:
            while wachtrij and len(onderweg) < tegelijk:
                taak = wachtrij.popleft()
                onderweg[self._geef(taak)] = taak
            self._wacht(list(onderweg))
            klaar = [future for future in onderweg if future.done()]
            if not klaar:
                self._leven_ze_nog()
            for future in klaar:
                taak = onderweg.pop(future)
                try:
                    uitkomst = self._neem(future, taak)
                except TimeoutError:  # its worker is gone: it is being made again
                    onderweg[future] = taak
                    self._leven_ze_nog()
                    continue
                except KilledWorker:
                    yield taak, None
                    continue
                if uitkomst is None:
                    wachtrij.append(taak)
                else:
                    yield taak, uitkomst

    def _wacht(self, onderweg: Sequence[Any]) -> None:
        """Sleep until there is an outcome, or time to look whether anyone is there."""
        from distributed import wait

        try:
            with self.client.as_current():  # without, `wait` finds no client and never waits
                wait(onderweg, timeout=_KIJKEN, return_when="FIRST_COMPLETED")
        except TimeoutError:
            pass
        except Exception as fout:
            if type(fout).__name__ not in _WEG:  # one was cancelled
                raise

    def _geef(self, taak: Taak) -> Any:
        self._pogingen[taak.naam] += 1
        nummer = f"{som(taak.naam.encode())[:8]}-{self._pogingen[taak.naam]}-{id(self)}"
        sleutel = f"congruentie-{taak.sleutel[:32]}-{nummer}"
        alles = (self.doe, taak, self.verzonden, wie_ben_je())
        return self.client.submit(werk, *alles, key=sleutel, pure=False, retries=2)

    def _neem(self, future: Any, taak: Taak) -> Taakuitkomst | None:
        """The outcome of a task, or None when it must be handed out again."""
        from distributed import KilledWorker

        try:
            uitkomst: Taakuitkomst = future.result(timeout=_OPHALEN)
        except (VersieVerschil, KilledWorker, TimeoutError):
            raise
        except Exception as fout:
            if type(fout).__name__ not in _WEG:
                return Taakuitkomst(
                    taak.naam, fout=f"Onverwachte fout: {type(fout).__name__}: {fout}"
                )
        else:
            future.release()
            return uitkomst
        if self._pogingen[taak.naam] >= _POGINGEN:
            return Taakuitkomst(
                taak.naam, fout=f"Na {_POGINGEN} pogingen gaf geen worker antwoord."
            )
        self._leven_ze_nog()
        return None

    def _leven_ze_nog(self) -> None:
        """Give up when there has been no scheduler, or no worker, for too long."""
        try:
            aantal = len(self.client.nthreads()) if self.client.status == "running" else -1
            gekomen = [een for een in self.client.get_events("all") if _is_nieuw(een[1])]
        except Exception:
            aantal = -1
        if aantal < 0:
            raise CongruentieFout(
                "De verbinding met de scheduler is verbroken. Wat klaar is, is bewaard.",
                "Geef dezelfde opdracht opnieuw; die gaat verder met de rest.",
            )
        nu = time.monotonic()
        if aantal or len(gekomen) != self._gekomen:  # one that came and died was there too
            self._gezien = self._gestart = nu
            self._gekomen = len(gekomen)
        elif nu - self._gezien > WACHT:
            raise _geen_workers(self.scheduler)
        elif self._lokaal is not None and nu - self._gestart > HERSTART:
            self._lokaal.scale(0)
            self._lokaal.scale(self.workers)
            self._gestart = nu


def _is_nieuw(gebeurtenis: Any) -> bool:
    return isinstance(gebeurtenis, dict) and gebeurtenis.get("action") == "add-worker"


def _geen_workers(scheduler: str | None) -> CongruentieFout:
    waar = f"Bij de scheduler op {scheduler}" if scheduler else "Op deze computer"
    return CongruentieFout(
        f"{waar} is al {WACHT:.0f} seconden geen enkele worker. Wat klaar is, is bewaard.",
        "Start workers met 'dask worker ADRES --nthreads 1' en geef de opdracht opnieuw.",
    )
