"use strict";
// What the reader chose, in one place. Everything stands in the fragment of the address, so that a
// link or a bookmark brings it back. Reading and writing the fragment needs no document: node tests it.
(() => {
  /** What has a weight: every indeling, and all verbanden together. */
  const wegers = ({ indelingen, verbanden }) => (verbanden ? [...indelingen, verbanden] : indelingen);

  /** Whether there is something to compare: two indelingen, or verbanden. */
  const teVergelijken = (gewichten) =>
    gewichten.verbanden > 0 || Object.values(gewichten).filter((gewicht) => gewicht > 0).length >= 2;

  /** Where a page starts: every indeling at its own weight, no gemeente chosen. */
  function begin(gegevens) {
    return {
      gewichten: Object.fromEntries(wegers(gegevens).map(({ naam, gewicht }) => [naam, gewicht])),
      weergave: beginweergave(gegevens),
      naast: "",
      gekozen: -1,
      ander: -1,
      verband: -1,
      partners: true,
      lijnen: gegevens.voorstellen.length ? ["voorstel"] : [],
      stapel: false,
      namen: true,
      provincies: true,
      vasteklassen: false,
      zetten: gegevens.zetten,
      regio: "",
      aanpassing: [],
      vast: [],
    };
  }

  function beginweergave({ zetten, voorstellen, tijd }) {
    if (zetten.length) return "watals";
    if (voorstellen.length) return "voorstel:0";
    return tijd ? "verandering" : "congruentie";
  }

  const code = encodeURIComponent;
  const lijst = (tekst) => tekst.split(",").filter(Boolean).map(decodeURIComponent);

  /** Per key of the fragment how a part of the state is written and read; reading may give undefined. */
  const DELEN = {
    i: {
      veld: "gewichten",
      schrijf: (gewichten) =>
        Object.entries(gewichten)
          .map(([naam, gewicht]) => `${code(naam)}:${gewicht}`)
          .join(","),
      lees: (tekst, gegevens, nu, mis) => {
        const gelezen = Object.fromEntries(
          tekst.split(",").map((paar) => {
            const [naam, gewicht] = paar.split(":");
            return [decodeURIComponent(naam), Number(gewicht)];
          }),
        );
        for (const naam of Object.keys(gelezen))
          if (!Object.hasOwn(nu.gewichten, naam))
            mis.push(`de indeling ${naam} doet op deze pagina niet mee`);
        const uit = Object.fromEntries(Object.keys(nu.gewichten).map((naam) => [naam, gelezen[naam] ?? 0]));
        const goed = Object.values(uit).every(
          (gewicht) => Number.isFinite(gewicht) && gewicht >= 0 && gewicht <= 1000,
        );
        if (goed && teVergelijken(uit)) return uit;
        mis.push("de gekozen indelingen en gewichten kloppen niet");
        return undefined;
      },
    },
    w: { veld: "weergave", schrijf: code, lees: decodeURIComponent },
    n: { veld: "naast", schrijf: code, lees: decodeURIComponent },
    g: gemeente("gekozen"),
    a: gemeente("ander"),
    b: {
      veld: "verband",
      schrijf: String,
      lees: (tekst, { verbanden }, _, mis) => {
        if (verbanden && /^\d+$/.test(tekst) && tekst < verbanden.namen.length) return Number(tekst);
        mis.push("het gekozen verband is er niet");
        return -1;
      },
    },
    p: vlag("partners"),
    l: { veld: "lijnen", schrijf: (namen) => namen.map(code).join(","), lees: lijst },
    s: vlag("stapel"),
    r: vlag("namen"),
    d: vlag("provincies"),
    c: vlag("vasteklassen"),
    v: {
      veld: "zetten",
      schrijf: (zetten, gegevens) => zetten.map((zet) => code(alsTekst(zet, gegevens))).join(","),
      lees: (tekst, gegevens, _, mis) => leesZetten(lijst(tekst), gegevens, mis),
    },
    o: {
      veld: "regio",
      schrijf: code,
      lees: (tekst, gegevens, _, mis) => {
        const sleutel = decodeURIComponent(tekst);
        if (leesRegio(sleutel, gegevens)) return sleutel;
        mis.push(`de regio ${sleutel.slice(sleutel.indexOf("=") + 1)} is er niet`);
        return "";
      },
    },
    e: {
      veld: "aanpassing",
      schrijf: (aanpassing, gegevens) =>
        aanpassing.map(([plek, nummer]) => `${gegevens.gemeenten.codes[plek]}:${nummer}`).join(","),
      lees: leesAanpassing,
    },
    k: {
      veld: "vast",
      schrijf: (nummers) => nummers.join(","),
      lees: (tekst, { voorstellen }) =>
        lijst(tekst)
          .map(Number)
          .filter((nummer) => nummer in (voorstellen[0]?.codes ?? [])),
    },
  };

  /** What a key of a regio (SOORT=CODE) stands for: {soort, nummer}; null when there is none such. The
   *  kinds are "provincie", "indeling:NAAM" and "voorstel:NUMMER". */
  function leesRegio(sleutel, { indelingen, voorstellen, provincies }) {
    const soorten = [
      ...(provincies ? [["provincie", provincies.codes]] : []),
      ...indelingen.map(({ naam, regios }) => [`indeling:${naam}`, regios]),
      ...voorstellen.map(({ codes }, i) => [`voorstel:${i}`, codes]),
    ];
    for (const [soort, codes] of soorten) {
      const nummer = sleutel.startsWith(`${soort}=`) ? codes.indexOf(sleutel.slice(soort.length + 1)) : -1;
      if (nummer >= 0) return { soort, nummer };
    }
    return null;
  }

  /** Where a proposal was changed: [[plek, number of the regio]]; one above the last is a new regio. */
  function leesAanpassing(tekst, gegevens, _, mis) {
    const [voorstel] = gegevens.voorstellen;
    const uit = new Map();
    for (const stuk of lijst(tekst)) {
      const [gm, nummer] = stuk.split(":");
      const plek = gegevens.gemeenten.codes.indexOf(gm);
      const kan = voorstel && plek >= 0 && /^\d{1,4}$/.test(nummer) && nummer < 2 * voorstel.codes.length;
      if (!kan) mis.push(`de aanpassing ${stuk} van het voorstel kan hier niet`);
      else if (voorstel.regio[plek] !== Number(nummer)) uit.set(plek, Number(nummer));
    }
    return [...uit].sort(([a], [b]) => a - b);
  }

  function gemeente(veld) {
    return {
      veld,
      schrijf: (plek, gegevens) => (plek < 0 ? "" : gegevens.gemeenten.codes[plek]),
      lees: (tekst, gegevens, _, mis) => {
        const plek = gegevens.gemeenten.codes.indexOf(tekst);
        if (plek < 0) mis.push(`de gemeente ${tekst} is er in ${gegevens.jaar} niet`);
        return plek;
      },
    };
  }

  function vlag(veld) {
    return { veld, schrijf: (aan) => (aan ? "1" : "0"), lees: (tekst) => tekst === "1" };
  }

  /** A move as `congruentie wat-als --verplaats` reads it. */
  function alsTekst({ plek, naam, regio }, gegevens) {
    const indeling = gegevens.indelingen.find((een) => een.naam === naam);
    return `${gegevens.gemeenten.codes[plek]}:${naam}=${indeling.regios[regio]}`;
  }

  function leesZet(tekst, gegevens) {
    const plek = gegevens.gemeenten.codes.findIndex((gm) => tekst.startsWith(`${gm}:`));
    const rest = tekst.slice(tekst.indexOf(":") + 1);
    const indeling = gegevens.indelingen.find(({ naam }) => rest.startsWith(`${naam}=`));
    const regio = indeling ? indeling.regios.indexOf(rest.slice(indeling.naam.length + 1)) : -1;
    return plek >= 0 && regio >= 0 ? { plek, naam: indeling.naam, regio } : null;
  }

  /** Moves that can be made: the last one of a gemeente in an indeling, and not to where it is. */
  function leesZetten(teksten, gegevens, mis) {
    const per = new Map();
    for (const tekst of teksten) {
      const zet = leesZet(tekst, gegevens);
      if (!zet) {
        mis.push(`de verplaatsing ${tekst} kan hier niet`);
        continue;
      }
      const { lid } = gegevens.indelingen.find(({ naam }) => naam === zet.naam);
      if (lid[zet.plek] !== zet.regio) per.set(`${zet.plek} ${zet.naam}`, zet);
    }
    return [...per.values()];
  }

  /** A second gemeente only beside another first one. */
  function zuiver(staat) {
    return staat.ander >= 0 && (staat.gekozen < 0 || staat.ander === staat.gekozen)
      ? { ...staat, ander: -1 }
      : staat;
  }

  /** The fragment, without "#": only what differs from the start. */
  function naarFragment(staat, gegevens) {
    const start = begin(gegevens);
    return Object.entries(DELEN)
      .map(([sleutel, { veld, schrijf }]) => [
        sleutel,
        schrijf(staat[veld], gegevens),
        schrijf(start[veld], gegevens),
      ])
      .filter(([, nu, toen]) => nu !== toen)
      .map(([sleutel, nu]) => `${sleutel}=${nu}`)
      .join("&");
  }

  /** Read a fragment: {staat, mis}. What this page does not know is left as it was at the start, and
   *  `mis` says in words what that was. */
  function leesFragment(tekst, gegevens) {
    const staat = begin(gegevens);
    const mis = [];
    for (const stuk of tekst.split("&").filter(Boolean)) {
      const [sleutel, ...rest] = stuk.split("=");
      const deel = Object.hasOwn(DELEN, sleutel) ? DELEN[sleutel] : null;
      if (!deel) {
        mis.push(`het deel ${sleutel} kent deze pagina niet`);
        continue;
      }
      try {
        const waarde = deel.lees(rest.join("="), gegevens, staat, mis);
        if (waarde !== undefined) staat[deel.veld] = waarde;
      } catch {
        mis.push(`het deel ${sleutel} is beschadigd`); // a broken %-escape
      }
    }
    return { staat: zuiver(staat), mis };
  }

  const vanFragment = (tekst, gegevens) => leesFragment(tekst, gegevens).staat;

  Object.assign((globalThis.congruentie ??= {}), {
    staat: {
      alsTekst,
      begin,
      leesFragment,
      leesRegio,
      naarFragment,
      teVergelijken,
      vanFragment,
      wegers,
      zuiver,
    },
  });
})();
