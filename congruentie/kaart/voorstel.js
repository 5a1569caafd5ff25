"use strict";
// The tab of a proposal: what it is worth and whether that is proven, what changes in total, its regio's,
// and what wishes cost.
(() => {
  const { gegevens, hulp, inhetvoorstel, model, regios, rekenen, verschil, voorstelsom } = window.congruentie;
  const { aantal, gemeententekst, maak, op, procent, tabelMet, tweetal, ververs } = hulp;
  const { inwoners } = gegevens.gemeenten;
  if (gegevens.voorstellen.length === 0) {
    window.congruentie.voorstel = { kern: () => "" };
    return;
  }

  const telling = ({ regio }) => `${aantal(new Set(regio).size)} regio's`;
  const punten = (getal) => `${aantal(getal)} ${Math.abs(getal) === 1 ? "punt" : "punten"}`;

  /** What is claimed of the proposal: proof only of exactly the question that it was proven for. */
  function oordeel(voorstel, nummer) {
    const { zoalsGevraagd, waarde } = model.nu();
    if (!zoalsGevraagd)
      return `Van dit voorstel is de waarde nu ${punten(waarde(nummer))}; of het nog het beste is, is niet berekend.`;
    if (voorstel.bewezen) return `De waarde is ${punten(voorstel.doelwaarde)}: bewezen het beste.`;
    return `De waarde is ${punten(voorstel.doelwaarde)}; meer dan ${punten(voorstel.bovengrens)} kan niet. Het is niet bewezen het beste.`;
  }

  /** What the reader's own version is worth beside the proposal. */
  function eigenOordeel(nummer) {
    const { waarde } = model.nu();
    const kosten = waarde(0) - waarde(nummer);
    if (Math.abs(kosten) < 1e-9)
      return `Uw versie is ${punten(waarde(nummer))} waard, evenveel als het voorstel.`;
    const hoe = `${punten(Math.abs(kosten))} ${kosten > 0 ? "minder" : "meer"} (${inhetvoorstel.deelzin(kosten, waarde(0))})`;
    return `Uw versie is ${punten(waarde(nummer))} waard, ${hoe} dan het voorstel.`;
  }

  /** The proposal in two sentences, for above the map, the picture and the print. */
  function kern() {
    const { voorstellen, plan } = model.nu();
    const zin = plan ? eigenOordeel(plan) : oordeel(voorstellen[0], 0);
    return `${telling(voorstellen[plan])}. ${zin}`;
  }

  // --- what changes in total -----------------------------------------------------------------------

  function overname(voorstel, nummer) {
    const { tellen, indelingen, gemiddelde, na } = model.nu();
    const rijen = tellen.map(({ naam, titel }) => {
      const indeling = indelingen.find((een) => een.naam === naam);
      const wie = voorstelsom.verhuizers(voorstel.regio, voorstel.koppelingen[naam], indeling);
      const straks = rekenen.gemiddelde(na(JSON.stringify([nummer, naam])));
      const mensen = inwoners && wie.reduce((som, plek) => som + inwoners[plek], 0);
      return [
        titel,
        regels(gemeententekst(wie.length), inwoners ? `${aantal(mensen)} inwoners` : ""),
        regels(procent(straks), hulp.punten(straks - gemiddelde)),
      ];
    });
    return [
      maak("h3", "Wat verandert er in totaal?"),
      maak(
        "p",
        `Als alleen die indeling de regio's van het voorstel overneemt. De congruentie is nu ${procent(gemiddelde)}.`,
        "klein",
      ),
      tabelMet("Wat er per indeling verandert", ["Indeling", "Verhuizen", "Straks"], rijen, [1, 2]),
    ];
  }

  /** Two lines in a cell, the second small. */
  function regels(boven, onder) {
    const cel = document.createDocumentFragment();
    cel.append(boven, ...(onder ? [maak("span", onder, "onderregel")] : []));
    return cel;
  }

  // --- how good it is ------------------------------------------------------------------------------

  const DOELWAARDE = gegevens.verbanden
    ? "Elk paar gemeenten dat in het voorstel samen komt, telt. Er komen punten bij voor alles waarin zij nu al samen zitten, en er gaat een vast deel (theta) af van alles waaraan een van beide meedoet. Verbanden tellen met hun gewicht."
    : "Elk paar gemeenten dat in het voorstel samen komt, telt. Zitten zij nu al vaak genoeg samen, dan komen er punten bij; anders gaan er punten af. De drempel daarvoor heet theta.";

  function hoeGoed(voorstel, nummer) {
    const { zoalsGevraagd, waarde, plan } = model.nu();
    const lijst = maak("dl", "", "cijfers");
    tweetal(lijst, "Regio's", aantal(new Set(voorstel.regio).size));
    tweetal(lijst, "Waarde (doelwaarde)", aantal(waarde(nummer)));
    if (voorstel.bovengrens !== null && zoalsGevraagd)
      tweetal(
        lijst,
        "Hoogst mogelijk",
        `${aantal(voorstel.bovengrens)}${voorstel.bewezen ? " (bewezen het beste)" : ""}`,
      );
    tweetal(lijst, "Drempel (theta)", procent(100 * voorstel.theta));
    const uit = [maak("h3", voorstel.titel), lijst];
    if (voorstel.bovengrens === null && !(plan && nummer === plan))
      uit.push(
        maak(
          "p",
          "Deze verdeling hoeft niet aan de wensen te voldoen. Daarom kan haar waarde hoger zijn.",
          "klein",
        ),
      );
    if (voorstel.buurzin) uit.push(maak("p", `Elke regio is aaneengesloten. ${voorstel.buurzin}`, "klein"));
    if (voorstel.even_goed && zoalsGevraagd)
      uit.push(
        maak("p", 'Er zijn andere voorstellen die precies even goed zijn: zie de kaart "Ligt het vast?".'),
      );
    if (voorstel.wensen.length && zoalsGevraagd)
      uit.push(maak("h3", "Wensen en wat ze kosten"), wensentabel(voorstel));
    if (voorstel.geraakt) uit.push(...geraakt(voorstel.geraakt));
    return uit;
  }

  /** What the proposal does to samenwerkingsverbanden. */
  const geraakt = ({ zin, lijst }) => [
    maak("h3", "Samenwerkingsverbanden die het raakt"),
    maak("p", `${zin[0].toUpperCase()}${zin.slice(1)}.`),
    tabelMet("Tabel met geraakte samenwerkingsverbanden", ["Verband", "Wat ermee gebeurt"], lijst),
  ];

  function wensentabel({ wensen, prijzen }) {
    const prijs = ({ prijs: hoeveel, hoogstens, bewezen }) =>
      bewezen ? punten(hoeveel) : `${aantal(hoeveel)} tot ${punten(hoogstens)}`;
    const per = new Map(prijzen.map((een) => [een.wens, prijs(een)]));
    return tabelMet(
      "Tabel met wensen",
      ["Wens", "Kost aan waarde"],
      wensen.map((wens) => [wens, per.get(wens) ?? "onbekend"]),
    );
  }

  /** Of the pairs that one of two proposals puts together, the share that both do. */
  function overeenkomst([{ regio: een }, { regio: twee }]) {
    let [beide, een_van] = [0, 0];
    for (let i = 0; i < een.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [a, b] = [een[i] === een[j], twee[i] === twee[j]];
        beide += a && b;
        een_van += a || b;
      }
    }
    return `Van de paren gemeenten die een van beide voorstellen samenvoegt, voegen beide er ${procent(een_van ? (100 * beide) / een_van : 100)} samen. Zet ze naast elkaar met "Ernaast".`;
  }

  // --- all together --------------------------------------------------------------------------------

  function toon() {
    const { voorstellen, plan } = model.nu();
    const voorstel = voorstellen[plan];
    const alle = plan ? [voorstel, ...voorstellen.slice(0, -1)] : voorstellen;
    ververs(op("voorstellen"), [
      maak("p", `${gemeententekst(voorstel.regio.length)} in ${kern()}`, "kern"),
      ...(plan ? window.congruentie.schuif.blok() : []),
      ...overname(voorstel, plan),
      ...(plan ? [] : window.congruentie.schuif.blok()),
      maak("h3", `De ${telling(voorstel)}`),
      regios.lijst(),
      ...(voorstellen.length > 1 ? [maak("h3", "Vergelijking"), maak("p", overeenkomst(alle))] : []),
      ...alle.flatMap((een) => hoeGoed(een, voorstellen.indexOf(een))),
      maak("p", `${DOELWAARDE} Hoger is beter.`, "klein"),
    ]);
  }

  model.volg((staat, oud) => {
    if (
      !oud ||
      ["gewichten", "zetten", "aanpassing", "vast", "gekozen"].some((veld) => staat[veld] !== oud[veld])
    )
      toon();
  });

  window.congruentie.voorstel = { kern };
})();
