"use strict";
// The sums behind a proposal: what it is worth, who moves when an indeling takes it over, and what a
// change of it does. As congruentie/voorstel defines them; no document and no state here, so that node
// can run this file.
//
// A "vraag" is {indelingen, gewichten, theta, liever, verbanden}: what a proposal is weighed by. `liever`
// holds soft wishes [[plek, plek, gewicht]]; `verbanden` is {van, deler} or null, with `van` the sorted
// numbers of the verbanden of each gemeente.
(() => {
  const { deelt, delenVan, VERBANDEN } = globalThis.congruentie.rekenen;

  /** How many numbers two sorted lists have in common. */
  function gemeen(een, ander) {
    let [i, j, aantal] = [0, 0, 0];
    while (i < een.length && j < ander.length) {
      if (een[i] === ander[j]) aantal += 1;
      const [a, b] = [een[i], ander[j]];
      if (a <= b) i += 1;
      if (b <= a) j += 1;
    }
    return aantal;
  }

  /** What it is worth to put two gemeenten in one regio: a function of their places. */
  function paarwaarde({ indelingen, gewichten, theta, liever = [], verbanden = null }) {
    const tellen = indelingen.filter(({ naam }) => gewichten[naam] > 0);
    const alle = tellen.reduce((som, { naam }) => som + gewichten[naam], 0);
    const elk = verbanden ? (gewichten[VERBANDEN] ?? 0) / verbanden.deler : 0;
    const sleutel = (i, j) => `${Math.min(i, j)} ${Math.max(i, j)}`;
    const wensen = new Map();
    for (const [i, j, gewicht] of liever)
      wensen.set(sleutel(i, j), (wensen.get(sleutel(i, j)) ?? 0) + gewicht);
    return (i, j) => {
      let waarde = -theta * alle;
      for (const indeling of tellen) if (deelt(indeling, i, j)) waarde += gewichten[indeling.naam];
      if (elk > 0) {
        const beide = gemeen(verbanden.van[i], verbanden.van[j]);
        waarde += elk * (beide - theta * (verbanden.van[i].length + verbanden.van[j].length - beide));
      }
      return wensen.size ? waarde + (wensen.get(sleutel(i, j)) ?? 0) : waarde;
    };
  }

  /** The places in each regio of a division. */
  function perRegio(regio) {
    const uit = [];
    regio.forEach((nummer, plek) => (uit[nummer] ??= []).push(plek));
    return Array.from(uit, (plekken) => plekken ?? []);
  }

  /** What a division (regio number by place) is worth: the sum over the pairs that it puts together. */
  function waarde(regio, paar) {
    let som = 0;
    for (const plekken of perRegio(regio))
      for (let i = 0; i < plekken.length; i += 1)
        for (let j = 0; j < i; j += 1) som += paar(plekken[i], plekken[j]);
    return som;
  }

  /** How much the worth changes when some gemeenten of one regio go to another. */
  function verschil(regio, plekken, naar, paar) {
    const mee = new Set(plekken);
    const van = regio[plekken[0]];
    let som = 0;
    regio.forEach((nummer, ander) => {
      if (mee.has(ander) || (nummer !== naar && nummer !== van)) return;
      for (const plek of plekken) som += (nummer === naar ? 1 : -1) * paar(plek, ander);
    });
    return som;
  }

  /** The division with some gemeenten in another regio. */
  function verzet(regio, plekken, naar) {
    const uit = [...regio];
    for (const plek of plekken) uit[plek] = naar;
    return uit;
  }

  /** The parts that gemeenten form, of those that border each other; the largest first. */
  function stukken(plekken, buren) {
    const over = new Set(plekken);
    const uit = [];
    for (const begin of plekken) {
      if (!over.delete(begin)) continue;
      const stuk = [begin];
      for (const plek of stuk) for (const buur of buren[plek]) if (over.delete(buur)) stuk.push(buur);
      uit.push(stuk);
    }
    return uit.sort((a, b) => b.length - a.length);
  }

  /** The other regio's of a division that gemeenten border. */
  function naburig(regio, plekken, buren) {
    const uit = new Set(plekken.flatMap((plek) => [...buren[plek]].map((buur) => regio[buur])));
    uit.delete(regio[plekken[0]]);
    return [...uit].sort((a, b) => a - b);
  }

  /** Who would move in an indeling that takes a division over: the places. `koppeling` says which of its
   *  regio's each new one takes the place of, or -1 for a new one. */
  function verhuizers(regio, koppeling, indeling) {
    return regio
      .map((_, plek) => plek)
      .filter((plek) => {
        const doel = koppeling[regio[plek]] ?? -1;
        const nu = indeling.lid[plek] < 0 ? [] : delenVan(indeling, indeling.lid[plek]);
        return doel < 0 || !nu.includes(doel);
      });
  }

  const getal = new Intl.NumberFormat("nl-NL", { maximumFractionDigits: 1 });

  /** How far a number is outside bounds, in words; empty when it is within. */
  function buiten(aantal, laag, hoog, wat) {
    if (laag !== null && aantal < laag)
      return `${getal.format(aantal)} ${wat}, minimaal ${getal.format(laag)}`;
    return hoog !== null && aantal > hoog
      ? `${getal.format(aantal)} ${wat}, maximaal ${getal.format(hoog)}`
      : "";
  }

  /** Which conditions a division breaks, in words. `eisen` is as in the data island; `namen` has the names
   *  of the gemeenten, `regionamen` those of the regio's. */
  function mis(regio, { eisen, buren, inwoners, namen, regionamen }) {
    const uit = [];
    const samen = (groep) => groep.map((plek) => namen[plek]).join(", ");
    const regios = perRegio(regio);
    regios.forEach((plekken, nummer) => {
      if (plekken.length === 0) return;
      const zeg = (tekst) => tekst && uit.push(`${regionamen[nummer]}: ${tekst}.`);
      const mensen = inwoners ? plekken.reduce((som, plek) => som + inwoners[plek], 0) : 0;
      if (inwoners) zeg(buiten(mensen, eisen.min_inwoners, eisen.max_inwoners, "inwoners"));
      zeg(buiten(plekken.length, eisen.min_gemeenten, eisen.max_gemeenten, "gemeenten"));
      const los = eisen.aaneengesloten ? stukken(plekken, buren).slice(1).flat() : [];
      if (los.length) zeg(`valt in delen uiteen (los: ${samen(los)})`);
      if (eisen.zone && new Set(plekken.map((plek) => eisen.zone[plek])).size > 1)
        zeg("gaat over een grens die niet mag");
    });
    const aantal = regios.filter((plekken) => plekken.length).length;
    const [laag, hoog] = eisen.regios ?? [null, null];
    const teVeel = buiten(aantal, laag, hoog, "regio's");
    if (teVeel) uit.push(`${teVeel}.`);
    const waar = (groep) => new Set(groep.map((plek) => regio[plek])).size;
    for (const groep of eisen.samen) if (waar(groep) > 1) uit.push(`Niet meer samen: ${samen(groep)}.`);
    for (const paar of eisen.apart) if (waar(paar) === 1) uit.push(`Niet meer apart: ${samen(paar)}.`);
    for (const groep of eisen.vast)
      if (regios[regio[groep[0]]].length !== groep.length)
        uit.push(`Geen eigen regio meer: ${samen(groep)}.`);
    return uit;
  }

  /** The brokken: gemeenten with the same number, as lists of places by number. */
  const brokVan = (brok, plek) => brok.flatMap((nummer, ander) => (nummer === brok[plek] ? [ander] : []));

  globalThis.congruentie.voorstelsom = {
    brokVan,
    mis,
    naburig,
    paarwaarde,
    perRegio,
    stukken,
    verhuizers,
    verschil,
    verzet,
    waarde,
  };
})();
