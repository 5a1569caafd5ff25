"use strict";
// The data of the page, the state, and the figures that follow from both. The other files ask `nu`
// for what there is to show, change the state with `zet`, and are told of every change by `volg`.
(() => {
  const { geometrie, hulp, rekenen, staat: schrift, voorstelsom } = window.congruentie;
  const { eenmaal } = hulp;
  const gegevens = JSON.parse(document.getElementById("gegevens").textContent);
  const n = gegevens.gemeenten.codes.length;
  // What stands there by brok, by gemeente from here on.
  for (const voorstel of gegevens.voorstellen)
    for (const veld of voorstel.stand ? ["stand", "alternatief", "kosten"] : []) {
      const perBrok = voorstel[veld];
      voorstel[veld] = voorstel.brok.map((nummer) => perBrok[nummer]);
    }
  const wegers = schrift.wegers(gegevens);
  const verbanden = gegevens.verbanden && {
    ...gegevens.verbanden,
    van: rekenen.verbandenVan(gegevens.verbanden, n),
  };
  const opties = { n, noemer: gegevens.noemer, inwoners: gegevens.gemeenten.inwoners };
  const volgers = [];
  // What the address says; else what the page was saved with.
  const adres = () => location.hash.slice(1) || document.documentElement.dataset.keuze || "";
  let { staat, mis } = schrift.leesFragment(adres(), gegevens);
  let nu;

  const perBanden = new Map();
  function nieuweBuren(banden) {
    const uit = banden
      ? rekenen.burenVan(
          banden.map(([a, b]) => ({ a, b })),
          n,
        )
      : buren;
    perBanden.set(banden, uit);
    return uit;
  }

  const { lijnen, vlakken } = geometrie.lees(gegevens);
  const metLijnen = ([a, b]) => ({ a, b, lijnen: lijnen.get(`${a} ${b}`) ?? [] });
  const bogen = gegevens.buren.map(metLijnen); // who borders whom over land
  const bekend = new Set(gegevens.buren.map((paar) => paar.join(" ")));
  const naden = [...lijnen.keys()].filter((paar) => !bekend.has(paar)); // and who does in the drawing only
  const getekend = [...bogen, ...naden.map((paar) => metLijnen(paar.split(" ").map(Number)))];
  const buren = rekenen.burenVan(bogen, n);
  for (const { a, b } of gegevens.overWater.map(([a, b]) => ({ a, b }))) {
    buren[a].add(b);
    buren[b].add(a);
  }

  const maten = (indelingen, gewichten) =>
    rekenen.maten(rekenen.kies(indelingen, gewichten, verbanden), opties);

  /** Everything that follows from the state. What is costly and not always shown is a function. */
  function bereken() {
    const indelingen = rekenen.verplaats(gegevens.indelingen, staat.zetten);
    const keuze = rekenen.kies(indelingen, staat.gewichten, verbanden);
    const cijfers = rekenen.maten(keuze, opties);
    const voor = staat.zetten.length ? maten(gegevens.indelingen, staat.gewichten) : cijfers;
    const gewogen = wegers.some(({ naam, gewicht }) => staat.gewichten[naam] !== gewicht);
    const anders = staat.zetten.length > 0 || gewogen;
    const voorstellen = metAanpassing(staat.aanpassing);
    const paar = eenmaal(() => voorstelsom.paarwaarde(vraag(indelingen)));
    return {
      indelingen,
      keuze,
      cijfers,
      voor,
      /** Whether other indelingen count, or weigh otherwise, than at the start. */
      gewogen,
      /** Whether everything counts as it did when the proposal was made: only then its proof holds. */
      zoalsGevraagd: !gewogen && zelfdeZetten(staat.zetten, gegevens.zetten),
      /** The proposal, what stands beside it, and last the reader's own version, if there is one. */
      voorstellen,
      /** The number of the proposal that is looked at: the own version goes before. */
      plan: staat.aanpassing.length ? voorstellen.length - 1 : 0,
      /** What two gemeenten in one regio are worth, as everything counts now. */
      paar,
      /** What a proposal is worth, as everything counts now. */
      waarde: perSleutel((nummer) => voorstelsom.waarde(voorstellen[nummer].regio, paar())),
      /** Every measure as {titel, cijfers}. What cannot be computed here, is as it was at the start. */
      maten: gegevens.maten.map(({ naam, titel, vast }) => ({
        titel: vast && anders ? `${titel}, niet herberekend` : titel,
        cijfers: vast ?? cijfers[naam],
      })),
      gemiddelde: rekenen.gemiddelde(cijfers.congruentie),
      tellen: gegevens.indelingen.filter(({ naam }) => staat.gewichten[naam] > 0),
      /** Those, and the verbanden when they count. */
      wegen: wegers.filter(({ naam }) => staat.gewichten[naam] > 0),
      jaren: eenmaal(() => perJaar(voor)),
      /** The congruentie when one indeling takes over a proposal. */
      na: perSleutel((sleutel) => {
        const [nummer, naam] = JSON.parse(sleutel);
        const lid = voorstellen[nummer].regio;
        return maten(
          indelingen.map((indeling) => (indeling.naam === naam ? { naam, lid } : indeling)),
          staat.gewichten,
        ).congruentie;
      }),
      stapel: eenmaal(() => rekenen.stapel(keuze, bogen)),
      misfits: perSleutel((naam) => rekenen.misfits(keuze, naam, buren, n)),
      partners: perSleutel((plek) => rekenen.partnersVan(keuze, plek, gegevens.noemer)),
      /** How many indelingen are the whole for a gemeente. */
      geheel: (plek) =>
        keuze.filter(
          ({ gewicht, lid }) => gewicht > 0 && lid && (gegevens.noemer !== "deelname" || lid[plek] >= 0),
        ).length,
      kansen: (plek) => rekenen.kansen(keuze, buren, plek, opties),
      /** Mean of the country after one more move. */
      metZet: (zet) =>
        rekenen.gemiddelde(maten(rekenen.verplaats(indelingen, [zet]), staat.gewichten).congruentie),
    };
  }

  /** What a proposal is weighed by. */
  const vraag = (indelingen) => ({
    indelingen,
    gewichten: staat.gewichten,
    theta: gegevens.voorstellen[0].theta,
    liever: gegevens.voorstellen[0].liever,
    verbanden,
  });

  const zelfdeZetten = (een, ander) => JSON.stringify(een) === JSON.stringify(ander);

  /** The proposals, with last the first one as the reader changed it. New regio's get a name here. */
  function metAanpassing(aanpassing) {
    const alle = gegevens.voorstellen;
    if (aanpassing.length === 0) return alle;
    const [eerste] = alle;
    const regio = [...eerste.regio];
    for (const [plek, nummer] of aanpassing) regio[plek] = nummer;
    const hoogste = Math.max(...regio, eerste.codes.length - 1);
    const erbij = Array.from({ length: hoogste + 1 - eerste.codes.length }, (_, i) => i + 1);
    const inwoners = opties.inwoners && new Array(hoogste + 1).fill(0);
    if (inwoners) regio.forEach((nummer, plek) => (inwoners[nummer] += opties.inwoners[plek]));
    const { theta, koppelingen, brok, banden, eisen, liever } = eerste;
    return [
      ...alle,
      {
        ...{ theta, koppelingen, brok, banden, eisen, liever, regio, inwoners },
        titel: "Uw versie",
        codes: [...eerste.codes, ...erbij.map((i) => `N${i}`)],
        namen: [...eerste.namen, ...erbij.map((i) => `Nieuwe regio ${i}`)],
        doelwaarde: null,
        bovengrens: null,
        wensen: [],
      },
    ];
  }

  /** The congruentie of every year, without moves: those are not history. */
  function perJaar(laatste) {
    const { lid, combinaties } = gegevens.tijd ?? { lid: [] };
    return lid.map((perIndeling, i) => {
      if (i === lid.length - 1) return laatste.congruentie;
      const toen = gegevens.indelingen.map(({ naam }, k) => ({
        naam,
        lid: perIndeling[k],
        combinaties: combinaties[i][k],
      }));
      return maten(toen, staat.gewichten).congruentie;
    });
  }

  function perSleutel(doe) {
    const bekend = new Map();
    return (sleutel) => {
      if (!bekend.has(sleutel)) bekend.set(sleutel, doe(sleutel));
      return bekend.get(sleutel);
    };
  }

  const telt = (oud, nieuw) =>
    ["gewichten", "zetten", "aanpassing"].some((veld) => oud[veld] !== nieuw[veld]);

  /** Change the state; figures are made again only where they can differ. */
  function zet(anders) {
    const oud = staat;
    // One thing is chosen at a time: a gemeente or a regio.
    if (anders.gekozen >= 0) anders = { regio: "", ...anders };
    if (anders.regio) anders = { gekozen: -1, ...anders };
    staat = schrift.zuiver({ ...staat, ...anders });
    if (telt(oud, staat)) nu = bereken();
    schrijfAdres();
    for (const volger of volgers) volger(staat, oud);
  }

  function schrijfAdres() {
    const fragment = schrift.naarFragment(staat, gegevens);
    try {
      history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    } catch {
      // Some viewers forbid it, or so many in a row; only the link is not up to date then.
    }
  }

  const overVerbanden = eenmaal(() => maten([], { verbanden: 1 }));

  /** A figure in words; over verbanden alone, who takes part in none has no figure. */
  const cijfertekst = (getal) =>
    getal === null && nu.tellen.length === 0 ? hulp.verbandentekst(0) : hulp.procent(getal);

  nu = bereken();
  window.addEventListener("hashchange", () => {
    const gelezen = schrift.leesFragment(adres(), gegevens);
    mis = gelezen.mis;
    zet(gelezen.staat);
  });

  /** The measures at the start of the page, without moves: what a change is set against. */
  const begin = eenmaal(() => maten(gegevens.indelingen, schrift.begin(gegevens).gewichten));

  /** Name and code of the regio (or regio's) of a gemeente in an indeling; empty when it has none. */
  function regioVan(indeling, plek) {
    return indeling.lid[plek] < 0 ? "" : regioNaam(indeling, indeling.lid[plek]);
  }

  function regioNaam(indeling, nummer) {
    const { namen, regios } = indeling;
    const voluit = (een) => (namen[een] === regios[een] ? regios[een] : `${namen[een]} (${regios[een]})`);
    return hulp.som(rekenen.delenVan(indeling, nummer).map(voluit));
  }

  Object.assign(window.congruentie, {
    model: {
      begin,
      /** Per place whom it borders, as it counted for a proposal: with or without ferries. */
      burenVan: ({ banden }) => (perBanden.has(banden) ? perBanden.get(banden) : nieuweBuren(banden)),
      bogen: getekend,
      /** The gemeenten as GeoJSON, each with its place as id. */
      vlakken,
      /** Whether a gemeente is drawn; in a map of a part not all are. */
      isGetekend: (plek) => gegevens.gemeenten.getekend?.[plek] ?? true,
      buren,
      cijfertekst,
      /** What of the link could not be used, in words. */
      mis: () => mis,
      nu: () => nu,
      /** The measures over the verbanden alone; they do not change. */
      overVerbanden,
      regioNaam,
      regioVan,
      verbanden,
      wegers,
      staat: () => staat,
      /** The state as it stands in the address, without "#". */
      fragment: () => schrift.naarFragment(staat, gegevens),
      /** Be told of every change, as (state, state before); the first time, at the start, without before. */
      volg(doe) {
        volgers.push(doe);
      },
      /** Show everything for the first time. */
      start() {
        for (const volger of volgers) volger(staat, null);
      },
      zet,
    },
    gegevens,
    /** Congruentie (percent) and number of partners per gm_code, for given weights; without moves. Over
     *  verbanden alone, who takes part in none is left out. */
    bereken(gewichten) {
      const { congruentie, partners } = maten(gegevens.indelingen, gewichten);
      return Object.fromEntries(
        gegevens.gemeenten.codes
          .map((gm, plek) => [gm, { congruentie: congruentie[plek], partners: partners[plek] }])
          .filter(([, cijfers]) => cijfers.congruentie !== null),
      );
    },
  });
})();
