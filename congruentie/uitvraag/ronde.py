"""One round of a consultation: the next proposal, whose wishes it meets, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.uitvraag.antwoorden import Antwoorden
from congruentie.uitvraag.gemeentewensen import Gemeentewens, Toepassing, pas_toe
from congruentie.uitvraag.wensentabel import is_vervuld, wensentabel
from congruentie.uitvraag.wijzigingen import wijzigingen
from congruentie.voorstel import stel_voor
from congruentie.voorstel.voorwaarden import Onhaalbaar

if TYPE_CHECKING:
    from congruentie.voorstel import Eisen, Voorstel
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["GEWICHTEN", "ZWAARST", "Ronde", "maak_ronde", "met_labels"]

GEWICHTEN = (0.0, 1.0, 5.0, 10.0, 20.0, 50.0)
"""What a soft wish may be worth, for the table that shows what listening costs."""
ZWAARST = 100
"""The most that a soft wish may weigh."""


@dataclass(frozen=True, eq=False)
class Ronde:
    """One round.

    Parameters
    ----------
    gelezen
        The proposal that was asked about.
    nieuw
        The proposal with the answers in it.
    zonder
        The best proposal without any answer, under the same conditions.
    antwoorden
        What was answered; of each who answered, the latest.
    toepassing
        What became of every wish.
    domein, gewicht, zacht
        As in `congruentie.uitvraag.gemeentewensen.pas_toe`.
    """

    gelezen: GelezenVoorstel
    nieuw: Voorstel
    zonder: Voorstel
    antwoorden: Antwoorden
    toepassing: Toepassing
    domein: str | None
    gewicht: float
    zacht: bool

    @property
    def nummer(self) -> int:
        """Number of the round, from 1."""
        return self.gelezen.ronde + 1

    @property
    def vorige(self) -> Voorstel:
        """The proposal that was asked about."""
        return self.gelezen.voorstel

    @property
    def prijs(self) -> float:
        """How much `doelwaarde` (of the indelingen alone) the answers cost; 0 or more when proven."""
        return self.zonder.doelwaarde_zonder_liever - self.nieuw.doelwaarde_zonder_liever

    @cached_property
    def telt(self) -> tuple[Gemeentewens, ...]:
        """The wishes that are about this proposal: without other domeinen and repetitions."""
        return tuple(w for w in self.toepassing.wensen if w.gaat_hierover)

    @cached_property
    def wensen(self) -> pd.DataFrame:
        """What became of every wish: see `congruentie.uitvraag.wensentabel.wensentabel`."""
        return wensentabel(self)

    @cached_property
    def per_gemeente(self) -> pd.DataFrame:
        """What a round means for each gemeente.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``gm_code``. Columns: ``gm_naam``, ``inwoners`` (NaN when unknown), ``antwoord``
            (``"volledig"``, ``"deels"``, ``"leeg"``, ``"onduidelijk"``, ``"niet ontvangen"`` or ``"niet
            gevraagd"``), ``wensen`` (how many are about this proposal), ``vervuld_eerder``,
            ``vervuld``, ``aandeel_eerder`` and ``aandeel`` (percent; NaN without wishes),
            ``regio_eerder``, ``regio_eerder_naam``, ``regio_nu`` and ``regio_nu_naam``.
        """
        gemeenten = self.nieuw.indelingen.gemeenten
        gaf = {a.wie: a.status for a in self.antwoorden.antwoorden if a.soort == "gemeente"}
        gevraagd = self.antwoorden.gevraagd or gemeenten.codes
        zonder = {
            code: "niet ontvangen" if code in gevraagd else "niet gevraagd"
            for code in gemeenten.codes
        }
        uit = pd.DataFrame(
            {
                "gm_naam": gemeenten.namen,
                "inwoners": np.nan if gemeenten.inwoners is None else gemeenten.inwoners,
                "antwoord": [gaf.get(code, zonder[code]) for code in gemeenten.codes],
            },
            index=pd.Index(gemeenten.codes, name="gm_code"),
        )
        tellers = {
            "wensen": [w.van for w in self.telt],
            "vervuld_eerder": [w.van for w in self.telt if is_vervuld(w, self.vorige)],
            "vervuld": [w.van for w in self.telt if is_vervuld(w, self.nieuw)],
        }
        for kolom, wie in tellers.items():
            uit[kolom] = (
                pd.Series(wie, dtype=object).value_counts().reindex(uit.index, fill_value=0)
            )
        for kolom in ("vervuld_eerder", "vervuld"):
            deel = 100 * uit[kolom] / uit["wensen"].where(uit["wensen"] > 0)
            uit[kolom.replace("vervuld", "aandeel")] = deel
        for wanneer, voorstel in (("eerder", self.vorige), ("nu", self.nieuw)):
            uit[f"regio_{wanneer}"] = [voorstel.codes[r] for r in voorstel.regio]
            uit[f"regio_{wanneer}_naam"] = [voorstel.namen[r] for r in voorstel.regio]
        return uit

    @cached_property
    def wijzigingen(self) -> pd.DataFrame:
        """Who moves, and why: see `congruentie.uitvraag.wijzigingen.wijzigingen`."""
        return wijzigingen(self)

    @cached_property
    def samenvatting(self) -> dict[str, float]:
        """The figures of a round for the whole country.

        Returns
        -------
        dict
            ``gemeenten``; ``gevraagd`` (gemeenten that were asked), and of those ``geantwoord`` (with
            a full or partial answer), ``leeg``, ``onduidelijk`` and ``niet_ontvangen``; ``wensen``
            (about this proposal); ``hard``, ``zacht`` and ``telt_niet`` (of those);
            ``vervuld_eerder`` and ``vervuld``; per gemeente and per inwoner the mean share of its own
            wishes that is met, in percent (``aandeel_gemeenten_eerder``, ``aandeel_gemeenten``,
            ``aandeel_inwoners_eerder``, ``aandeel_inwoners``; NaN without wishes or inhabitants);
            ``verhuizen`` (gemeenten in another regio than in the last proposal) and
            ``zonder_eigen_verzoek`` (of those, who did not ask for it);
            ``doelwaarde_zonder_antwoorden``, ``doelwaarde`` (of the indelingen alone) and ``prijs``
            (the difference).
        """
        tabel = self.per_gemeente
        met = tabel[tabel["wensen"] > 0]
        uit: dict[str, float] = {
            "gemeenten": len(tabel),
            "gevraagd": int((tabel["antwoord"] != "niet gevraagd").sum()),
            "geantwoord": int(tabel["antwoord"].isin(("volledig", "deels")).sum()),
            **{
                wat.replace(" ", "_"): int((tabel["antwoord"] == wat).sum())
                for wat in ("leeg", "onduidelijk", "niet ontvangen")
            },
            "wensen": len(self.telt),
            "hard": sum(w.hoe == "hard" for w in self.telt),
            "zacht": sum(w.hoe == "zacht" for w in self.telt),
            "telt_niet": sum(w.hoe == "niet" for w in self.telt),
            "vervuld_eerder": int(tabel["vervuld_eerder"].sum()),
            "vervuld": int(tabel["vervuld"].sum()),
        }
        for kant in ("_eerder", ""):
            aandeel = met[f"aandeel{kant}"]
            uit[f"aandeel_gemeenten{kant}"] = float(aandeel.mean())
            gewogen = (aandeel * met["inwoners"]).sum(min_count=1) / met["inwoners"].sum(
                min_count=1
            )
            uit[f"aandeel_inwoners{kant}"] = float(gewogen)
        uit["verhuizen"] = len(self.wijzigingen)
        uit["zonder_eigen_verzoek"] = int((self.wijzigingen["eigen_verzoek"] != "ja").sum())
        uit["doelwaarde_zonder_antwoorden"] = self.zonder.doelwaarde_zonder_liever
        uit["doelwaarde"] = self.nieuw.doelwaarde_zonder_liever
        uit["prijs"] = self.prijs
        return uit

    def prijs_per_gewicht(
        self,
        gewichten: Sequence[float] = GEWICHTEN,
        *,
        tijd: float | None = None,
    ) -> pd.DataFrame:
        """Show what it costs to let soft wishes weigh more, or less.

        Parameters
        ----------
        gewichten
            What a soft wish may be worth, in indelingen; 0: only the hard ones count.
        tijd
            Seconds per proposal.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``gewicht``, the one of the round included. Columns: ``regios``, ``vervuld``
            (number of wishes about this proposal that are met), ``aandeel`` (percent of them),
            ``doelwaarde`` (of the indelingen alone), ``prijs`` and ``bewezen``.
        """
        rijen = []
        for gewicht in sorted({*gewichten, self.gewicht}):
            if gewicht == self.gewicht:
                voorstel = self.nieuw
            else:
                eisen = pas_toe(
                    self.antwoorden, self.vorige, self.gelezen.basis, domein=self.domein,
                    gewicht=gewicht, zacht=self.zacht,
                ).eisen  # fmt: skip
                voorstel = _stel_voor(self.gelezen, eisen, tijd)
            vervuld = sum(is_vervuld(wens, voorstel) for wens in self.telt)
            rijen.append(
                {
                    "gewicht": gewicht,
                    "regios": len(voorstel.codes),
                    "vervuld": vervuld,
                    "aandeel": 100 * vervuld / len(self.telt) if self.telt else np.nan,
                    "doelwaarde": voorstel.doelwaarde_zonder_liever,
                    "prijs": self.zonder.doelwaarde_zonder_liever
                    - voorstel.doelwaarde_zonder_liever,
                    "bewezen": voorstel.bewezen_optimaal,
                }
            )
        return pd.DataFrame(rijen).set_index("gewicht")


def maak_ronde(  # every one is a choice of the user
    gelezen: GelezenVoorstel,
    antwoorden: Antwoorden,
    *,
    domein: str | None = None,
    gewicht: float = 10.0,
    zacht: bool = False,
    tijd: float | None = None,
    namen: Mapping[str, str] | None = None,
) -> Ronde:
    """Make the next proposal from the last one and the answers to it.

    Parameters
    ----------
    gelezen
        The proposal that was asked about. The conditions of the consultation stay as they were; what
        earlier answers added is replaced by these.
    antwoorden
        The answers.
    domein
        As in `congruentie.uitvraag.gemeentewensen.pas_toe`; default that of the proposal.
    gewicht, zacht
        As there.
    namen
        Other names for regio's, as in `Voorstel.noem`. The rest keep the code and the name that they
        had in the last proposal.
    tijd
        Seconds for each of the two proposals that are made; None for no limit.

    Raises
    ------
    CongruentieFout
        The answers and the conditions cannot all be met; the message names those that clash. Or
        `gewicht` is not between 0 and `ZWAARST`.
    """
    if not 0 <= gewicht <= ZWAARST:
        raise CongruentieFout(
            f"Een zachte wens kan niet {gewicht:g} wegen.", f"Geef een getal van 0 tot {ZWAARST}."
        )
    vorige, domein = gelezen.voorstel, domein or gelezen.domein or None
    toepassing = pas_toe(
        antwoorden, vorige, gelezen.basis, domein=domein, gewicht=gewicht, zacht=zacht
    )
    nieuw = met_labels(_met_wensen(gelezen, toepassing, tijd), gelezen).noem(namen or {})
    return Ronde(
        gelezen,
        replace(nieuw, zeker_niet=toepassing.zeker_niet),
        _zonder_antwoorden(gelezen, tijd),
        antwoorden,
        toepassing,
        domein,
        gewicht,
        zacht,
    )


def met_labels(nieuw: Voorstel, gelezen: GelezenVoorstel) -> Voorstel:
    """Give each regio the code and the name of the one that it counts as; a new one gets others."""
    vorige = gelezen.voorstel
    hoogste = max(gelezen.hoogste_code, *(int(code[1:]) for code in vorige.codes))
    volgende = count(hoogste + 1)
    labels: list[tuple[str, str]] = []
    for r, oud in enumerate(vorige.vergelijk_met(nieuw.regio)):
        if oud >= 0:
            labels.append((vorige.codes[oud], vorige.namen[oud]))
            continue
        code, naam = f"V{next(volgende):02d}", nieuw.namen[r]
        bezet = {*vorige.namen, *(een for _, een in labels)}
        labels.append((code, f"{naam} ({code})" if naam in bezet else naam))
    return replace(nieuw, labels=tuple(labels))


def _met_wensen(gelezen: GelezenVoorstel, toepassing: Toepassing, tijd: float | None) -> Voorstel:
    try:
        return _stel_voor(gelezen, toepassing.eisen, tijd)
    except CongruentieFout as fout:
        if not isinstance(fout.__cause__, Onhaalbaar):
            raise
        raise CongruentieFout(
            fout.melding,
            "Overleg met deze gemeenten, of laat 'zeker niet' alleen meetellen: --zacht.",
        ) from fout


def _zonder_antwoorden(gelezen: GelezenVoorstel, tijd: float | None) -> Voorstel:
    """The best proposal without any answer; in the first round that is the one that was asked about."""
    vorige, eisen = gelezen.voorstel, gelezen.basis
    if gelezen.ronde == 0 and vorige.bewezen_optimaal and vorige.opgave.eisen == eisen:
        return vorige
    return _stel_voor(gelezen, eisen, tijd)


def _stel_voor(gelezen: GelezenVoorstel, eisen: Eisen, tijd: float | None) -> Voorstel:
    vorige = gelezen.voorstel
    return stel_voor(
        vorige.indelingen,
        theta=vorige.opgave.theta,
        eisen=eisen,
        gewichten=vorige.gewichten,
        methode=vorige.methode,
        tijd=tijd,
        noemer=vorige.noemer,
    )
