// A page of a browser that has loaded both of the engine's modules.
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";

import { visit } from "./browser.mjs";
import { DIST, ROOT } from "./program.mjs";

const TYPES = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".ndjson": "application/x-ndjson",
};

/** In dist/ the citizen's module has no JavaScript of its own: the pages' script has it in it. */
const CITIZEN = ["sipas-forms.js", "sipas-forms_bg.wasm"].map((name) => join(ROOT, "www/pkg", name));

/**
 * Runs `body` with a page whose `full` is the whole module as it is published and whose `citizen` is the
 * small one. Further files, each by its path, are served under their names.
 */
export async function withEngines(browser, t, files, body) {
  const paths = new Map([...CITIZEN, ...files].map((path) => [basename(path), path]));
  const server = createServer((request, response) => {
    const name = basename(request.url);
    const type = TYPES[extname(name)];
    response.setHeader("Content-Type", type ?? "text/html");
    if (!type) return response.end('<link rel="icon" href="data:,">');
    createReadStream(paths.get(name) ?? join(DIST, name))
      .on("error", (error) => response.writeHead(404).end(String(error)))
      .pipe(response);
  });
  await new Promise((settle) => server.listen(0, "127.0.0.1", settle));
  t.after(() => server.close());
  await visit(browser, t, {}, async (page) => {
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.evaluate(async () => {
      globalThis.full = await import("/sipas-forms-full.js");
      globalThis.citizen = await import("/sipas-forms.js");
      await Promise.all([globalThis.full.default(), globalThis.citizen.default()]);
    });
    await body(page);
  });
}
