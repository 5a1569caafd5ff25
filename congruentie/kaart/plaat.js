"use strict";
// What a map shows as one SVG picture, for the print and the PNG: the same classes, lines, names and part
// of the country.
(() => {
  const { gegevens, hulp, kleuren, lijnkunde, model, rekenen } = window.congruentie;
  const { maakSvg } = hulp;
  const { punten } = gegevens.gemeenten;

  const ringen = model.vlakken.features.map(({ geometry }) => geometry.coordinates.flat());
  const PADEN = ringen.map((lijst) =>
    lijst.map((ring) => `M${ring.map(([x, y]) => `${x} ${-y}`).join("L")}Z`).join(""),
  );
  const alle = punten.concat(ringen.flat(2));
  const rand = alle.reduce(
    ([w, z, o, n], [x, y]) => [Math.min(w, x), Math.min(z, y), Math.max(o, x), Math.max(n, y)],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
  const maat = Math.max(rand[2] - rand[0], rand[3] - rand[1]);
  const KADER = [
    rand[0] - maat / 50,
    -rand[3] - maat / 50,
    rand[2] - rand[0] + maat / 25,
    rand[3] - rand[1] + maat / 25,
  ];

  const lijnPad = (lijnen) =>
    lijnen.map((lijn) => `M${lijn.map(([y, x]) => `${x} ${-y}`).join("L")}`).join("");
  /** Borders where the regio on both sides differs. */
  const grensPad = (indeling) =>
    lijnPad(model.bogen.filter((boog) => rekenen.isGrens(indeling, boog)).flatMap(({ lijnen }) => lijnen));

  /** A line moved aside; a positive distance is to the right on the picture, where y goes down. */
  function naastLijn(lijn, afstand, eenheid) {
    const punten = L.LineUtil.simplify(
      lijn.map(([y, x]) => L.point(x, -y)),
      2 * eenheid,
    );
    return lijnkunde.opzij(punten, afstand).map(({ x, y }) => [-y, x]);
  }

  const BANDKLEUR = "#1d3557";
  let beelden = 0; // the same id in two pictures would take the paint of a hidden one

  /** A hatch in a colour, as a paint; `eenheid` is the size of a pixel in the units of the drawing. */
  function arcering(svg, kleur, eenheid) {
    svg.dataset.beeld ??= String((beelden += 1));
    const id = `arcering-${kleur.slice(1)}-${svg.dataset.beeld}`;
    if (!svg.querySelector(`#${id}`)) {
      const [breed, smal] = [7 * eenheid, 2 * eenheid];
      const patroon = maakSvg("pattern", {
        id,
        width: breed,
        height: breed,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      });
      patroon.append(
        maakSvg("rect", { width: breed, height: breed, fill: kleur }),
        maakSvg("rect", { width: smal, height: breed, fill: "#fff" }),
        maakSvg("rect", { x: smal, width: smal / 2, height: breed, fill: "#222" }),
      );
      svg.prepend(patroon);
    }
    return `url(#${id})`;
  }

  /** What lies around the country, where that is known. */
  function ondergrond(svg) {
    const overal = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };
    if (!gegevens.buitenland) return svg.append(maakSvg("rect", { ...overal, fill: kleuren.BUITENLAND }));
    const d = `M${gegevens.buitenland.map(([x, y]) => `${x} ${-y}`).join("L")}Z`;
    svg.append(
      maakSvg("rect", { ...overal, fill: kleuren.ZEE }),
      maakSvg("path", { d, fill: kleuren.BUITENLAND }),
    );
  }

  /** Draw what a map shows into a new SVG: a weergave with lines and names [{plek, tekst}], and the
   *  chosen gemeente outlined; all of the country, or the part in `kader` [x, y, width, height]. */
  function teken({ weergave, lijnen, namen: opschriften, kader }) {
    const venster = kader ?? KADER;
    const svg = maakSvg("svg", { viewBox: venster.join(" "), xmlns: "http://www.w3.org/2000/svg" });
    const eenheid = Math.max(venster[2], venster[3]) / 700;
    ondergrond(svg);
    PADEN.forEach((d, plek) => {
      const { kleur } = weergave.klassen[weergave.klasse(plek)];
      const fill = weergave.gearceerd?.(plek) ? arcering(svg, kleur, eenheid) : kleur;
      svg.append(maakSvg("path", { d, fill, stroke: kleuren.rand(kleur), "stroke-width": eenheid * 0.6 }));
    });
    const streep = (d, kleur, dikte, streepjes = "", extra = {}) =>
      svg.append(
        maakSvg("path", {
          d,
          fill: "none",
          stroke: kleur,
          "stroke-width": dikte * eenheid,
          "stroke-dasharray": streepjes
            .split(" ")
            .filter(Boolean)
            .map((deel) => deel * eenheid)
            .join(" "),
          ...extra,
        }),
      );
    if (weergave.grens) {
      streep(grensPad(weergave.grens), "#fff", 3);
      streep(grensPad(weergave.grens), kleuren.INKT, 1.6);
    }
    for (const { pad, dikte } of weergave.banden ?? [])
      streep(lijnPad(pad), BANDKLEUR, dikte, "", { "stroke-linecap": "round", "stroke-opacity": 0.6 });
    for (const { pad, kleur, dikte, streepjes, opzij } of lijnen)
      streep(
        lijnPad(opzij ? pad.map((lijn) => naastLijn(lijn, opzij * eenheid, eenheid)) : pad),
        kleur,
        dikte,
        streepjes,
      );
    const { gekozen, ander } = model.staat();
    for (const [plek, kleur, streepjes] of [
      [ander, "#111", "6 3"],
      [gekozen, kleuren.GEKOZEN, ""],
    ]) {
      if (plek < 0) continue;
      streep(PADEN[plek], "#fff", 5);
      streep(PADEN[plek], kleur, 3, streepjes);
    }
    schrijfNamen(svg, opschriften, eenheid);
    return svg;
  }

  /** Those of a list of names, first ones first, that cover none before them; `half` as wide as they are. */
  function zonderBotsing(lijst, hoogte) {
    const bezet = [];
    return lijst.filter(({ x, y, half }) => {
      const vrij = bezet.every(
        (ander) => Math.abs(ander.x - x) >= ander.half + half || Math.abs(ander.y - y) >= hoogte,
      );
      if (vrij) bezet.push({ x, y, half });
      return vrij;
    });
  }

  function schrijfNamen(svg, lijst, eenheid) {
    const grootte = 10 * eenheid;
    const plekken = lijst
      .filter(({ plek }) => model.isGetekend(plek))
      .map(({ plek, tekst, klasse }) => ({
        tekst,
        dik: klasse === "regionaam",
        x: punten[plek][0],
        y: -punten[plek][1],
        half: 0.3 * grootte * tekst.length,
      }));
    for (const { x, y, tekst, dik } of zonderBotsing(plekken, 1.2 * grootte)) {
      svg.append(
        maakSvg(
          "text",
          {
            x,
            y,
            "font-size": grootte,
            "font-weight": dik ? 600 : 400,
            "text-anchor": "middle",
            "dominant-baseline": "middle",
            fill: "#111",
            stroke: "#fff",
            "stroke-width": grootte / 4,
            "stroke-linejoin": "round",
            "paint-order": "stroke",
          },
          tekst,
        ),
      );
    }
  }

  window.congruentie.plaat = { BANDKLEUR, arcering, teken, zonderBotsing };
})();
