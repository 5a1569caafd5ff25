"""The real question of a consultation: sociaal domein, 200.000 inwoners, within provincies.

Every figure was first seen wrong at such a consultation, and then computed by hand or by asking the
question again with one more condition.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rondehulp import antwoorden, zegt

import congruentie as cg
from congruentie.bronnen import namen_van_domein
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.inhoud import beschrijf_gemeente, beschrijf_regio
from congruentie.errors import CongruentieFout
from congruentie.kaart.voorsteleiland import _voorstel
from congruentie.uitvraag.antwoorden import Antwoord
from congruentie.uitvraag.formulier import _afspraken
from congruentie.uitvraag.formulierinhoud import Inhoud, kies_gevraagden
from congruentie.uitvraag.ronde import maak_ronde
from congruentie.uitvraag.wijzigingen import ZONDER_VERZOEK
from congruentie.voorstel import Eisen, speelruimte
from congruentie.voorstel.anders import als_deling, heel
from congruentie.voorstel.bestand import lees_voorstel
from congruentie.voorstel.vastleggen import als_json

pytestmark = pytest.mark.zwaar

EISEN = {"min_inwoners": 200_000, "binnen": "provincie"}
MEE = "Hattem en Heerde gaan naar Stedendriehoek (V08); Wageningen gaat naar Food Valley (V10)"


@pytest.fixture(scope="module")
def sociaal():
    indelingen = cg.laad_indelingen(2026, namen_van_domein("sociaal", 2026), met_grenzen=True)
    return cg.stel_voor(indelingen, eisen=Eisen(**EISEN))


@pytest.fixture(scope="module")
def bewaard(sociaal, tmp_path_factory):
    """The file with all that takes long."""
    pad = tmp_path_factory.mktemp("sociaal") / "sociaal.json"
    pad.write_text(json.dumps(als_json(sociaal, pad.parent, uitleg=True)), "utf-8")
    return pad


@pytest.fixture(scope="module")
def gelezen(bewaard):
    return lees_voorstel(bewaard)


def van(voorstel, naam):
    """The room that a gemeente has, by its name."""
    code = voorstel.indelingen.gemeenten.codes[voorstel.indelingen.gemeenten.namen.index(naam)]
    u = voorstel.opgave.brok[voorstel.indelingen.gemeenten.plek[code]]
    return code, int(u), voorstel.speelruimte[u]


def naar(voorstel, naam, regio):
    code = voorstel.codes[voorstel.namen.index(regio)]
    return next(weg for weg in van(voorstel, naam)[2].uitwegen if weg.regio == code)


# --- what else could be ----------------------------------------------------------------------


def test_nijkerk_kan_anders_en_wie_dan_mee_moet(gelezen):
    """For 14 points, and not alone: three others move as well."""
    voorstel = gelezen.voorstel
    assert (voorstel.doelwaarde, len(voorstel.codes)) == (4189.0, 33)
    rij = voorstel.brokken.iloc[van(voorstel, "Nijkerk")[1]]
    assert rij[["stand", "alternatief", "verhuist_mee", "kosten"]].tolist() == [
        "kan anders", "naar Noord-Veluwe (V12)", MEE, 14.0,
    ]  # fmt: skip


def test_wie_blijft_heet_niet_te_verhuizen(gelezen):
    """In that same proposal Barneveld and Scherpenzeel stay, though Wageningen comes from Arnhem."""
    rij = gelezen.voorstel.brokken.iloc[van(gelezen.voorstel, "Barneveld")[1]]
    assert rij["alternatief"] == (
        "blijft in Food Valley (V10); Nijkerk gaat naar Noord-Veluwe (V12); Wageningen gaat naar Food "
        "Valley (V10)"
    )
    assert rij["verhuist_mee"] == "Hattem en Heerde gaan naar Stedendriehoek (V08)"


def test_een_uitweg_kost_wat_de_vraag_zelf_kost(gelezen):
    """Ede with Arnhem, asked for as a condition: 4165 instead of 4189."""
    voorstel = gelezen.voorstel
    weg = naar(voorstel, "Ede", "Arnhem")
    samen = [van(voorstel, naam)[0] for naam in ("Ede", "Arnhem")]
    eisen = replace(voorstel.opgave.eisen, samen=(tuple(samen),))
    anders = cg.stel_voor(voorstel.indelingen, eisen=eisen)
    assert anders.bewezen_optimaal
    assert weg.anders.bewezen
    assert weg.anders.kosten == voorstel.doelwaarde - anders.doelwaarde == 24.0


def test_een_provinciegrens_is_de_oorzaak(gelezen):
    weg = naar(gelezen.voorstel, "Nijkerk", "Flevoland")
    assert weg.anders is None
    assert weg.beletsel == (
        "Daartussen ligt de grens van Gelderland en Flevoland (provincie). Daar gaat een regio van dit "
        "voorstel niet overheen."
    )
    reden = maak_ronde(gelezen, antwoorden(zegt("GM0228", ("GM0345", "liever wel")))).wensen[
        "waarom"
    ][0]
    assert "de grens van Gelderland en Utrecht (provincie)" in reden


def test_elk_alternatief_houdt_zich_aan_alles(gelezen):
    voorstel = gelezen.voorstel
    alle = [
        een
        for ruimte in voorstel.speelruimte
        for een in (ruimte.beste, *(weg.anders for weg in ruimte.uitwegen))
        if een is not None
    ]
    assert len(alle) > 150
    for een in {een.zetten: een for een in alle}.values():
        deling = als_deling(voorstel, een.zetten)
        assert not voorstel.opgave.overtredingen(deling)
        assert een.kosten == voorstel.doelwaarde - voorstel.opgave.in_formule(
            voorstel.opgave.totaal(deling)
        )
        assert een.kosten >= 0


def test_ook_aan_hoeveel_er_verhuizen():
    """Once 47 of 67 brokken cost -250: the limit on moves was forgotten."""
    eisen = Eisen(uitgaand_van="ggd", verplaats_gemeenten=20)
    voorstel = cg.stel_voor(cg.laad_indelingen(2026), eisen=eisen)
    assert voorstel.bewezen_optimaal
    alle = [ruimte.beste for ruimte in voorstel.speelruimte if ruimte.beste]
    assert len(alle) > 40
    for een in alle:
        assert een.kosten >= 0
        assert voorstel.opgave.verhuizers(als_deling(voorstel, een.zetten))[0] <= 20


def test_overal_hetzelfde_en_maar_een_keer_uitgerekend(gelezen, monkeypatch):
    """Page, dossiers and form tell the same, out of the file."""
    monkeypatch.setattr(speelruimte, "speelruimte", None)
    monkeypatch.setattr(speelruimte, "prijzen", None)
    voorstel = gelezen.voorstel
    code = van(voorstel, "Nijkerk")[0]
    zin = heel("naar Noord-Veluwe (V12)", MEE)
    feiten = Feiten(voorstel)
    d = beschrijf_gemeente(feiten, code)
    assert (d["zwaai"]["alternatief"], d["zwaai"]["kosten"]) == (zin, 14.0)
    assert {weg["naar"]: weg["alternatief"] for weg in d["uitwegen"]}["V12"] == zin
    hier = beschrijf_regio(feiten, "V12")["hierheen"]
    assert {weg["gemeenten"]: weg["alternatief"] for weg in hier}["Nijkerk"] == zin
    (wie,) = kies_gevraagden(voorstel.indelingen.gemeenten, [], [code])
    tabel = Inhoud(voorstel).blokken(wie)[-1]
    assert ("Noord-Veluwe (V12)", "14", f"N{zin[1:]}") in tabel.rijen
    plan = _voorstel(voorstel)
    brok = voorstel.opgave.brok[voorstel.indelingen.gemeenten.plek[code]]
    assert (plan["alternatief"][brok], plan["kosten"][brok]) == (zin, 14.0)
    assert [een["prijs"] for een in plan["prijzen"]] == voorstel.prijzen["prijs"].tolist()


@pytest.mark.parametrize("wat", ["kosten", "zetten", "gemeenten"])
def test_een_gewijzigd_alternatief_wordt_geweigerd(bewaard, tmp_path, wat):
    inhoud = json.loads(bewaard.read_text("utf-8"))
    ruimten = inhoud["uitgerekend"]["speelruimte"]
    if wat == "gemeenten":
        ruimten[0]["gemeenten"] = ["GM9999"]
    else:
        beste = next(r["beste"] for r in ruimten if r["beste"] and r["beste"]["kosten"] == 14)
        beste[wat] = 13.0 if wat == "kosten" else beste["zetten"][:1]
    pad = tmp_path / "v.json"
    pad.write_text(json.dumps(inhoud), "utf-8")
    with pytest.raises(CongruentieFout, match="wat er ook kan, hoort niet bij dit voorstel"):
        lees_voorstel(pad)


# --- names -----------------------------------------------------------------------------------


def test_namen_van_regios(sociaal):
    naam = {
        wie: sociaal.namen[int(sociaal.regio[sociaal.indelingen.gemeenten.namen.index(wie)])]
        for wie in ("Hoorn", "Amstelveen", "Gouda", "Dordrecht", "Oss", "Arnhem")
    }
    assert naam == {
        "Hoorn": "West-Friesland",  # not "SWV PO 27-02": a code, of no official indeling
        "Amstelveen": "Amstelland en De Meerlanden",  # Amsterdam is not in it
        "Gouda": "Midden-Holland",
        "Dordrecht": "Zuid-Holland-Zuid",
        "Oss": "Noordoost-Brabant",
        "Arnhem": "Arnhem",
    }
    assert len(set(sociaal.namen)) == len(sociaal.namen)


def test_een_naam_kan_worden_gegeven(sociaal):
    ede = sociaal.noem({"GM0228": " Foodvalley "})
    assert set(ede.namen) - set(sociaal.namen) == {"Foodvalley"}
    assert ede.codes == sociaal.codes
    for gegeven, melding in (
        ({"GM0228": "  "}, "leeg"),
        ({"GM0228": "x" * 61}, "langer dan 60"),
        ({"GM0228": "Een", "GM0203": "Twee"}, "krijgt twee namen: Een en Twee"),
        ({"GM0228": "Zeeland"}, "Twee regio's zouden Zeeland heten"),
    ):
        with pytest.raises(CongruentieFout, match=melding):
            sociaal.noem(gegeven)


# --- rounds ----------------------------------------------------------------------------------

GEVRAAGD = (
    "GM0200",
    "GM0203",
    "GM0228",
    "GM0244",
    "GM0246",
    "GM0267",
    "GM0279",
    "GM0289",
    "GM0345",
)
WENSEN = (
    zegt("GM0203", ("GM0267", "zeker niet", "sociaal"), ("GM0228", "liever wel", "sociaal")),
    zegt("GM0267", ("GM0273", "liever wel", "sociaal"), ("GM0228", "liever niet", "sociaal")),
    zegt("GM0228", ("GM0345", "liever wel", "sociaal"), ("GM0289", "liever wel")),
    Antwoord("GM0345", "gemeente", "onduidelijk", "a.xlsx en b.xlsx"),
)


@pytest.fixture(scope="module")
def ronde(gelezen):
    alle = replace(
        antwoorden(*WENSEN), gevraagd=GEVRAAGD, niet_ontvangen=("GM0200", "GM0244", "GM0246")
    )
    return maak_ronde(gelezen, alle)


def test_een_voorstel_kent_zijn_domein(gelezen, ronde, bewaard):
    assert gelezen.domein == ronde.domein == "sociaal"
    assert json.loads(bewaard.read_text("utf-8"))["domein"] == "sociaal"
    assert (len(ronde.telt), ronde.samenvatting["hard"]) == (6, 1)
    assert ronde.toepassing.ander_domein == {}
    anders = maak_ronde(gelezen, antwoorden(WENSEN[1]), domein="fysiek")
    assert anders.toepassing.ander_domein == {"sociaal": 2}


def test_wie_is_gevraagd_en_wie_antwoordde(ronde):
    land = ronde.samenvatting
    telling = {
        wat: land[wat]
        for wat in ("gevraagd", "geantwoord", "onduidelijk", "niet_ontvangen", "leeg")
    }
    assert telling == {
        "gevraagd": 9, "geantwoord": 3, "onduidelijk": 1, "niet_ontvangen": 5, "leeg": 0,
    }  # fmt: skip
    stand = ronde.per_gemeente["antwoord"]
    assert stand["GM0345"] == "onduidelijk"
    assert (stand == "niet gevraagd").sum() == 342 - 9


def test_codes_en_namen_houden_stand(gelezen, ronde):
    """Who moves is who has another code, and every other regio is called what it was."""
    vorige, nieuw = gelezen.voorstel, ronde.nieuw
    naam = dict(zip(vorige.codes, vorige.namen, strict=True))
    assert {code: naam[code] for code in nieuw.codes} == dict(
        zip(nieuw.codes, nieuw.namen, strict=True)
    )
    for i, gm in enumerate(nieuw.indelingen.gemeenten.codes):
        anders = vorige.codes[vorige.regio[i]] != nieuw.codes[nieuw.regio[i]]
        assert anders == (gm in set(ronde.wijzigingen["gm_code"]))
    weg = ronde.wijzigingen.set_index("gm_naam")
    assert (weg["van"] != weg["naar"]).all()
    assert set(weg.index) == {"Hattem", "Heerde", "Nijkerk", "Wageningen"}


def test_waarom_iemand_verhuist(ronde):
    weg = ronde.wijzigingen.set_index("gm_naam")
    assert (
        weg.loc["Nijkerk", "waarom"] == "Eigen wens: liever wel met Putten en liever niet met Ede."
    )
    assert weg.loc["Nijkerk", "eigen_verzoek"] == "ja"
    assert weg.loc["Wageningen", "waarom"] == "Wens van Ede: liever wel met Wageningen."
    assert weg.loc["Hattem", "waarom"].startswith("Niemand vroeg dit; het volgt uit andere")
    zonder = {"Wageningen", "Hattem", "Heerde"}
    assert set(weg.index[weg["eigen_verzoek"] == ZONDER_VERZOEK]) == zonder
    assert ronde.samenvatting["zonder_eigen_verzoek"] == 3


def test_een_veto_is_een_wens_van_iemand(ronde):
    """The next form says whose, and that nothing of it was agreed."""
    vooraf, wens = (blok.tekst for blok in _afspraken(Inhoud(ronde.nieuw)))
    assert "zeker niet" not in vooraf
    assert "minimaal 200.000 inwoners per regio" in vooraf
    assert wens == (
        "Dit is niet afgesproken, maar een wens van een gemeente uit een eerdere ronde. Dit voorstel "
        "houdt zich eraan: Barneveld wil zeker niet samen met Nijkerk (een wens van Barneveld)."
    )
    assert ronde.nieuw.zeker_niet == (("GM0203", "GM0267"),)


def test_inwoners_hebben_een_bron(gelezen):
    (wie,) = kies_gevraagden(gelezen.voorstel.indelingen.gemeenten, [], ["GM0267"])
    rijen = dict(Inhoud(gelezen.voorstel).blokken(wie)[1].rijen)
    assert rijen["Inwoners van deze regio"] == (
        "246.214 (CBS, Gebieden in Nederland 2026 (StatLine-tabel 86247NED), stand 2026-01-01)"
    )
    assert rijen["Bestaat deze regio al?"].startswith("Nee, nog niet")
