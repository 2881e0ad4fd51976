// A page of a portal's own, with forms on it.
import { visit } from "./browser.mjs";
import { serve } from "./program.mjs";

/** A form in a region of the page with this name; packed, or with "json" from its definition. */
export const form = (survey, region, kind = "form") => `<section aria-label="${region}">
  <sipas-form src="/forms/${survey.stem}.${kind}" endpoint="/submissions"></sipas-form></section>`;

/** A portal's page with these forms, under the server's own policy. */
export async function portal(browser, t, { dist, ...options }, content, body) {
  const server = await serve(t, { dist });
  await visit(browser, t, options, async (page) => {
    await page.route("**/portal", async (route) => {
      const { headers } = await fetch(server.url);
      const policy = headers.get("content-security-policy");
      const html = `<!doctype html><html lang="vi"><title>Portal</title><link rel="icon" href="data:,">
        <script type="module" src="/sipas-form.js"></script><h1>Portal</h1>${content}`;
      await route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": policy.replace("img-src 'self'", "img-src 'self' data:") },
        body: html,
      });
    });
    await page.goto(`${server.url}/portal`);
    await body({ page, server, place: (name) => page.getByRole("region", { name, exact: true }) });
  });
}
