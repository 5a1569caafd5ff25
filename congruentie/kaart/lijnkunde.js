"use strict";
// Sums with lines: joined end to end, moved aside, and how far a point is from one. No document here:
// node tests it. Points are {x, y}, but in `ketens`, which leaves them as they are.
(() => {
  /** Join lines that meet end to end, where no third one does. Points are pairs of numbers. */
  function ketens(lijnen) {
    const sleutel = (punt) => punt.join(" ");
    const einden = new Map();
    const eind = (lijn, achter) => sleutel(achter ? lijn.at(-1) : lijn[0]);
    lijnen.forEach((lijn, i) => {
      for (const achter of [false, true]) {
        const waar = eind(lijn, achter);
        if (!einden.has(waar)) einden.set(waar, []);
        einden.get(waar).push(i);
      }
    });
    const gebruikt = new Set();
    /** The one line that goes on from this end, with the points beyond it; null where there is none. */
    function verder(keten) {
      const waar = eind(keten, true);
      const hier = einden.get(waar);
      const i = hier.length === 2 ? hier.find((een) => !gebruikt.has(een)) : undefined;
      if (i === undefined) return null;
      gebruikt.add(i);
      const lijn = eind(lijnen[i], false) === waar ? lijnen[i] : [...lijnen[i]].reverse();
      return lijn.slice(1);
    }
    const uit = [];
    lijnen.forEach((lijn, i) => {
      if (gebruikt.has(i)) return;
      gebruikt.add(i);
      let keten = [...lijn];
      for (const kant of [0, 1]) {
        for (let stuk = verder(keten); stuk; stuk = verder(keten)) keten.push(...stuk);
        keten.reverse();
        if (kant) break;
      }
      uit.push(keten);
    });
    return uit;
  }

  /** A line moved aside, to its right when `afstand` is above 0 (with y downward). */
  function opzij(punten, afstand) {
    const normalen = punten.slice(1).map(({ x, y }, i) => {
      const [dx, dy] = [x - punten[i].x, y - punten[i].y];
      const lang = Math.hypot(dx, dy) || 1;
      return { x: -dy / lang, y: dx / lang };
    });
    return punten.map(({ x, y }, i) => {
      const [voor, na] = [normalen[Math.max(i - 1, 0)], normalen[Math.min(i, normalen.length - 1)]];
      const midden = { x: voor.x + na.x, y: voor.y + na.y };
      // In a sharp corner the point would go far out; twice as far is enough.
      const deel = afstand / Math.max((midden.x ** 2 + midden.y ** 2) / 2, 0.5);
      return { x: x + deel * midden.x, y: y + deel * midden.y };
    });
  }

  /** Distance from a point to a line. */
  function afstandTot({ x, y }, punten) {
    let kortst = Infinity;
    for (let i = 1; i < punten.length; i += 1) {
      const [a, b] = [punten[i - 1], punten[i]];
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const langs = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
      const deel = Math.min(Math.max(langs, 0), 1);
      kortst = Math.min(kortst, Math.hypot(x - a.x - deel * dx, y - a.y - deel * dy));
    }
    return kortst;
  }

  (globalThis.congruentie ??= {}).lijnkunde = { afstandTot, ketens, opzij };
})();
