"""Find what may tell who somebody is, or how to reach a person, in what people write.

No pattern finds everything: what is not found here can be personal all the same. That is why a person
reads each text before it becomes public (`congruentie.uitvraag.nalezen`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from congruentie.uitvraag.vragen import vergelijkvorm

__all__ = ["Soort", "Vondst", "maak_onherkenbaar", "vind_persoonsgegevens", "woorden_van"]

Soort = Literal["naam", "adres", "postcode", "bsn", "rekeningnummer", "telefoon", "e-mail"]


@dataclass(frozen=True)
class Vondst:
    """A stretch of a text that may be personal.

    Parameters
    ----------
    soort
        What it looks like.
    begin, eind
        Where it stands, as in a slice.
    zeker
        False for what is a name only perhaps, such as two words with capitals.
    """

    soort: Soort
    begin: int
    eind: int
    zeker: bool = True


_HOOFD = r"(?:['\u2019][a-z]-?)?[A-ZÀ-ÖØ-Þ][\w'\u2019]{0,40}(?:-[A-ZÀ-ÖØ-Þ][\w'\u2019]{0,40}){0,3}"
"""A word with a capital: "Jansen-Smit", "D'Hondt"."""
_VOOR = (
    r"(?:[Vv]an(?: (?:de[rn]?|het|'t|\u2019t))?|[Vv]\.?d\.?|[Dd]e[nr]?|[Tt]e[nr]?|[Tt]ot|'t|\u2019t|"
    r"[Oo]p (?:de|den|'t)|[Uu]it (?:de|den|'t)|[Ii]n (?:de|'t)|[Ll]a|[Ll]e|[Dd]u|[Dd]a|[Dd]i|[Ee]l|"
    r"[Aa]l|[Vv]on)"
)
_LETTERS = r"(?:[A-Z][a-z]?\. ?){1,6}"
_ACHTERNAAM = rf"(?:{_VOOR} )?{_HOOFD}"
_AANHEF = (
    r"de heer|(?:de )?heren|meneer|dhr|hr|mevrouw|mevr|mw|mej|familie|fam|drs|dr|mr|ir|ing|prof|bc|ds|"
    r"m\.?vr"
)
"""What stands before the name of a person, and of nothing else."""
_AMBT = (
    r"(?:loco-?)?burgemeesters?|(?:loco-?)?wethouders?|raadsleden|raadslid|gedeputeerden?|"
    r"(?:gemeente|provincie)?secretaris(?:sen)?|directeuren|directeur|griffiers?|dijkgraaf|dijkgraven|"
    r"ambtena(?:ar|ren)|(?:beleids|contact)?adviseurs?|beleidsmedewerkers?|contactperso(?:on|nen)|"
    r"(?:fractie)?voorzitters?|managers?|collega(?:'s|\u2019s)?|portefeuillehouders?|bestuurders?|"
    r"(?:regio)?co[oö]rdinator(?:en)?|projectleiders?|programmamanagers?|namens|groet(?:en)?|wnd"
)
"""What stands before a name, but before that of a place as well."""
_SOORT_STRAAT = (
    r"(?i:straat|straatweg|laan|weg|plein|kade|dijk|singel|gracht|hof|pad|steeg|dreef|park|plantsoen|"
    r"markt|brink|wal|baan|ring|erf|oord|kamp|veld|akker|haven|kerkhof|str\.?)"
)
_STRAAT = rf"(?:(?=[A-Z])[\w'\u2019.-]{{0,40}}|(?<!\w)[a-z]{{3,40}}){_SOORT_STRAAT}"
_NUMMER = r"\d{1,4}(?!\d)(?:[ -]?[a-zA-Z](?![a-zA-Z]))?(?:[-/]\d{1,4}(?!\d))?"
_POSTCODE = r"(?<![\w])[1-9]\d{3}(?: [A-Z]{2}| ?[A-Z]{2}|[a-z]{2})(?![\w])"

_PATRONEN: tuple[tuple[Soort, re.Pattern[str]], ...] = (
    # Of what stands before the @ a short piece is enough to be linear in long texts.
    ("e-mail", re.compile(r"[\w.+'-]{1,64} ?(?:@|[(\[{] ?(?:at|apenstaartje) ?[)\]}]) ?[\w-]{1,63}"
                          r"(?: ?(?:\.|[(\[{]dot[)\]}]) ?[\w-]{1,63}){1,5}", re.I)),
    ("rekeningnummer", re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}(?!\w)", re.I)),
    ("telefoon", re.compile(r"(?:\+|(?<!\d)0)(?:[\s.()/-]{0,3}\d){8,13}(?!\d)")),
    ("bsn", re.compile(r"(?<![\d.,-])(?:\d{8,9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[ -]\d{3}[ -]\d{3})"
                       r"(?![\d-]|[.,]\d)")),
    ("adres", re.compile(
        rf"(?:(?<!\w)[A-Z][\w'\u2019.-]{{0,30}} (?:[a-z]{{2,4}} )?){{0,4}}{_STRAAT} {_NUMMER}"
        rf"(?:,? {{0,2}}{_POSTCODE})?")),
    ("adres", re.compile(rf"(?:[Ll]aan|[Ww]eg|[Pp]lein|[Ss]traat|[Hh]of) (?:van|der|op|naar) "
                         rf"(?:(?:de|den|het) )?(?:{_HOOFD} ?){{1,3}} {_NUMMER}")),
    ("adres", re.compile(rf"{_HOOFD} {_NUMMER},? {{0,2}}{_POSTCODE}")),
    ("adres", re.compile(r"[Pp]ostbus \d{1,6}")),
    ("postcode", re.compile(_POSTCODE)),
)  # fmt: skip

_MET_AANHEF = re.compile(
    rf"(?<!\w)(?i:{_AANHEF})\b\.?(?: (?i:drs|dr|mr|ir|ing|prof|bc)\.?){{0,3}} "
    rf"(?P<naam>(?:{_LETTERS}|{_HOOFD} (?={_VOOR} |[A-Z]))?{_ACHTERNAAM}"
    rf"(?:(?:, ?| en | & ){_ACHTERNAAM}){{0,10}})"
)
_MET_AMBT = re.compile(
    rf"(?<!\w)(?i:{_AMBT})(?!\w)[,:]?\s{{1,3}}(?P<naam>(?:{_LETTERS}|{_HOOFD} (?={_VOOR} |[A-Z]))?"
    rf"{_ACHTERNAAM}(?:(?:, ?| en | & )(?:{_LETTERS})?{_ACHTERNAAM}){{0,10}})"
)
_OMGEKEERD = re.compile(rf"(?<!\w)(?P<naam>{_ACHTERNAAM}, {_LETTERS})")
_LIJST = re.compile(
    rf"(?:(?:{_LETTERS})?{_ACHTERNAAM}, ?){{1,10}}(?:en )?{_LETTERS} ?{_ACHTERNAAM}"
)
_VOORLETTERS = re.compile(rf"(?<![\w.])(?P<naam>{_LETTERS}{_ACHTERNAAM})")
_TUSSENVOEGSEL = re.compile(rf"(?<!\w)(?P<naam>{_HOOFD} {_VOOR} {_HOOFD})")
_PAAR = re.compile(rf"(?<!\w)(?P<naam>{_HOOFD}(?: {_HOOFD}){{1,3}})")
_WOORD = re.compile(r"[^\W\d_]{2,40}")
_EERSTE_TUSSEN = re.compile(
    r"(?<!\w)(?P<voor>[a-z]{2,20}) (?:van (?:de[rn]?|het)|van|de|der|den|te|ter|ten) [a-z]{3,30}"
)

_VOORNAMEN_TEKST = """
aad aafke abdel achmed ahmed albert alex alexander ali alice aline amber andre andrea anita anja
anke ankie anna anne anneke annelies annemarie annemiek annet annette annie anouk anton arend
arie arjan arjen arno arnold astrid barbara bart bastiaan ben bennie berend bernard bert bianca
bob bram brigitte carin carla carlo carolien caroline cees chantal charlotte chris christa
christel christiaan christian christine claudia corrie daniel danielle david debbie dennis
desiree diana dick dirk dorien edith edwin eline elise ellen els elsbeth emma eric erik erika
erna ernst erwin esther eveline evert fatima femke ferdinand floor floris frank frans fred
frederik frits geert geertje gerard gerben gerda gerrit gert gertjan gijs gijsbert guus hanneke
hans harald harm harry hassan heidi hein heleen helma hendrik henk henny herman hester hilde
huub ibrahim inge ingrid irene iris ivo jaap jack jacob jacqueline jacques jan janine janneke
jannie jasper jeanette jelle jeroen jessica joep johan johanna johannes john joke jolanda joost
joris jos jose joyce judith julia jurgen kaat karel karen karim karin karlijn kees kim klaas
koen laura leendert leo leon liesbeth linda lisa lisette loes lotte louis luc lucas luuk maaike
maarten mandy manon marc marcel margriet maria marianne marieke mariette marije marijke marijn
marina mario marion marjan marjolein marleen marlies marloes martijn martin martine mathijs
matthijs maurice melanie menno michael michel michiel miranda mirjam mohamed mohammed monique
myrthe nadia nancy natascha nico nicole niels nienke nina olaf onno patricia patrick paul paula
pauline peter petra pien pierre piet pieter pim rachel rafael ralf ramon raymond renate rene
riet rik rita rob robbert robert robin roel roland rolf ron ronald rosanne ruben rudolf ruud
sabine sander sandra sanne saskia sebastiaan silvia simone sjaak sjoerd sofie sonja stefan
stefanie stephan steven susan suzanne sven sylvia tamara tanja tessa theo thijs thomas tijs tim
timo tineke tjeerd tom tonny truus ursula vera victor vincent wendy wesley wessel wilco
wilhelmina willeke willem wilma wim wouter xander yasmina yolanda yusuf yvette yvonne
"""
_VOORNAMEN = frozenset(_VOORNAMEN_TEKST.split())
"""First names that are common in the Netherlands and mean little else; a help, no list of all."""

_GEWOON_TEKST = """
aan akkoord alle als andere april augustus bestuur bij brabant centrum college daar dan dat de
december den der deze dinsdag dit domein donderdag door dorp drenthe economisch een eens eerste
en energie er europa februari flevoland friesland fryslan fryslân fysiek gaan geen gelderland
gemeente gemeenten gemeenteraad ggd graag groningen groot het hier hij holland ik in ipo is ja
januari jeugdhulp jeugdwet jeugdzorg juli juni kabinet kamer kan kleine land liever limburg
maandag maar maart mei met midden minister ministerie mogelijk na naar nadere nederland nee niet
nieuwe noord noord-brabant noord-holland noordoost noordwest november nu of oktober om omdat
onder onderwijs oneens ons onze ook oost op oude over overijssel participatiewet passend
portefeuillehoudersoverleg provinciale provincie raad raden regio regio's res rijk
rijkswaterstaat samen samenwerking samenwerkingsverband september sinds sociaal stad staten
stichting strategie te ten toch tot tussen tweede u uit utrecht uw van veiligheidsregio
vereniging vng voor voorstel voorwaarde vrijdag waarom wat waterschap wel west wet wie wij wil
willen wmo woensdag zaterdag ze zeeland zeker zie zij zo zondag zonder zorgkantoor zuid zuid-
holland zuidoost zuidwest
"""
_GEWOON = frozenset(_GEWOON_TEKST.split())
"""Words that begin a sentence, or that have a capital without being a person."""


def woorden_van(namen: Iterable[str]) -> frozenset[str]:
    """The words in names of places and organisations: these are no persons."""
    return frozenset(woord for naam in namen for woord in _WOORD.findall(vergelijkvorm(naam)))


def vind_persoonsgegevens(
    tekst: str, bekend: Collection[str] = frozenset(), eigen: Iterable[str] = ()
) -> list[Vondst]:
    """Find what may be personal, in the order of the text and without overlap.

    Parameters
    ----------
    tekst
        What somebody wrote.
    bekend
        Words of names of places, as `woorden_van` gives them: these make no name of a person.
    eigen
        Texts that are personal for sure, such as the contact fields of the same form.

    Notes
    -----
    A BSN is eight or nine digits that pass the eleven test ("elfproef": the sum of each digit times
    9, 8, ... 2 and the last times -1 divides by 11). An IBAN passes its test modulo 97 (ISO 13616), or
    looks like a Dutch one.
    """
    vondsten = [
        Vondst(soort, m.start(), m.end())
        for soort, patroon in _PATRONEN
        for m in patroon.finditer(tekst)
        if _klopt(soort, m[0])
    ]
    laag = tekst.casefold()
    for eigene in eigen:
        kort = eigene.strip().casefold()
        if len(kort) > 3 and len(laag) == len(tekst):
            vondsten += [
                Vondst("naam", m.start(), m.end()) for m in re.finditer(re.escape(kort), laag)
            ]
    namen = (
        Vondst("naam", een.begin, een.begin + len(tekst[een.begin : een.eind].rstrip()), een.zeker)
        for een in _namen(tekst, bekend)
    )
    return _zonder_overlap([*vondsten, *namen])


def maak_onherkenbaar(tekst: str, vondsten: Sequence[Vondst]) -> str:
    """The text with a word between brackets for each finding: "bel [naam] op [telefoon]"."""
    for vondst in reversed(vondsten):
        tekst = f"{tekst[: vondst.begin]}[{vondst.soort}]{tekst[vondst.eind :]}"
    return tekst


def _zonder_overlap(vondsten: Iterable[Vondst]) -> list[Vondst]:
    """Of findings that overlap the first one sure, made as long as all of them."""
    uit: list[Vondst] = []
    for een in sorted(vondsten, key=lambda v: (v.begin, not v.zeker, -v.eind)):
        if uit and een.begin < uit[-1].eind:
            vorig = uit[-1]
            soort = vorig.soort if vorig.zeker or not een.zeker else een.soort
            eind = max(vorig.eind, een.eind)
            uit[-1] = Vondst(soort, vorig.begin, eind, vorig.zeker or een.zeker)
        else:
            uit.append(een)
    return uit


def _klopt(soort: Soort, tekst: str) -> bool:
    """Whether the digits pass the test that belongs to what they look like."""
    cijfers = [int(teken) for teken in tekst if teken.isdigit()]
    if soort == "bsn":
        negen = [0] * (9 - len(cijfers)) + cijfers
        som = sum(c * w for c, w in zip(negen, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        return som % 11 == 0 and any(negen)
    if soort == "rekeningnummer":
        kaal = re.sub(r"[^A-Za-z0-9]", "", tekst).upper()
        if re.fullmatch(r"NL\d{2}[A-Z]{4}\d{10}", kaal):
            return True  # also with a digit that is wrong
        vorm = "".join(str(int(teken, 36)) for teken in kaal[4:] + kaal[:4])
        return bool(re.match(r"[A-Z]{2}\d{2}", kaal)) and int(vorm) % 97 == 1
    return True


def _namen(tekst: str, bekend: Collection[str]) -> Iterator[Vondst]:
    for m in _MET_AANHEF.finditer(tekst):
        yield Vondst("naam", *m.span("naam"))
    for patroon in (_MET_AMBT, _VOORLETTERS, _TUSSENVOEGSEL, _OMGEKEERD, _LIJST):
        for m in patroon.finditer(tekst):
            begin, eind = m.span("naam")
            if patroon is _TUSSENVOEGSEL:
                begin, eind = _zonder_begin(tekst, begin, eind)
            if not _is_plaats(tekst[begin:eind], bekend):
                yield Vondst("naam", begin, eind)
    yield from _misschien_namen(tekst, bekend)


def _misschien_namen(tekst: str, bekend: Collection[str]) -> Iterator[Vondst]:
    """Two words with capitals, and first names by themselves."""
    for m in _PAAR.finditer(tekst):
        begin, eind = _zonder_begin(tekst, *m.span())
        stuk = tekst[begin:eind]
        if " " in stuk and not _is_plaats(stuk, bekend):
            eerste = vergelijkvorm(stuk.split(" ", 1)[0])
            yield Vondst("naam", begin, eind, zeker=eerste in _VOORNAMEN)
    for m in _WOORD.finditer(tekst):
        if m[0][0].isupper() and vergelijkvorm(m[0]) in _VOORNAMEN.difference(bekend):
            yield Vondst("naam", *m.span(), zeker=False)
    for m in _EERSTE_TUSSEN.finditer(tekst):
        if m["voor"] in _VOORNAMEN:
            yield Vondst("naam", *m.span(), zeker=False)


def _zonder_begin(tekst: str, begin: int, eind: int) -> tuple[int, int]:
    """Without the words before it that have a capital only because a sentence begins there."""
    while (m := re.match(r"\S+ ", tekst[begin:eind])) and vergelijkvorm(m[0]) in _GEWOON:
        begin += m.end()
    return begin, eind


def _is_plaats(stuk: str, bekend: Collection[str]) -> bool:
    """Whether every word with a capital is of a place, an organisation, or an abbreviation."""
    woorden = [w for w in re.findall(r"[^\W\d_][\w]*", stuk) if w[0].isupper()]
    namen = [
        w
        for w in woorden
        if vergelijkvorm(w) not in _GEWOON
        and vergelijkvorm(w) not in bekend
        and not (len(w) <= 6 and w.isupper() and len(w) > 1)
    ]
    return not namen
