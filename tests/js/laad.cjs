"use strict";
// The scripts of the page that need no document, for node.
const { join } = require("node:path");
const map = join(__dirname, "..", "..", "congruentie", "kaart");
for (const naam of ["rekenen", "klassen", "lijnkunde", "geometrie", "voorstelsom", "staat"])
  require(join(map, `${naam}.js`));
module.exports = globalThis.congruentie;
