"use strict";
// The drawing from arcs: every piece of border travels once (congruentie/kaart/topologie.py), and areas,
// borders and outlines are made of the same points. No document here: node tests it.
(() => {
  /** An arc as points [x, y], from a start and the moves from there. */
  function punten(stappen) {
    let [x, y] = [0, 0];
    const uit = [];
    for (let i = 0; i < stappen.length; i += 2) {
      x += stappen[i];
      y += stappen[i + 1];
      uit.push([x, y]);
    }
    return uit;
  }

  /** A ring from the numbers of its arcs; `~nummer` is one that runs back. */
  function ringVan(nummers, bogen) {
    const uit = [];
    for (const nummer of nummers) {
      const boog = nummer < 0 ? [...bogen[~nummer]].reverse() : bogen[nummer];
      uit.push(...(uit.length ? boog.slice(1) : boog));
    }
    return uit;
  }

  /** The island's drawing: {vlakken: GeoJSON, each with its place as id; lijnen: by pair of places "a b",
   *  a first, the lines between them as [y, x] for Leaflet}. */
  function lees({ bogen: stappen, vlakken }) {
    const bogen = stappen.map(punten);
    const van = bogen.map(() => new Set());
    vlakken.forEach((delen, plek) =>
      delen.flat(2).forEach((nummer) => van[Math.max(nummer, ~nummer)].add(plek)),
    );
    const lijnen = new Map();
    van.forEach((wie, i) => {
      const plekken = [...wie].sort((a, b) => a - b);
      plekken.forEach((a, k) => {
        for (const b of plekken.slice(k + 1)) {
          if (!lijnen.has(`${a} ${b}`)) lijnen.set(`${a} ${b}`, []);
          lijnen.get(`${a} ${b}`).push(bogen[i].map(([x, y]) => [y, x]));
        }
      });
    });
    const features = vlakken.map((delen, plek) => ({
      type: "Feature",
      id: plek,
      properties: {},
      geometry: {
        type: "MultiPolygon",
        coordinates: delen.map((ringen) => ringen.map((nummers) => ringVan(nummers, bogen))),
      },
    }));
    return { lijnen, vlakken: { type: "FeatureCollection", features } };
  }

  (globalThis.congruentie ??= {}).geometrie = { lees };
})();
