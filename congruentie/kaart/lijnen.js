"use strict";
// Borders over the map: of the indelingen and of a proposal, beside each other where they run together;
// of the provinces; and the "stapelkaart": every border as thick as the number of chosen indelingen that
// run along it.
(() => {
  const { gegevens, hulp, lijnkunde, model, rekenen, zicht } = window.congruentie;
  const { maak, maakSvg, op } = hulp;
  const [voorstel] = gegevens.voorstellen;

  const KLEUREN = ["#d4001a", "#111", "#7a2aa0", "#8a4b00", "#c2185b", "#00600f", "#1a237e", "#37474f"];
  const STREEPJES = ["", "10 4", "3 4", "14 4 3 4", "20 6", "6 3", "12 3 4 3 4 3"];
  const STAPEL = "#3b1f5b";
  const DIKTE = 2.5;
  const DIKSTE = 6;
  const MEESTE_KLASSEN = 6;

  const indelingNu = (naam) => model.nu().indelingen.find((een) => een.naam === naam);
  const zelfde = ({ a, b }) => {
    const { regio } = model.nu().voorstellen[model.nu().plan];
    return regio[a] === regio[b];
  };
  const ergens = (boog) => model.nu().indelingen.some((indeling) => rekenen.isGrens(indeling, boog));

  /** Everything that can be drawn: colour and dash no two the same for the first 56. */
  const soorten = [
    ...(voorstel
      ? [
          { sleutel: "voorstel", titel: "Grens van het voorstel", loopt: (boog) => !zelfde(boog) },
          {
            sleutel: "verdwijnt",
            titel: "Regiogrens die verdwijnt",
            loopt: (boog) => zelfde(boog) && ergens(boog),
          },
        ]
      : []),
    ...gegevens.indelingen.map(({ naam, titel }) => ({
      sleutel: `indeling:${naam}`,
      titel,
      loopt: (boog) => rekenen.isGrens(indelingNu(naam), boog),
    })),
  ].map((soort, i) => ({
    ...soort,
    dikte: DIKTE,
    kleur: KLEUREN[i % KLEUREN.length],
    streepjes: STREEPJES[i % STREEPJES.length],
  }));

  const getekend = model.bogen.filter(({ lijnen }) => lijnen.length);
  const padVan = (bogen) => lijnkunde.ketens(bogen.flatMap(({ lijnen }) => lijnen));

  /** From west to east, so that a border that goes on keeps its sides. */
  const oostwaarts = (lijn) => (lijn[0][1] > lijn.at(-1)[1] ? [...lijn].reverse() : lijn);

  // --- what there is to draw: {pad, kleur, dikte, streepjes?, opzij?, rand? (width of a white edge)} -----

  /** The borders that were asked for: beside each other along the arcs that they share. */
  function naastElkaar() {
    const gekozen = soorten.filter(({ sleutel }) => model.staat().lijnen.includes(sleutel));
    const groepen = new Map();
    for (const boog of gekozen.length ? getekend : []) {
      const langs = gekozen.flatMap(({ loopt }, k) => (loopt(boog) ? [k] : []));
      const sleutel = langs.join(" ");
      if (!groepen.has(sleutel)) groepen.set(sleutel, { langs, bogen: [] });
      groepen.get(sleutel).bogen.push(boog);
    }
    const [randen, lijnen] = [[], []];
    for (const { langs, bogen } of groepen.values()) {
      if (!langs.length) continue;
      const pad = padVan(bogen).map(oostwaarts);
      randen.push({ pad, kleur: "#fff", dikte: langs.length * DIKTE + 2 });
      langs.forEach((k, i) =>
        lijnen.push({ ...gekozen[k], pad, opzij: (i - (langs.length - 1) / 2) * DIKTE }),
      );
    }
    return { lagen: [...randen, ...lijnen], legenda: gekozen };
  }

  /** Classes of how many borders run together: each number, or when there are many at most six ranges. */
  function stapelklassen(alle) {
    const breed = Math.ceil(alle / MEESTE_KLASSEN);
    return Array.from({ length: Math.ceil(alle / breed) }, (_, i) => {
      const [van, tot] = [i * breed + 1, Math.min((i + 1) * breed, alle)];
      return {
        van,
        tot,
        titel:
          van === tot ? `grens in ${van} van ${alle} indelingen` : `grens in ${van} tot ${tot} van ${alle}`,
        dikte: Math.max(0.8, (DIKSTE * tot) / alle),
      };
    });
  }

  function stapel() {
    const per = model.nu().stapel();
    const klassen = stapelklassen(model.nu().tellen.length)
      .map(({ van, tot, titel, dikte }) => {
        const bogen = model.bogen.filter((_, i) => per[i] >= van && per[i] <= tot);
        return { titel, dikte, kleur: STAPEL, pad: padVan(bogen) };
      })
      .filter(({ pad }) => pad.length);
    const randen = klassen.map(({ pad, dikte }) => ({ pad, kleur: "#fff", dikte: dikte + 1.2 }));
    return { lagen: [...randen, ...klassen], legenda: klassen };
  }

  /** Borders of provinces, to find one's way; not where other thick lines are. */
  function provincies() {
    const { lid } = gegevens.provincies;
    const bogen = getekend.filter(({ a, b }) => lid[a] !== lid[b]);
    const lijn = { titel: "provinciegrens", kleur: "#3b4753", dikte: 1.1, pad: padVan(bogen) };
    return { lagen: [{ ...lijn, kleur: "#fff", dikte: 2.2 }, lijn], legenda: [lijn] };
  }

  /** What the state asks for beside a weergave: {lagen, legenda: [{titel, kleur, dikte, streepjes}]}. */
  function gevraagd(weergave) {
    if (bekend.staat !== model.staat()) bekend = { staat: model.staat(), per: new Map() };
    if (!bekend.per.has(weergave)) bekend.per.set(weergave, verzamel(weergave));
    return bekend.per.get(weergave);
  }

  let bekend = { staat: null, per: new Map() };
  function verzamel(weergave) {
    const { stapel: gestapeld, provincies: gewenst } = model.staat();
    const delen = [
      ...(gewenst && gegevens.provincies && !gestapeld && !weergave.grens ? [provincies()] : []),
      ...(gestapeld ? [stapel()] : []),
      naastElkaar(),
    ];
    return { lagen: delen.flatMap(({ lagen }) => lagen), legenda: delen.flatMap((deel) => deel.legenda) };
  }

  // --- on the map ----------------------------------------------------------------------------------------

  /** A line that Leaflet draws so many pixels aside of where it is. */
  const Terzijde = L.Polyline.extend({
    _projectLatlngs(lijn, uit, rand) {
      const eerste = uit.length;
      L.Polyline.prototype._projectLatlngs.call(this, lijn, uit, rand);
      if (!this.options.opzij || !(lijn[0] instanceof L.LatLng)) return;
      for (let i = eerste; i < uit.length; i += 1)
        uit[i] = lijnkunde.opzij(L.LineUtil.simplify(uit[i], 3), this.options.opzij).map(L.point);
    },
  });

  const groepen = new Map();
  function groepOp(kaart) {
    if (!groepen.has(kaart)) {
      kaart.createPane("lijnen").classList.add("doorklik");
      kaart.getPane("lijnen").style.zIndex = 450;
      groepen.set(kaart, L.layerGroup().addTo(kaart));
    }
    return groepen.get(kaart);
  }

  function teken() {
    for (const { kaart, weergave } of zicht.beelden()) {
      const groep = groepOp(kaart).clearLayers();
      for (const { pad, kleur, dikte, streepjes = "", opzij = 0 } of gevraagd(weergave()).lagen)
        new Terzijde(pad, {
          pane: "lijnen",
          interactive: false,
          smoothFactor: 0.5,
          lineCap: streepjes ? "butt" : "round",
          color: kleur,
          weight: dikte,
          dashArray: streepjes || null,
          opzij,
        }).addTo(groep);
    }
    op("lijnlegenda").replaceChildren(...alsRegels(zicht.hoofd.weergave()));
  }

  /** What the lines over a weergave mean, as list items. */
  function alsRegels(weergave) {
    return gevraagd(weergave).legenda.map((soort) => {
      const regel = maak("li");
      regel.append(staal(soort), maak("span", soort.titel));
      return regel;
    });
  }

  /** A sample of a line for a legend. */
  function staal({ kleur, streepjes = "", dikte }) {
    const svg = maakSvg("svg", { class: "lijnstaal", "aria-hidden": "true", viewBox: "0 0 36 12" });
    const lijn = (stijl) => svg.append(maakSvg("line", { x1: 0, y1: 6, x2: 36, y2: 6, ...stijl }));
    lijn({ stroke: "#fff", "stroke-width": dikte + 2 });
    lijn({ stroke: kleur, "stroke-width": dikte, "stroke-dasharray": streepjes });
    return svg;
  }

  /** Whether a line is drawn along an arc. */
  function isZichtbaar(boog, weergave) {
    const { lijnen, stapel: gestapeld } = model.staat();
    if (gestapeld && model.nu().tellen.some(({ naam }) => rekenen.isGrens(indelingNu(naam), boog)))
      return true;
    if (weergave.grens && rekenen.isGrens(weergave.grens, boog)) return true;
    return soorten.some(({ sleutel, loopt }) => lijnen.includes(sleutel) && loopt(boog));
  }

  window.congruentie.lijnen = { alsRegels, gevraagd, indelingNu, isZichtbaar, soorten, staal, teken };
})();
