"use strict";
// A weergave as one SVG picture: the second map, the print and the PNG. The same data and classes as
// the map; nothing in it needs Leaflet.
(() => {
  const { gegevens, hulp, lijnkunde, model, rekenen } = window.congruentie;
  const { maakSvg } = hulp;
  const { namen, punten } = gegevens.gemeenten;

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

  /** Draw the gemeenten of a weergave into a new SVG, with the chosen gemeente outlined. */
  function teken(weergave, { lijnen = [], klik } = {}) {
    const svg = maakSvg("svg", { viewBox: KADER.join(" "), xmlns: "http://www.w3.org/2000/svg" });
    const eenheid = maat / 700;
    PADEN.forEach((d, plek) => {
      const { kleur } = weergave.klassen[weergave.klasse(plek)];
      const fill = weergave.gearceerd?.(plek) ? arcering(svg, kleur, eenheid) : kleur;
      const pad = maakSvg("path", { d, fill, stroke: "#7d8893", "stroke-width": eenheid * 0.6 });
      if (klik) {
        pad.append(maakSvg("title", {}, `${namen[plek]}: ${weergave.tekst(plek)}`));
        pad.addEventListener("click", (muis) => klik(plek, muis.shiftKey || muis.ctrlKey || muis.metaKey));
      }
      svg.append(pad);
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
    if (weergave.grens) streep(grensPad(weergave.grens), "#16202b", 1.6);
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
      [gekozen, "#c2185b", ""],
    ]) {
      if (plek < 0) continue;
      streep(PADEN[plek], "#fff", 5);
      streep(PADEN[plek], kleur, 3, streepjes);
    }
    if (weergave.namen && model.staat().namen) schrijfNamen(svg, weergave.namen(), eenheid);
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
      .map(({ plek, tekst }) => ({
        tekst,
        x: punten[plek][0],
        y: -punten[plek][1],
        half: 0.3 * grootte * tekst.length,
      }));
    for (const { x, y, tekst } of zonderBotsing(plekken, 1.2 * grootte)) {
      svg.append(
        maakSvg(
          "text",
          {
            x,
            y,
            "font-size": grootte,
            "font-weight": 600,
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

  /** Break a text over lines of at most so many letters. */
  function breek(tekst, breed) {
    const uit = [""];
    for (const woord of tekst.split(" ")) {
      if (uit.at(-1) && uit.at(-1).length + woord.length >= breed) uit.push("");
      uit[uit.length - 1] += (uit.at(-1) ? " " : "") + woord;
    }
    return uit;
  }

  /** A whole picture with title, legend and source, as an SVG of 1200 by 1400. */
  function poster(weergave, { titel, legenda, voet, lijnen }) {
    const [breed, hoog] = [1200, 1400];
    const svg = maakSvg("svg", {
      viewBox: `0 0 ${breed} ${hoog}`,
      width: breed,
      height: hoog,
      xmlns: "http://www.w3.org/2000/svg",
      "font-family": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif",
      fill: "#16202b",
    });
    svg.append(maakSvg("rect", { width: breed, height: hoog, fill: "#fff" }));
    const kaart = teken(weergave, { lijnen });
    for (const [naam, waarde] of Object.entries({ x: 180, y: 110, width: breed - 220, height: hoog - 210 }))
      kaart.setAttribute(naam, waarde);
    svg.append(kaart);
    let y = 56;
    const schrijf = (tekst, x, grootte, extra = {}) =>
      svg.append(maakSvg("text", { x, y, "font-size": grootte, ...extra }, tekst));
    for (const regel of breek(titel, 62)) {
      schrijf(regel, 40, 34, { "font-weight": 700 });
      y += 42;
    }
    y = 170;
    for (const { kleur, tekst, arcering: gearceerd, dikte, streepjes = "" } of legenda) {
      if (dikte)
        svg.append(
          maakSvg("line", {
            x1: 40,
            x2: 74,
            y1: y - 7,
            y2: y - 7,
            stroke: kleur,
            "stroke-width": 1.5 * dikte,
            "stroke-dasharray": streepjes,
          }),
        );
      else if (kleur)
        svg.append(
          maakSvg("rect", {
            x: 40,
            y: y - 18,
            width: 34,
            height: 22,
            fill: gearceerd ? arcering(svg, kleur, 1) : kleur,
            stroke: "#5b6875",
          }),
        );
      for (const regel of breek(tekst, 34)) {
        schrijf(regel, kleur ? 86 : 40, 20);
        y += 27;
      }
      y += 5;
    }
    y = hoog - 28 - 22 * (breek(voet, 120).length - 1);
    for (const regel of breek(voet, 120)) {
      schrijf(regel, 40, 16, { fill: "#46525f" });
      y += 22;
    }
    return svg;
  }

  /** Make a PNG of an SVG; gives a promise of a Blob. */
  function alsPng(svg) {
    const bron = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
    return new Promise((klaar, mis) => {
      const beeld = new Image();
      beeld.onload = () => {
        const doek = document.createElement("canvas");
        doek.width = svg.getAttribute("width");
        doek.height = svg.getAttribute("height");
        doek.getContext("2d").drawImage(beeld, 0, 0);
        doek.toBlob((blob) => (blob ? klaar(blob) : mis(new Error("leeg"))), "image/png");
      };
      beeld.onerror = () => mis(new Error("geen beeld"));
      beeld.src = bron;
    });
  }

  window.congruentie.plaat = { BANDKLEUR, alsPng, arcering, poster, teken, zonderBotsing };
})();
