"use strict";
// The sums behind the page: the measures as congruentie/maten.py defines them, and what follows from
// them. No document and no state here, so that node's own test runner can run this file.
//
// A "keuze" is a list of {naam, lid, combinaties, gewicht, leden}: `lid` gives per gemeente (by place)
// the number of its regio or -1, `leden` the places in each regio. A gemeente in several regio's has a
// number of its own: `combinaties` says which regio's that stands for, and `leden` then has who is in
// any of them. Weights are divided by the largest one, so
// that equal weights give exactly the unweighted figure.
//
// Samenwerkingsverbanden are the last of a keuze, when they count: {naam, van, gewicht, leden} without
// `lid`, for a gemeente may be in many. `leden` has the places in each verband, `van` gives per gemeente
// the numbers of its verbanden, and `gewicht` is that of each. A verband counts as an indeling with one
// regio, in the denominator only of who takes part.
(() => {
  /** The regio's that a number in `lid` stands for. */
  const delenVan = ({ combinaties }, nummer) => combinaties?.[nummer] ?? [nummer];

  /** Members of each regio, as lists of places. */
  function ledenVan(indeling) {
    const lijsten = [];
    indeling.lid.forEach((nummer, plek) => {
      if (nummer >= 0) for (const regio of delenVan(indeling, nummer)) (lijsten[regio] ??= []).push(plek);
    });
    for (const [nummer, regios] of Object.entries(indeling.combinaties ?? {}))
      lijsten[nummer] = [...new Set(regios.flatMap((regio) => lijsten[regio] ?? []))];
    return Array.from(lijsten, (lijst) => lijst ?? []);
  }

  /** Whether two gemeenten share a regio of an indeling. */
  function deelt(indeling, een, ander) {
    const [a, b] = [indeling.lid[een], indeling.lid[ander]];
    if (a === b || !indeling.combinaties) return a === b && a >= 0;
    const regios = delenVan(indeling, a);
    return a >= 0 && delenVan(indeling, b).some((regio) => regios.includes(regio));
  }

  /** Whether there is a border of an indeling between two gemeenten. */
  const isGrens = (indeling, { a, b }) => indeling.lid[a] !== indeling.lid[b] && !deelt(indeling, a, b);

  /** What all verbanden together are called in the weights, as VERBANDEN of congruentie/verbanden.py. */
  const VERBANDEN = "verbanden";

  /** Of each gemeente the numbers of the verbanden that it has partners in. */
  function verbandenVan({ leden }, n) {
    const van = Array.from({ length: n }, () => []);
    leden.forEach((plekken, nummer) => {
      if (plekken.length > 1) for (const plek of plekken) van[plek].push(nummer);
    });
    return van;
  }

  /** Make a keuze; throws an Error with a Dutch message when these weights cannot be used. Of verbanden,
   *  {van, leden, deler} with `deler` how many weigh as much as one indeling; null when there are none. */
  function kies(indelingen, gewichten, verbanden = null) {
    const perNaam = new Map(indelingen.map((indeling) => [indeling.naam, indeling]));
    for (const [naam, gewicht] of Object.entries(gewichten)) {
      if (!perNaam.has(naam) && !(verbanden && naam === VERBANDEN))
        throw new Error(`De indeling ${naam} doet niet mee op deze kaart.`);
      if (!(Number.isFinite(gewicht) && gewicht >= 0))
        throw new Error(`Het gewicht van ${naam} moet een getal van 0 of hoger zijn.`);
    }
    const namen = Object.keys(gewichten).filter((naam) => naam !== VERBANDEN);
    const elk = (gewichten[VERBANDEN] ?? 0) / (verbanden?.deler ?? 1);
    if (namen.length < 2 && elk === 0) throw new Error("Kies ten minste twee indelingen.");
    const hoogste = Math.max(elk, ...namen.map((naam) => gewichten[naam]));
    if (hoogste === 0) throw new Error("Geef ten minste een indeling een gewicht boven 0.");
    const keuze = namen.map((naam) => {
      const indeling = perNaam.get(naam);
      const { lid, combinaties } = indeling;
      return { naam, lid, combinaties, gewicht: gewichten[naam] / hoogste, leden: ledenVan(indeling) };
    });
    if (elk > 0)
      keuze.push({ naam: VERBANDEN, van: verbanden.van, leden: verbanden.leden, gewicht: elk / hoogste });
    return keuze;
  }

  /** The groups of a gemeente in a part of a keuze, as lists of places: its regio, or its verbanden. */
  function groepenVan({ lid, van, leden }, plek) {
    if (van) return van[plek].map((nummer) => leden[nummer]);
    return lid[plek] < 0 ? [] : [leden[lid[plek]]];
  }

  const deel = (teller, noemer) => (noemer > 0 ? Math.min((100 * teller) / noemer, 100) : 100);

  /** The figures of one gemeente; `gezien` is an Int32Array to mark partners with. */
  function cijfersVan(keuze, plek, { n, noemer, inwoners }, gezien) {
    let [teller, tellerInwoners, heel, partners, mensen, geen] = [0, 0, 0, 0, 0, 1];
    gezien[plek] = plek;
    for (const een of keuze) {
      const { gewicht } = een;
      const groepen = groepenVan(een, plek);
      heel += gewicht * (noemer === "deelname" || een.van ? groepen.length : 1);
      if (gewicht === 0) continue;
      for (const groep of groepen) {
        teller += gewicht * (groep.length - 1);
        geen *= 1 - (groep.length - 1) / Math.max(n - 1, 1);
        for (const ander of groep) {
          if (ander === plek) continue;
          if (inwoners) tellerInwoners += gewicht * inwoners[ander];
          if (gezien[ander] === plek) continue;
          gezien[ander] = plek;
          partners += 1;
          if (inwoners) mensen += inwoners[ander];
        }
      }
    }
    const congruentie = deel(teller, heel * partners);
    const verwacht = deel(teller, heel * Math.max(n - 1, 1) * (1 - geen));
    const ruimte = 100 - verwacht;
    const gecorrigeerd = ruimte > 1e-9 && congruentie < 100 ? (100 * (congruentie - verwacht)) / ruimte : 100;
    return { congruentie, partners, naarInwoners: deel(tellerInwoners, heel * mensen), gecorrigeerd };
  }

  /** Who has a figure: everyone, but over verbanden alone only who works with somebody. */
  function heeftCijfer(keuze, plek) {
    const telt = keuze.filter(({ gewicht }) => gewicht > 0);
    return telt.some(({ lid }) => lid) || telt.some(({ van }) => van[plek].length);
  }

  /** The measures of every gemeente, by the names of congruentie/maten.py; null for who has no figure. */
  function maten(keuze, opties) {
    const gezien = new Int32Array(opties.n).fill(-1);
    const lijst = Array.from({ length: opties.n }, (_, plek) => cijfersVan(keuze, plek, opties, gezien));
    const met = lijst.map((_, plek) => heeftCijfer(keuze, plek));
    const kolom = (veld) => lijst.map((cijfers, plek) => (met[plek] ? cijfers[veld] : null));
    return {
      congruentie: kolom("congruentie"),
      partners: lijst.map(({ partners }) => partners),
      congruentie_inwoners: opties.inwoners ? kolom("naarInwoners") : null,
      congruentie_gecorrigeerd: kolom("gecorrigeerd"),
    };
  }

  /** The mean of what is known; null of nothing. */
  function gemiddelde(getallen) {
    const bekend = getallen.filter((getal) => getal !== null);
    return bekend.length ? bekend.reduce((som, getal) => som + getal, 0) / bekend.length : null;
  }

  /** Who shares a regio or a verband with a gemeente: [{plek, aandeel, samen, verbanden}], most shared
   *  first: the names of the indelingen and the number of verbanden. The mean of the shares is the
   *  congruentie. */
  function partnersVan(keuze, plek, noemer) {
    const som = new Map();
    let alle = 0;
    for (const een of keuze) {
      const groepen = groepenVan(een, plek);
      alle += een.gewicht * (noemer === "deelname" || een.van ? groepen.length : 1);
      if (een.gewicht === 0) continue;
      for (const groep of groepen)
        for (const ander of groep) {
          if (ander === plek) continue;
          const tot = som.get(ander) ?? { plek: ander, aandeel: 0, samen: [], verbanden: 0 };
          tot.aandeel += een.gewicht;
          if (een.van) tot.verbanden += 1;
          else tot.samen.push(een.naam);
          som.set(ander, tot);
        }
    }
    return [...som.values()]
      .map((tot) => ({ ...tot, aandeel: tot.aandeel / alle }))
      .sort((a, b) => b.aandeel - a.aandeel || a.plek - b.plek);
  }

  const alleenIndelingen = (keuze) => keuze.filter(({ lid }) => lid);

  /** Per indeling whether two gemeenten are together: true, false, or null when one has no regio. */
  function samenOfApart(keuze, een, ander) {
    return alleenIndelingen(keuze).map((indeling) => {
      const geen = indeling.lid[een] < 0 || indeling.lid[ander] < 0;
      return { naam: indeling.naam, samen: geen ? null : deelt(indeling, een, ander) };
    });
  }

  /** Indelingen after moves [{plek, naam, regio}]; the ones that change are copies. */
  function verplaats(indelingen, zetten) {
    return indelingen.map((indeling) => {
      const eigen = zetten.filter(({ naam }) => naam === indeling.naam);
      if (eigen.length === 0) return indeling;
      const lid = [...indeling.lid];
      for (const { plek, regio } of eigen) lid[plek] = regio;
      return { ...indeling, lid };
    });
  }

  /** Per gemeente the places it borders, from arcs [{a, b}]. */
  function burenVan(bogen, n) {
    const buren = Array.from({ length: n }, () => new Set());
    for (const { a, b } of bogen) {
      buren[a].add(b);
      buren[b].add(a);
    }
    return buren;
  }

  /** Regio's of an indeling that a gemeente could move to: those of its neighbours. Who is in several
   *  can stay in one of them. */
  function buurregios(indeling, buren, plek) {
    const { lid } = indeling;
    const regios = new Set([...buren[plek]].flatMap((buur) => delenVan(indeling, lid[buur])));
    regios.delete(lid[plek]);
    regios.delete(-1);
    return [...regios].sort((a, b) => a - b);
  }

  /** Every single move of a gemeente and what it wins by it itself, in percentage points, best first. */
  function kansen(keuze, buren, plek, opties) {
    const gezien = new Int32Array(opties.n).fill(-1);
    const nu = cijfersVan(keuze, plek, opties, gezien).congruentie;
    const uit = [];
    keuze.forEach((indeling, k) => {
      if (indeling.van || indeling.gewicht === 0 || indeling.lid[plek] < 0) return;
      for (const regio of buurregios(indeling, buren, plek)) {
        const lid = [...indeling.lid];
        lid[plek] = regio;
        const leden = [...indeling.leden];
        leden[regio] = [...new Set([...leden[regio], plek])];
        const anders = keuze.map((een, j) => (j === k ? { ...indeling, lid, leden } : een));
        const straks = cijfersVan(anders, plek, opties, gezien.fill(-1)).congruentie;
        uit.push({ naam: indeling.naam, regio, winst: straks - nu });
      }
    });
    return uit.sort((a, b) => b.winst - a.winst);
  }

  /** How many of the chosen indelingen have a border along each arc. */
  function stapel(keuze, bogen) {
    const tellen = alleenIndelingen(keuze).filter(({ gewicht }) => gewicht > 0);
    return bogen.map((boog) => tellen.filter((indeling) => isGrens(indeling, boog)).length);
  }

  /** Gemeenten that, by the other indelingen, belong with a bordering regio rather than with their own.
   *  The tie with a regio is the mean share of the other indelingen that one has in common with its
   *  members. Gives per place null or {regio, hier, daar}, ties between 0 and 1. */
  function misfits(keuze, naam, buren, n) {
    const eigen = keuze.find((indeling) => indeling.naam === naam);
    const rest = alleenIndelingen(keuze).filter((een) => een !== eigen && een.gewicht > 0);
    const alle = rest.reduce((som, { gewicht }) => som + gewicht, 0);
    const band = (plek, regio) => {
      const anderen = eigen.leden[regio].filter((ander) => ander !== plek);
      if (anderen.length === 0) return 0;
      let som = 0;
      for (const indeling of rest)
        som += indeling.gewicht * anderen.filter((ander) => deelt(indeling, ander, plek)).length;
      return som / (alle * anderen.length);
    };
    return Array.from({ length: n }, (_, plek) => {
      if (eigen.lid[plek] < 0 || alle === 0) return null;
      const hier = band(plek, eigen.lid[plek]);
      const nu = delenVan(eigen, eigen.lid[plek]);
      const beste = buurregios(eigen, buren, plek)
        .filter((regio) => !nu.includes(regio))
        .map((regio) => ({ regio, hier, daar: band(plek, regio) }))
        .sort((a, b) => b.daar - a.daar || a.regio - b.regio)[0];
      return beste && beste.daar > hier + 1e-9 ? beste : null;
    });
  }

  /** Which colour each group would take from another map: that of the group it is most like, by the
   *  members they share of all in either. Gives [regio, colour], most alike first; each group there once. */
  function kleurenVan(lid, { lid: daar, kleuren }) {
    const [hier, ginds, samen] = [new Map(), new Map(), new Map()];
    const tel = (waar, wat) => waar.set(wat, (waar.get(wat) ?? 0) + 1);
    lid.forEach((regio, plek) => {
      if (regio >= 0) tel(hier, regio);
      if (daar[plek] >= 0) tel(ginds, daar[plek]);
      if (regio >= 0 && daar[plek] >= 0) tel(samen, `${regio} ${daar[plek]}`);
    });
    const paren = [...samen].map(([paar, aantal]) => {
      const [regio, ander] = paar.split(" ").map(Number);
      return { regio, ander, deel: aantal / (hier.get(regio) + ginds.get(ander) - aantal) };
    });
    paren.sort((a, b) => b.deel - a.deel || a.regio - b.regio || a.ander - b.ander);
    const [uit, gebruikt] = [new Map(), new Set()];
    for (const { regio, ander } of paren) {
      if (uit.has(regio) || gebruikt.has(ander)) continue;
      gebruikt.add(ander);
      uit.set(regio, kleuren[daar.indexOf(ander)]);
    }
    return uit;
  }

  /** A colour number per group, such that groups that touch differ: largest degree first. With another
   *  map `voorbeeld` {lid, kleuren} the groups that are most like one there go first, and take its colour. */
  function kleurGroepen(lid, bogen, voorbeeld = null) {
    const buren = new Map();
    for (const regio of lid) if (regio >= 0) buren.set(regio, new Set());
    for (const { a, b } of bogen) {
      if (lid[a] < 0 || lid[b] < 0 || lid[a] === lid[b]) continue;
      buren.get(lid[a]).add(lid[b]);
      buren.get(lid[b]).add(lid[a]);
    }
    const wens = voorbeeld ? kleurenVan(lid, voorbeeld) : new Map();
    const kleur = new Map();
    const overige = [...buren.keys()].filter((regio) => !wens.has(regio));
    overige.sort((a, b) => buren.get(b).size - buren.get(a).size || a - b);
    for (const regio of [...wens.keys(), ...overige]) {
      const bezet = new Set([...buren.get(regio)].map((ander) => kleur.get(ander)));
      let nummer = wens.get(regio) ?? 0;
      if (bezet.has(nummer)) nummer = 0;
      while (bezet.has(nummer)) nummer += 1;
      kleur.set(regio, nummer);
    }
    return lid.map((regio) => kleur.get(regio) ?? -1);
  }

  /** Number of the class of a percentage; within 1e-9 of a break counts as on it, as in Python. */
  function klasseVan(klassen, procent) {
    let nummer = 0;
    klassen.forEach((klasse, i) => {
      if (procent + 1e-9 >= klasse.vanaf) nummer = i;
    });
    return nummer;
  }

  /** Number of the class of a change: steps begin at `grenzen`, the same both ways; within 1e-9 of
   *  nothing is equal, as in Python. */
  function verschilVan(punten, grenzen = [5, 20]) {
    const grootte = Math.abs(punten) + 1e-9;
    return (
      1 + grenzen.length + Math.sign(punten) * [2e-9, ...grenzen].filter((grens) => grootte >= grens).length
    );
  }

  (globalThis.congruentie ??= {}).rekenen = {
    VERBANDEN,
    burenVan,
    buurregios,
    deelt,
    delenVan,
    gemiddelde,
    isGrens,
    kansen,
    kies,
    klasseVan,
    kleurGroepen,
    ledenVan,
    maten,
    misfits,
    partnersVan,
    samenOfApart,
    stapel,
    verbandenVan,
    verplaats,
    verschilVan,
  };
})();
