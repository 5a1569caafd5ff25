"use strict";
// What the colours of the map may stand for. A weergave says per gemeente its class and its text; the
// map, the second map, the legend, the picture and the print all draw from it.
//
// {sleutel, groep, titel, schaalt? (its classes may be fixed), klassen: [{kleur, tekst}], klasse(plek), tekst(plek), gearceerd(plek)?,
//  arcering? (what the hatching means), kort? (instead of the classes), namen?() [{plek, tekst}],
//  grens? (an indeling whose borders are drawn), banden? [{dikte, pad}] (lines between
//  gemeenten), bandtekst? (what they mean)}
(() => {
  const { gegevens, hulp, klassen, kleuren, model, rekenen } = window.congruentie;
  const { eenmaal, procent, som, verschil } = hulp;
  const { punten, inwoners } = gegevens.gemeenten;
  const { tijd } = gegevens;

  const GEEN = { kleur: kleuren.GEEN, tekst: "geen partner" };
  const GEEN_VERBAND = { kleur: kleuren.GEEN, tekst: hulp.verbandentekst(0) };
  const GEEN_REGIO = { kleur: kleuren.GEEN, tekst: "geen regio" };

  /** Percentages, in classes of what there is (`bereik`: of more than this map, to compare) or in the
   *  fixed ones; and one of their own for who has no figure. */
  function peiling(sleutel, groep, titel, waarden, { partners, bereik = waarden } = {}) {
    const schaal = eenmaal(() =>
      model.staat().vasteklassen ? gegevens.klassen : klassen.percentages(gegevens.klassen, bereik()),
    );
    const geen = eenmaal(() => waarden().includes(null));
    const leeg = (plek) => waarden()[plek] === null;
    return {
      sleutel,
      groep,
      titel,
      schaalt: true,
      get klassen() {
        return geen() ? [GEEN_VERBAND, ...schaal()] : schaal();
      },
      klasse: (plek) => (leeg(plek) ? 0 : geen() + rekenen.klasseVan(schaal(), waarden()[plek])),
      tekst: (plek) => (leeg(plek) ? GEEN_VERBAND.tekst : procent(waarden()[plek])),
      gearceerd: partners ? (plek) => partners()[plek] === 0 && !leeg(plek) : undefined,
      arcering: "zonder partners",
      /** The colour of any percentage on this scale. */
      kleurVan: (getal) => schaal()[rekenen.klasseVan(schaal(), getal)].kleur,
      bereik,
      metBereik: (ruimer) => peiling(sleutel, groep, titel, waarden, { partners, bereik: ruimer }),
    };
  }

  /** A change in percentage points, in steps of what there is or in the fixed ones. */
  function wijziging(sleutel, groep, titel, punten) {
    const schaal = eenmaal(() =>
      model.staat().vasteklassen
        ? { klassen: gegevens.verschillen }
        : klassen.wijzigingen(
            gegevens.verschillen,
            gegevens.gemeenten.codes.map((_, plek) => punten(plek)),
          ),
    );
    return {
      sleutel,
      groep,
      titel: `${titel}, in procentpunt`,
      schaalt: true,
      get klassen() {
        return schaal().klassen;
      },
      klasse: (plek) => rekenen.verschilVan(punten(plek), schaal().grenzen),
      tekst: (plek) => verschil(punten(plek)),
    };
  }

  /** Classes of what is shared: by number of indelingen where that says it all, else in quarters. */
  function partnerklassen(gekozen) {
    const { keuze } = model.nu();
    const alle = model.nu().geheel(gekozen);
    const gelijk = keuze.every(({ gewicht, lid }) => lid && (gewicht === 0 || gewicht === 1));
    if (!gelijk || alle > kleuren.PARTNER.length) {
      const teksten = ["tot 25%", "25 tot 50%", "50 tot 75%", "75 tot 100%", "overal samen"];
      return {
        klassen: teksten.map((tekst, i) => ({ kleur: kleuren.PARTNER[i], tekst })),
        klasse: (deel) => (deel > 1 - 1e-9 ? 4 : Math.min(3, Math.floor(deel * 4 + 1e-9))),
      };
    }
    const kleur = (aantal) => kleuren.PARTNER[kleuren.PARTNER.length - 1 - (alle - aantal)];
    const klassen = Array.from({ length: alle }, (_, i) => ({
      kleur: kleur(i + 1),
      tekst: i + 1 === alle ? `in alle ${alle} indelingen` : `in ${i + 1} van ${alle}`,
    }));
    return { klassen, klasse: (deel) => Math.round(deel * alle) - 1 };
  }

  function partnersVan(gekozen) {
    const per = new Map(
      model
        .nu()
        .partners(gekozen)
        .map((partner) => [partner.plek, partner]),
    );
    const { klassen, klasse } = partnerklassen(gekozen);
    return {
      sleutel: "partners",
      groep: "",
      titel: `Partners van ${gegevens.gemeenten.namen[gekozen]}`,
      klassen: [GEEN, ...klassen, { kleur: kleuren.GEKOZEN, tekst: "de gekozen gemeente" }],
      klasse: (plek) =>
        plek === gekozen ? klassen.length + 1 : per.has(plek) ? 1 + klasse(per.get(plek).aandeel) : 0,
      tekst: (plek) => {
        if (plek === gekozen) return "de gekozen gemeente";
        return per.has(plek) ? samentekst(per.get(plek), gekozen) : "geen partner";
      },
    };
  }

  /** What a gemeente and a partner share, in words. */
  function samentekst({ samen, verbanden }, gekozen) {
    const alle = model.nu().geheel(gekozen);
    return `samen in ${som([
      ...(alle ? [`${samen.length} van ${alle} indelingen`] : []),
      ...(verbanden ? [hulp.verbandentekst(verbanden)] : []),
    ])}`;
  }

  /** Each regio a colour; the names stand at the gemeente nearest to its middle. Beside another map of
   *  regio's (`voorbeeld`) a regio that is the same there has the same colour. */
  function regiokaart({ sleutel, groep, titel, lid, combinaties, naamVan, kort }) {
    const opKaart = (regio) => kort?.()[regio] ?? naamVan(regio);
    const maakKleuren = (voorbeeld) => rekenen.kleurGroepen(lid, model.bogen, voorbeeld);
    const gewoon = eenmaal(() => maakKleuren(null));
    const metKleuren = (kleurVan) => ({
      kleuren: kleurVan,
      klasse: (plek) => (kleurVan()[plek] < 0 ? 0 : 1 + (kleurVan()[plek] % kleuren.REGIO.length)),
    });
    return {
      sleutel,
      groep,
      titel,
      klassen: [GEEN_REGIO, ...kleuren.REGIO.map((kleur) => ({ kleur, tekst: "" }))],
      tekst: (plek) => (lid[plek] < 0 ? "geen regio" : naamVan(lid[plek])),
      kort: "Elke kleur is een andere regio dan die van haar buren.",
      grens: { lid, combinaties },
      namen: eenmaal(() => middens(lid).map(({ plek, regio }) => ({ plek, tekst: opKaart(regio) }))),
      ...metKleuren(gewoon),
      naast: (voorbeeld) =>
        metKleuren(eenmaal(() => maakKleuren({ lid: voorbeeld.grens.lid, kleuren: voorbeeld.kleuren() }))),
    };
  }

  function middens(lid) {
    const per = rekenen.ledenVan({ lid });
    const grootte = (plekken) => plekken.reduce((som, plek) => som + (inwoners?.[plek] ?? 1), 0);
    return per
      .map((plekken, regio) => {
        if (plekken.length === 0) return null;
        const x = rekenen.gemiddelde(plekken.map((plek) => punten[plek][0]));
        const y = rekenen.gemiddelde(plekken.map((plek) => punten[plek][1]));
        const ver = (plek) => Math.hypot(punten[plek][0] - x, punten[plek][1] - y);
        return {
          regio,
          plek: plekken.reduce((a, b) => (ver(b) < ver(a) ? b : a)),
          grootte: grootte(plekken),
        };
      })
      .filter(Boolean)
      .sort((a, b) => b.grootte - a.grootte);
  }

  /** Names without the first words that most of them share: what every regio is called tells nothing. */
  function zonderVoorvoegsel(namen) {
    const per = new Map();
    for (const naam of namen) {
      const [woord, ...rest] = naam.split(" ");
      if (rest.length) per.set(woord, (per.get(woord) ?? 0) + 1);
    }
    const vaak = [...per].find(([, keer]) => keer > namen.length / 2)?.[0];
    if (!vaak) return namen;
    return zonderVoorvoegsel(
      namen.map((naam) => (naam.startsWith(`${vaak} `) ? naam.slice(vaak.length + 1) : naam)),
    );
  }

  function indelingkaart(indeling) {
    const telt = model.nu().tellen.some(({ naam }) => naam === indeling.naam);
    const mis = () => (telt ? model.nu().misfits(indeling.naam) : []);
    const naamVan = (nummer) => som(rekenen.delenVan(indeling, nummer).map((regio) => indeling.namen[regio]));
    const kaart = regiokaart({
      sleutel: `indeling:${indeling.naam}`,
      groep: "Regio's van een indeling",
      titel: indeling.titel,
      lid: indeling.lid,
      combinaties: indeling.combinaties,
      naamVan,
      kort: eenmaal(() => zonderVoorvoegsel(indeling.namen)),
    });
    const regio = kaart.tekst;
    return Object.assign(kaart, {
      gearceerd: telt ? (plek) => Boolean(mis()[plek]) : undefined,
      arcering: "past volgens de andere indelingen beter bij een buurregio",
      tekst: (plek) => {
        const anders = mis()[plek];
        return anders
          ? `${regio(plek)}; past beter bij ${naamVan(anders.regio)} (${procent(100 * anders.daar)} gedeeld, nu ${procent(100 * anders.hier)})`
          : regio(plek);
      },
    });
  }

  function voorstelkaarten(voorstel, nummer) {
    const groep = model.nu().voorstellen.length > 1 ? voorstel.titel : "Voorstel";
    const extra = nummer ? ` (${voorstel.titel})` : "";
    const uit = [
      regiokaart({
        sleutel: `voorstel:${nummer}`,
        groep,
        titel: `Voorstel: ${new Set(voorstel.regio).size} regio's${extra}`,
        lid: voorstel.regio,
        naamVan: (regio) => voorstel.namen[regio],
      }),
      ...model
        .nu()
        .tellen.map(({ naam, titel }) =>
          peiling(
            `na:${nummer}:${naam}`,
            groep,
            `Congruentie als ${titel} het voorstel overnemen${extra}`,
            () => model.nu().na(JSON.stringify([nummer, naam])),
          ),
        ),
    ];
    // Proven of the question as it was asked, and of no other.
    if (voorstel.stand && model.nu().zoalsGevraagd) {
      uit.push({
        sleutel: `stand:${nummer}`,
        groep,
        titel: "Ligt het vast?",
        klassen: gegevens.standen,
        klasse: (plek) => voorstel.stand[plek],
        tekst: (plek) =>
          `${gegevens.standen[voorstel.stand[plek]].tekst}${voorstel.alternatief[plek] ? `: ${voorstel.alternatief[plek]}` : ""}`,
      });
    }
    return uit;
  }

  function jaarkaarten() {
    const jaren = () => model.nu().jaren();
    const laatste = tijd.jaren.length - 1;
    return [
      wijziging(
        "verandering",
        "Door de tijd",
        `Verandering ${tijd.jaren[0]}-${tijd.jaren[laatste]}`,
        (plek) => jaren()[laatste][plek] - jaren()[0][plek],
      ),
      ...tijd.jaren.map((jaar, i) =>
        // One scale for all years, to see them change.
        peiling(`jaar:${jaar}`, "Door de tijd", `Congruentie ${jaar}`, () => jaren()[i], {
          bereik: () => jaren().flat(),
        }),
      ),
    ];
  }

  let klaar = { staat: null, lijst: [] };
  /** Every weergave there is for the state. */
  function alle() {
    if (klaar.staat !== model.staat()) klaar = { staat: model.staat(), lijst: maakAlle() };
    return klaar.lijst;
  }

  function maakAlle() {
    const { gekozen, zetten } = model.staat();
    const nu = model.nu;
    const begin = model.begin();
    return [
      peiling("congruentie", "", "Congruentie", () => nu().cijfers.congruentie, {
        partners: () => nu().cijfers.partners,
      }),
      ...(gekozen >= 0 ? [partnersVan(gekozen)] : []),
      ...(zetten.length
        ? [
            wijziging(
              "watals",
              "",
              "Verschil door de verplaatsingen",
              (plek) => nu().cijfers.congruentie[plek] - nu().voor.congruentie[plek],
            ),
          ]
        : []),
      ...(nu().gewogen
        ? [
            wijziging(
              "keuze",
              "",
              "Verschil door uw keuze",
              (plek) => nu().cijfers.congruentie[plek] - begin.congruentie[plek],
            ),
          ]
        : []),
      ...(tijd ? jaarkaarten() : []),
      ...nu().voorstellen.flatMap(voorstelkaarten),
      ...nu().indelingen.map(indelingkaart),
      ...(model.verbanden ? window.congruentie.verbandkaarten() : []),
    ];
  }

  /** The weergave with a key; partners of the chosen gemeente instead of plain congruentie. */
  function huidige(lijst, sleutel) {
    const { gekozen, partners } = model.staat();
    const bekend = lijst.some((een) => een.sleutel === sleutel) ? sleutel : "congruentie";
    const gevraagd = bekend === "congruentie" && gekozen >= 0 && partners ? "partners" : bekend;
    return lijst.find((een) => een.sleutel === gevraagd);
  }

  /** What the map shows, and what the second one shows beside it, or null; with one scale, and the same
   *  colours for the same regio's. */
  function getoond() {
    const { weergave, naast } = model.staat();
    const links = huidige(alle(), weergave);
    const rechts = alle().find(({ sleutel }) => sleutel === naast) ?? null;
    if (rechts?.naast && links.naast) return [links, { ...rechts, ...rechts.naast(links) }];
    if (!rechts?.metBereik || !links.metBereik) return [links, rechts];
    const samen = eenmaal(() => [...links.bereik(), ...rechts.bereik()]);
    return [links.metBereik(samen), rechts.metBereik(samen)];
  }

  window.congruentie.weergaven = { GEEN_VERBAND, alle, getoond, huidige, peiling, regiokaart };
})();
