"use strict";
// The map, or both maps, as a picture with title, legend and source: SVG, and from that a PNG.
(() => {
  const { hulp, plaat } = window.congruentie;
  const { maakSvg } = hulp;
  const [BREED, HOOG, KOP, VOET, LEGENDA] = [1200, 1400, 110, 100, 330];

  /** Break a text over lines of at most so many letters. */
  function breek(tekst, breed) {
    const uit = [""];
    for (const woord of tekst.split(" ")) {
      if (uit.at(-1) && uit.at(-1).length + woord.length >= breed) uit.push("");
      uit[uit.length - 1] += (uit.at(-1) ? " " : "") + woord;
    }
    return uit;
  }

  /** One map with its title and legend, from x on. */
  function kolom(svg, x, { titel, legenda, beeld }) {
    let y = 56;
    const schrijf = (tekst, links, grootte, extra = {}) =>
      svg.append(maakSvg("text", { x: links, y, "font-size": grootte, ...extra }, tekst));
    for (const regel of breek(titel, 58)) {
      schrijf(regel, x + 40, 32, { "font-weight": 700 });
      y += 40;
    }
    const kaart = plaat.teken(beeld);
    const maten = { x: x + LEGENDA, y: KOP, width: BREED - LEGENDA - 40, height: HOOG - KOP - VOET };
    for (const [naam, waarde] of Object.entries(maten)) kaart.setAttribute(naam, waarde);
    svg.append(kaart, maakSvg("rect", { ...maten, fill: "none", stroke: "#5b6875" }));
    y = KOP + 24;
    for (const regel of legenda) {
      teken(svg, x + 40, y, regel);
      for (const stuk of breek(regel.tekst, regel.kleur ? 25 : 30)) {
        schrijf(stuk, regel.kleur ? x + 86 : x + 40, 19);
        y += 26;
      }
      y += 5;
    }
  }

  /** The sample of a line of the legend: an area, or a border. */
  function teken(svg, x, y, { kleur, arcering, dikte, streepjes = "" }) {
    if (dikte) {
      const stijl = { stroke: kleur, "stroke-width": 1.5 * dikte, "stroke-dasharray": streepjes };
      svg.append(maakSvg("line", { x1: x, x2: x + 34, y1: y - 7, y2: y - 7, ...stijl }));
    } else if (kleur) {
      const fill = arcering ? plaat.arcering(svg, kleur, 1) : kleur;
      svg.append(maakSvg("rect", { x, y: y - 18, width: 34, height: 22, fill, stroke: "#5b6875" }));
    }
  }

  /** A whole picture of one or two maps {titel, legenda, beeld}, side by side, with a source below. */
  function poster(delen, voet) {
    const breed = BREED * delen.length;
    const svg = maakSvg("svg", {
      viewBox: `0 0 ${breed} ${HOOG}`,
      width: breed,
      height: HOOG,
      xmlns: "http://www.w3.org/2000/svg",
      "font-family": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif",
      fill: "#16202b",
    });
    svg.append(maakSvg("rect", { width: breed, height: HOOG, fill: "#fff" }));
    delen.forEach((deel, i) => kolom(svg, i * BREED, deel));
    const regels = breek(voet, 120 * delen.length);
    regels.forEach((regel, i) => {
      const y = HOOG - 28 - 22 * (regels.length - 1 - i);
      svg.append(maakSvg("text", { x: 40, y, "font-size": 16, fill: "#46525f" }, regel));
    });
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

  window.congruentie.poster = { alsPng, poster };
})();
