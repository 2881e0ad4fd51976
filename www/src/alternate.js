// The page around a form, in the language that the form now speaks: a page that is the form's own has one switch.

/** What a page says around its form. */
const SAID = "title, meta[name=description], link[rel=alternate], .skip-link, header, h1, footer";

/**
 * Puts what the page says in another language in the place of what it says now; the form stays as it is. Where the page
 * is not there in that language, or cannot be reached, it stays as well.
 *
 * @param {() => string} language What the form speaks, which may change meanwhile.
 * @param {(html: string) => any} trust
 */
export async function follow(language, trust) {
  const wanted = language();
  const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("link[rel=alternate]"));
  const link = [...links].find(({ hreflang }) => hreflang === wanted);
  const href = link?.href ?? "";
  if (!link || new URL(href).origin !== location.origin) return;
  const response = await fetch(href).catch(() => undefined);
  const text = response?.ok ? await response.text().catch(() => "") : "";
  if (language() !== wanted || !link.isConnected) return;
  const other = new DOMParser().parseFromString(trust(text), "text/html");
  const [now, then] = [document, other].map((page) => [...page.querySelectorAll(SAID)]);
  if (now?.length !== then?.length) return;
  now?.forEach((part, index) => part.replaceWith(document.adoptNode(/** @type {Element} */ (then?.[index]))));
  document.documentElement.lang = wanted;
  history.replaceState(history.state, "", href);
}
