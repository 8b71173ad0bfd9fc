/** Style of the profile page; follows the reader's light or dark scheme. */
export const style = `
:root { color-scheme: light dark; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 1.5rem; }
#graph { position: relative; overflow: hidden; width: 100%; }
#graph button { position: absolute; height: 17px; padding: 0 2px; border: 0; border-radius: 2px; overflow: hidden; white-space: nowrap;
  text-align: left; font: 11px/17px monospace; color: #000; cursor: pointer; }
table { border-collapse: collapse; margin: 0.7rem 0; }
th { text-align: left; } th, td { padding: 1px 10px 1px 0; border-bottom: 1px solid #8884; vertical-align: top; }
td { font-family: monospace; max-width: 60rem; overflow-wrap: anywhere; }
td.n { text-align: right; white-space: nowrap; }
summary { cursor: pointer; padding: 3px 0; }
.note { color: #b60; }
`;
