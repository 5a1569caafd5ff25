"use strict";
// Borders over the map: of the indelingen and of a proposal, and the "stapelkaart": every border as
// thick as the number of chosen indelingen that run along it.
(() => {
  const { gegevens, hulp, model, rekenen } = window.congruentie;
  const { maak, maakSvg, op } = hulp;
  const kaart = map_kaart;
  const [voorstel] = gegevens.voorstellen;

  const KLEUREN = ["#d4001a", "#111", "#7a2aa0", "#8a4b00", "#c2185b", "#00600f", "#1a237e", "#37474f"];
  const STREEPJES = ["", "8 5", "2 5", "12 4 2 4", "16 6", "5 3", "10 3 3 3 3 3"];
  const DIKSTE = 6;

  const waar = (mag) => model.bogen.filter(mag).flatMap(({ lijnen }) => lijnen);
  const grensVan = (indeling) => waar((boog) => rekenen.isGrens(indeling, boog));
  const zelfde = ({ a, b }) => {
    const { regio } = model.nu().voorstellen[model.nu().plan];
    return regio[a] === regio[b];
  };
  const ergens = (boog) => model.nu().indelingen.some((indeling) => rekenen.isGrens(indeling, boog));

  /** Everything that can be drawn: colour and dash no two the same for the first 56. */
  const soorten = [
    ...(voorstel
      ? [
          { sleutel: "voorstel", titel: "Grens van het voorstel", pad: () => waar((boog) => !zelfde(boog)) },
          {
            sleutel: "verdwijnt",
            titel: "Regiogrens die verdwijnt",
            pad: () => waar((boog) => zelfde(boog) && ergens(boog)),
          },
        ]
      : []),
    ...gegevens.indelingen.map(({ naam, titel }) => ({
      sleutel: `indeling:${naam}`,
      titel,
      pad: () => grensVan(model.nu().indelingen.find((een) => een.naam === naam)),
    })),
  ].map((soort, i) => ({
    ...soort,
    kleur: KLEUREN[i % KLEUREN.length],
    streepjes: STREEPJES[i % STREEPJES.length],
  }));

  kaart.createPane("lijnen").classList.add("doorklik");
  kaart.getPane("lijnen").style.zIndex = 450;
  const groep = L.layerGroup().addTo(kaart);
  const opties = { pane: "lijnen", interactive: false, smoothFactor: 0, lineCap: "butt" };

  /** Width in pixels of a border along which this many of the chosen indelingen run. */
  const dikte = (aantal, alle) => Math.max(0.8, (DIKSTE * aantal) / alle);

  /** What the state asks for: [{pad, kleur, dikte, streepjes, titel}]. */
  function gevraagd() {
    const { lijnen, stapel } = model.staat();
    const alle = model.nu().tellen.length;
    const lagen = [];
    if (stapel) {
      const per = model.nu().stapel();
      for (let aantal = 1; aantal <= alle; aantal += 1) {
        lagen.push({
          pad: waar((_, i) => per[i] === aantal),
          kleur: "#3b1f5b",
          dikte: dikte(aantal, alle),
          streepjes: "",
          titel: `grens in ${aantal} van ${alle} indelingen`,
          stapel: true,
        });
      }
    }
    for (const soort of soorten) {
      if (lijnen.includes(soort.sleutel)) lagen.push({ ...soort, pad: soort.pad(), dikte: 2.5 });
    }
    return lagen;
  }

  function teken() {
    const lagen = gevraagd();
    groep.clearLayers();
    for (const { pad, kleur, dikte: weight, streepjes, stapel } of lagen) {
      if (!stapel)
        L.polyline(pad, { ...opties, color: "#fff", weight: weight + 2.5, opacity: 0.85 }).addTo(groep);
      L.polyline(pad, { ...opties, color: kleur, dashArray: streepjes || null, weight }).addTo(groep);
    }
    op("lijnlegenda").replaceChildren(
      ...lagen
        .filter(({ pad, stapel }) => pad.length || !stapel)
        .map((laag) => {
          const regel = maak("li");
          regel.append(staal(laag), maak("span", laag.titel));
          return regel;
        }),
    );
  }

  /** A sample of a line for a legend. */
  function staal({ kleur, streepjes, dikte: breedte = 2.5 }) {
    const svg = maakSvg("svg", { class: "lijnstaal", "aria-hidden": "true", viewBox: "0 0 36 12" });
    svg.append(
      maakSvg("line", { x1: 0, y1: 6, x2: 36, y2: 6, stroke: "#fff", "stroke-width": breedte + 2.5 }),
      maakSvg("line", {
        x1: 0,
        y1: 6,
        x2: 36,
        y2: 6,
        stroke: kleur,
        "stroke-width": breedte,
        "stroke-dasharray": streepjes,
      }),
    );
    return svg;
  }

  model.volg((staat, oud) => {
    const anders =
      !oud ||
      ["gewichten", "zetten", "aanpassing", "lijnen", "stapel"].some((veld) => staat[veld] !== oud[veld]);
    if (anders) teken();
  });

  window.congruentie.lijnen = { gevraagd, soorten, staal };
})();
