"use strict";
// What stands beside and below the map: the chosen gemeente, search, table, explanation, sources.
(() => {
  const { gegevens, maak, procent, verschil, aantal, regioVan, toonOpKaart, zeg } = window.congruentie;
  const { codes, namen, inwoners } = gegevens.gemeenten;
  const { congruentie, partners } = gegevens.cijfers;
  const { tijd, voorstel } = gegevens;
  const op = (id) => document.getElementById(id);
  let gekozen = -1;
  const rijen = [];

  // --- the chosen gemeente ---------------------------------------------------------------------

  function tweetal(lijst, naam, waarde) {
    lijst.append(maak("dt", naam), maak("dd", waarde));
  }

  function beschrijf(plek) {
    const cijfers = maak("dl", "", "cijfers");
    tweetal(cijfers, "Partners", aantal(partners[plek]));
    if (inwoners) tweetal(cijfers, "Inwoners", aantal(inwoners[plek]));
    for (const maat of gegevens.maten.slice(1)) {
      tweetal(cijfers, maat.titel.replace(" (%)", ""), procent(gegevens.cijfers[maat.naam][plek]));
    }
    if (tijd) {
      tijd.jaren.forEach((jaar, i) => tweetal(cijfers, `Congruentie ${jaar}`, procent(tijd.congruentie[i][plek])));
      tweetal(cijfers, "Verandering", verschil(tijd.verandering[plek]));
    }
    const regios = maak("dl", "", "regios");
    for (const indeling of gegevens.indelingen) {
      tweetal(regios, indeling.titel, regioVan(indeling, plek) || "geen regio");
    }
    const uit = [maak("p", procent(congruentie[plek]), "groot")];
    if (partners[plek] === 0) {
      uit.push(maak("p", "Deze gemeente is overal alleen. Zij heeft geen partners en krijgt daarom bij afspraak 100%.", "melding"));
    }
    const plan = voorstel ? beschrijfVoorstel(plek) : [];
    const oorzaak = tijd?.oorzaak[plek] ? [maak("h3", "Wat er veranderde"), ...tijd.oorzaak[plek].split("; ").map((stap) => maak("p", stap))] : [];
    return [...plan, ...uit, cijfers, ...oorzaak, maak("h3", "Regio per indeling"), regios];
  }

  function beschrijfVoorstel(plek) {
    const nummer = voorstel.regio[plek];
    const genoten = namen.filter((_, ander) => ander !== plek && voorstel.regio[ander] === nummer);
    const lijst = maak("dl", "", "regios");
    tweetal(lijst, "Voorgestelde regio", `${voorstel.namen[nummer]} (${voorstel.codes[nummer]})`);
    tweetal(lijst, "Samen met", new Intl.ListFormat("nl").format(genoten) || "geen andere gemeente");
    if (voorstel.gelijk_aan[nummer]) tweetal(lijst, "Die regio is gelijk aan", voorstel.gelijk_aan[nummer]);
    if (voorstel.lijkt_op[nummer]) tweetal(lijst, "Die regio lijkt op", voorstel.lijkt_op[nummer]);
    tweetal(lijst, "Ligt het vast?", voorstel.standen[voorstel.stand[plek]].tekst);
    if (voorstel.alternatief[plek]) tweetal(lijst, "Anders", `${voorstel.alternatief[plek]}, kost ${aantal(voorstel.kosten[plek])} van de doelwaarde`);
    for (const { naam, titel } of gegevens.indelingen) {
      if (voorstel.na[naam]) tweetal(lijst, `Congruentie als ${titel} het overnemen`, procent(voorstel.na[naam][plek]));
    }
    return [lijst, maak("h3", "Congruentie nu")];
  }

  function kies(plek) {
    rijen[gekozen]?.removeAttribute("aria-current");
    gekozen = plek;
    rijen[plek]?.setAttribute("aria-current", "true");
    toonOpKaart(plek);
    op("gekozen").classList.toggle("scherm", plek < 0);
    op("gekozenkop").textContent = plek < 0 ? "Geen gemeente gekozen" : namen[plek];
    op("gekozeninhoud").replaceChildren(...(plek < 0 ? [maak("p", "Klik op een gemeente, zoek haar op, of kies haar in de tabel.")] : beschrijf(plek)));
    zeg(plek < 0 ? "Geen gemeente gekozen" : `Gekozen: ${namen[plek]}, congruentie ${procent(congruentie[plek])}, ${aantal(partners[plek])} partners`);
  }

  // --- search ------------------------------------------------------------------------------------

  const ROEPNAAM = { GM0518: "den haag", GM0796: "den bosch" };
  const kaal = (tekst) => tekst.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const zoekbaar = namen.map((naam, plek) => [kaal(naam), ROEPNAAM[codes[plek]] ?? "", codes[plek].toLowerCase()]);
  const HOOGSTENS = 8;
  let treffers = [];
  let actief = -1;

  function vind(vraag) {
    const tekst = kaal(vraag.trim());
    if (!tekst) return [];
    const score = (plek) => {
      const waar = zoekbaar[plek].map((woord) => woord.indexOf(tekst)).filter((i) => i >= 0);
      return waar.length ? Math.min(...waar) : Infinity;
    };
    return namen
      .map((_, plek) => plek)
      .filter((plek) => score(plek) < Infinity)
      .sort((a, b) => score(a) - score(b) || namen[a].localeCompare(namen[b], "nl"))
      .slice(0, HOOGSTENS);
  }

  function toonTreffers() {
    const vak = op("zoek");
    const lijst = op("treffers");
    const leeg = vak.value.trim() !== "" && treffers.length === 0;
    lijst.replaceChildren(
      ...treffers.map((plek, i) => {
        const regel = maak("li", namen[plek]);
        regel.id = `treffer-${i}`;
        regel.setAttribute("role", "option");
        regel.setAttribute("aria-selected", String(i === actief));
        regel.addEventListener("mousedown", (klik) => {
          klik.preventDefault(); // or the field would lose the focus and close the list first
          neem(plek);
        });
        return regel;
      }),
      ...(leeg ? [maak("li", "Geen gemeente gevonden", "leeg")] : []),
    );
    lijst.hidden = treffers.length === 0 && !leeg;
    vak.setAttribute("aria-expanded", String(treffers.length > 0));
    if (actief >= 0) vak.setAttribute("aria-activedescendant", `treffer-${actief}`);
    else vak.removeAttribute("aria-activedescendant");
    if (leeg) zeg("Geen gemeente gevonden");
  }

  function sluit() {
    treffers = [];
    actief = -1;
    op("treffers").hidden = true;
    op("zoek").setAttribute("aria-expanded", "false");
    op("zoek").removeAttribute("aria-activedescendant");
  }

  function neem(plek) {
    op("zoek").value = namen[plek];
    sluit();
    kies(plek);
  }

  op("zoek").addEventListener("input", () => {
    treffers = vind(op("zoek").value);
    actief = -1;
    toonTreffers();
  });
  op("zoek").addEventListener("keydown", (toets) => {
    const stap = { ArrowDown: 1, ArrowUp: -1 }[toets.key];
    if (stap && treffers.length) {
      actief = actief < 0 && stap < 0 ? treffers.length - 1 : (actief + stap + treffers.length) % treffers.length;
      toonTreffers();
    } else if (toets.key === "Enter" && treffers.length) neem(treffers[Math.max(actief, 0)]);
    else if (toets.key === "Escape") sluit();
    else return;
    toets.preventDefault();
  });
  op("zoek").addEventListener("blur", sluit);

  // --- table -------------------------------------------------------------------------------------

  const kolommen = [
    { titel: "Gemeente", tekst: (plek) => namen[plek] },
    ...gegevens.maten.slice(0, 1).map((maat) => ({ titel: maat.titel, getal: (plek) => gegevens.cijfers[maat.naam][plek], toon: procent })),
    { titel: "Partners", getal: (plek) => partners[plek], toon: aantal },
    ...gegevens.maten.slice(1).map((maat) => ({ titel: maat.titel, getal: (plek) => gegevens.cijfers[maat.naam][plek], toon: procent })),
    ...(tijd
      ? [
          ...tijd.jaren.slice(0, -1).map((jaar, i) => ({ titel: `Congruentie ${jaar} (%)`, getal: (plek) => tijd.congruentie[i][plek], toon: procent })),
          { titel: "Verandering", getal: (plek) => tijd.verandering[plek], toon: verschil },
        ]
      : []),
    ...(voorstel ? [{ titel: "Voorgestelde regio", tekst: (plek) => voorstel.namen[voorstel.regio[plek]] }] : []),
    ...gegevens.indelingen.map((indeling) => ({ titel: indeling.titel, tekst: (plek) => regioVan(indeling, plek) })),
  ];

  function maakRij(plek) {
    const rij = maak("tr");
    kolommen.forEach((kolom, i) => {
      const cel = maak(i === 0 ? "th" : "td", "", kolom.getal ? "getal" : "");
      if (i === 0) {
        cel.scope = "row";
        const knop = maak("button", namen[plek]);
        knop.type = "button";
        cel.append(knop);
      } else {
        cel.textContent = kolom.getal ? kolom.toon(kolom.getal(plek)) : kolom.tekst(plek);
      }
      rij.append(cel);
    });
    rij.addEventListener("click", () => kies(plek));
    return rij;
  }

  function sorteer(nummer, om) {
    const { getal, tekst } = kolommen[nummer];
    const volgorde = namen.map((_, plek) => plek);
    volgorde.sort((a, b) => (getal ? getal(a) - getal(b) : tekst(a).localeCompare(tekst(b), "nl")) || a - b);
    if (om) volgorde.reverse();
    op("tabel").tBodies[0].replaceChildren(...volgorde.map((plek) => rijen[plek]));
    [...op("tabel").tHead.rows[0].cells].forEach((kop, i) => {
      if (i === nummer) kop.setAttribute("aria-sort", om ? "descending" : "ascending");
      else kop.removeAttribute("aria-sort");
    });
  }

  function maakTabel() {
    const kop = maak("tr");
    kolommen.forEach((kolom, i) => {
      const cel = maak("th", "", kolom.getal ? "getal" : "");
      cel.scope = "col";
      const knop = maak("button", kolom.titel);
      knop.type = "button";
      knop.addEventListener("click", () => sorteer(i, cel.getAttribute("aria-sort") === "ascending"));
      cel.append(knop);
      kop.append(cel);
    });
    op("tabel").tHead.append(kop);
    namen.forEach((_, plek) => rijen.push(maakRij(plek)));
    sorteer(0, false);
  }

  // --- texts -------------------------------------------------------------------------------------

  function maakTeksten() {
    const gemiddelde = congruentie.reduce((som, waarde) => som + waarde, 0) / congruentie.length;
    const veel = gegevens.indelingen.length > 6;
    const titels = new Intl.ListFormat("nl").format(gegevens.indelingen.map((indeling) => indeling.titel));
    const datums = [...new Set(gegevens.indelingen.map((indeling) => indeling.peildatum))];
    const anders = (teken) => tijd.verandering.filter((punten) => teken * punten > 1e-9).length;
    op("samenvatting").textContent = [
      voorstel ? `${voorstel.codes.length} regio's; doelwaarde ${aantal(voorstel.doelwaarde)}, ${voorstel.bewezen ? "bewezen het beste" : `bovengrens ${aantal(voorstel.bovengrens)}`}. Wensen: ${voorstel.wensen.join("; ") || "geen"}. Congruentie nu:` : "",
      tijd ? `Tussen ${tijd.jaren[0]} en ${tijd.jaren.at(-1)} ging de congruentie bij ${aantal(anders(1))} gemeenten omhoog en bij ${aantal(anders(-1))} omlaag.` : "",
      `${voorstel ? "gemiddeld" : "Gemiddeld"} ${procent(gemiddelde)} over ${aantal(namen.length)} gemeenten${tijd ? ` in ${tijd.jaren.at(-1)}` : ""}.`,
      veel ? `${gegevens.indelingen.length} indelingen, zie Bronnen.` : `Indelingen: ${titels}.`,
      datums.length === 1 ? `Peildatum: ${datums[0]}.` : "De peildata verschillen, zie Bronnen.",
    ].filter(Boolean).join(" ");
    op("noemer").textContent = gegevens.noemer === "deelname" ? "Op deze kaart tellen per gemeente alleen de indelingen waarin zij zelf een regio heeft." : "";
    for (const maat of gegevens.maten) {
      op("maten").append(maak("dt", maat.titel), maak("dd", `${maat.uitleg} Bron: ${maat.bron}`));
    }
    for (const indeling of gegevens.indelingen) {
      const rij = maak("tr");
      const cellen = [String(indeling.regios.length), String(indeling.gewicht).replace(".", ","), indeling.peildatum, indeling.status_tekst, indeling.bron, indeling.licentie];
      const titel = maak("th", indeling.titel);
      titel.scope = "row";
      rij.append(titel, ...cellen.map((cel) => maak("td", cel)));
      op("bronnen").tBodies[0].append(rij);
    }
    const { bron, opmerking, kort } = gegevens.grenzen ?? { bron: "onbekend", opmerking: "", kort: "" };
    op("grensbron").textContent = `Grenzen: ${bron}. ${opmerking}`;
    op("kaartnoot").textContent = [kort, "Kadaster / Centraal Bureau voor de Statistiek"].filter(Boolean).join(" · ");
    op("gemaakt").textContent = `Gemaakt met congruentie ${gegevens.versie}.`;
  }

  maakTabel();
  maakTeksten();
  Object.assign(window.congruentie, { kies, gekozen: () => gekozen });
})();
