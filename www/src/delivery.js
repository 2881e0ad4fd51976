// Posting a submission, from a page or a service worker: what the page's own rules add to the request, and
// what came back. What a reply means is decided by the engine.

/** How long one attempt may take, with what the page's functions take, before it counts as lost. */
export const TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 5_000;
/** A server that names a later moment is asked again after this: a wrong clock must not silence a device. */
const LONGEST_WAIT_MS = 86_400_000;

/** No reply is longer, in bytes: of one that is, the body counts as none. */
const LONGEST_REPLY = 1 << 18;

/** The contract's own: nothing that a page adds may change how the body is read, or its key. */
const RESERVED = ["content-type", "idempotency-key"];

/**
 * What can be stored with a submission: how it is to be sent.
 *
 * @typedef {object} Route
 * @property {string} url Absolute.
 * @property {RequestCredentials} credentials
 * @property {Csrf} [csrf]
 * @property {boolean} live Whether it takes a page to send it: its element for headers and a token, its document for
 *   a CSRF token. A service worker cannot.
 */

/**
 * Where the page has its CSRF token, and the header it goes into.
 *
 * @typedef {{ meta?: string, cookie?: string, header: string }} Csrf
 */

/**
 * The properties that a page may give its element. Both are read anew at each attempt.
 *
 * @typedef {object} Sender
 * @property {Record<string, string> | ((submission: any) => unknown)} [headers]
 * @property {() => unknown} [token] Gives what stands after `Authorization: Bearer`, or a promise of it.
 */

/**
 * @typedef {object} Reply
 * @property {number} status The HTTP status; 0 when no reply came; 401 when the page must get a new session first.
 * @property {unknown} body The body, `undefined` when it was no JSON.
 * @property {number} [retryAfter] Milliseconds, where the server named a time.
 */

/** Why an attempt was not made. */
class Unable extends Error {}

/** @type {Set<string>} */
const told = new Set();

/**
 * Tells the developer once what is wrong with the set-up: names only, never a value, which may be a secret.
 *
 * @param {string} words
 */
function complain(words) {
  if (!told.has(words)) console.error("sipas-form:", words);
  told.add(words);
}

/**
 * How an element's submissions are to be sent, as its attributes are now.
 *
 * @param {HTMLElement & Sender} element
 * @returns {Route}
 */
export function routeOf(element) {
  const [meta, cookie, header] = ["csrf-meta", "csrf-cookie", "csrf-header"].map(
    (name) => element.getAttribute(name) || undefined,
  );
  const csrf = meta || cookie ? { meta, cookie, header: header ?? "X-CSRF-Token" } : undefined;
  return {
    url: absolute(element),
    credentials: credentialsOf(element),
    csrf,
    live: Boolean(csrf || element.headers || element.token),
  };
}

/** @param {HTMLElement} element */
function absolute(element) {
  const endpoint = element.getAttribute("endpoint") ?? "";
  try {
    return new URL(endpoint, element.baseURI).href;
  } catch {
    complain(`endpoint is no address: ${endpoint}`);
    return endpoint;
  }
}

/**
 * @param {HTMLElement} element
 * @returns {RequestCredentials}
 */
function credentialsOf(element) {
  const named = element.getAttribute("credentials") || "same-origin";
  if (named === "same-origin" || named === "include" || named === "omit") return named;
  complain("credentials is none of same-origin, include, omit");
  return "same-origin";
}

/**
 * Posts one submission, once. Never rejects.
 *
 * @param {Route} route
 * @param {string} submissionId Also the idempotency key.
 * @param {string} body The envelope as JSON text.
 * @param {HTMLElement & Sender} [element] Gives headers and a token, to its own endpoint's origin only.
 * @returns {Promise<Reply>}
 */
export async function post(route, submissionId, body, element) {
  // Not AbortSignal.timeout: Chrome has it since 103 only.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    abort.signal.addEventListener("abort", () => reject(abort.signal.reason));
  });
  late.catch(() => {});
  try {
    const headers = await Promise.race([headersOf(route, submissionId, body, element), late]);
    const response = await fetch(route.url, {
      method: "POST",
      headers,
      credentials: route.credentials,
      redirect: "manual",
      body,
      signal: abort.signal,
    });
    // A redirect, or a web page where data was asked for, is a sign-in page or that of a network
    // which wants a sign-in first: it says nothing of the submission.
    const page = /^text\/html/i.test(response.headers.get("Content-Type") ?? "");
    const good = response.ok || response.status === 409;
    if (response.type === "opaqueredirect" || (good && page)) return { status: 401, body: undefined };
    const retryAfter = waitOf(response);
    const reply = { status: response.status, body: parsed(await textOf(response)) };
    return retryAfter === undefined ? reply : { ...reply, retryAfter };
  } catch (error) {
    // A page that cannot say who sends has to sign in again, unless it is the network that it lacks.
    const online = error instanceof Unable && (await probe(route.url, "omit"));
    // No network, a refused connection, a time-out, a reply cut short: for all of them nobody
    // knows whether the server has it, and sending the same again is safe.
    return { status: online ? 401 : 0, body: undefined };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Of elements the one that knows how this is sent: that of the same endpoint, or of one of the same origin, which
 * headers and a token are meant for as well.
 *
 * @param {Iterable<HTMLElement & Sender>} elements
 * @param {Route} route
 */
export function knowing(elements, { url }) {
  const there = [...elements].filter(
    (element) => element.getAttribute("endpoint") && origin(absolute(element)) === origin(url),
  );
  return there.find((element) => absolute(element) === url) ?? there[0];
}

/**
 * Whether there is what it takes to send this, if it takes a page. Where there is not, nobody who signs in again could
 * help: it waits for its own page.
 *
 * @param {Route} route
 * @param {HTMLElement & Sender} [element] The one that knows how.
 */
export const isPossible = ({ url, csrf, live }, element) =>
  !live || (element !== undefined && (!csrf || !isOwn(url) || Boolean(tokenOf(csrf))));

/**
 * Whether anything answers there: any status is an answer.
 *
 * @param {string} url
 * @param {RequestCredentials} credentials
 */
export async function probe(url, credentials) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PROBE_TIMEOUT_MS);
  try {
    // Not "cors": a server that allows POST alone would look as if it were not there.
    const mode = isOwn(url) ? "same-origin" : "no-cors";
    const redirect = mode === "no-cors" ? "follow" : "manual";
    await fetch(url, {
      method: "HEAD",
      cache: "no-store",
      mode,
      redirect,
      credentials,
      signal: abort.signal,
    });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Route} route
 * @param {string} submissionId
 * @param {string} body
 * @param {(HTMLElement & Sender) | undefined} element
 */
async function headersOf(route, submissionId, body, element) {
  // A request's own headers tell which names a browser lets nobody set: those it drops.
  const { headers } = new Request(route.url, { method: "POST" });
  // Frameworks that answer browsers with pages answer this with problems.
  headers.set("Accept", "application/json, application/problem+json");
  // What is stored may have been meant for another server than the one that this page has a token for.
  const sender = element && origin(absolute(element)) === origin(route.url) ? element : undefined;
  if (route.live && !sender) throw new Unable();
  const [extra, token] = await Promise.all([
    asked("headers", sender?.headers, () => JSON.parse(body)),
    asked("token", sender?.token),
  ]);
  for (const [name, value] of Object.entries(extra ?? {})) put(headers, name, value);
  if (route.csrf) addCsrf(headers, route.csrf, route.url);
  if (sender?.token) {
    if (typeof token !== "string" || !put(headers, "Authorization", token && `Bearer ${token}`)) {
      complain("token gave no token: not sent, the respondent is asked to sign in again");
      throw new Unable();
    }
  }
  headers.set("Content-Type", "application/json");
  headers.set("Idempotency-Key", submissionId);
  return headers;
}

/**
 * What a property of the page's gives: the value itself, or what its function does.
 *
 * @param {"headers" | "token"} name
 * @param {unknown} given
 * @param {() => unknown} [argument]
 */
async function asked(name, given, argument) {
  try {
    const value = typeof given === "function" ? await given(argument?.()) : given;
    const fits =
      value === undefined || value === null || typeof value === (name === "token" ? "string" : "object");
    if (fits) return /** @type {any} */ (value);
    complain(
      `${name} is of another type than it should be: not sent, the respondent is asked to sign in again`,
    );
  } catch {
    // Its own words may hold what no console should.
    complain(`the function ${name} failed: not sent, the respondent is asked to sign in again`);
  }
  throw new Unable();
}

/**
 * @param {Headers} headers
 * @param {string} name
 * @param {unknown} value
 * @returns {boolean} Whether the header will be sent.
 */
function put(headers, name, value) {
  const isText = (typeof value === "string" && value !== "") || typeof value === "number";
  try {
    if (isText && !RESERVED.includes(name.toLowerCase())) {
      headers.set(name, String(value));
      if (headers.get(name) === String(value).trim()) return true;
    }
  } catch {
    // A name or a value that HTTP does not have.
  }
  complain(`the header ${name} cannot be set, or its value is no text; it is left out`);
  return false;
}

/**
 * The token goes to the page's own origin only: at another it opens nothing that is meant to be opened, and could
 * be used here. A page that knows better gives it by `headers`.
 *
 * @param {Headers} headers
 * @param {Csrf} csrf
 * @param {string} url
 */
function addCsrf(headers, csrf, url) {
  if (!isOwn(url)) {
    complain(
      "the CSRF token goes to the page's own origin only; for another, give it by the property headers",
    );
    return;
  }
  // Without it the submission would only be refused, and the answers would have been out.
  const token = tokenOf(csrf);
  if (!token) complain("no CSRF token where csrf-meta or csrf-cookie says: not sent");
  if (!token || !put(headers, csrf.header, token)) throw new Unable();
}

/** @param {Csrf} csrf */
const tokenOf = ({ meta, cookie }) => (meta && metaOf(meta)) || (cookie && cookieOf(cookie));

/** @param {string} name */
function metaOf(name) {
  return Array.from(document.getElementsByTagName("meta")).find((meta) => meta.name === name)?.content;
}

/** @param {string} name */
function cookieOf(name) {
  const pair = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  const value = pair?.slice(name.length + 1);
  try {
    return value && decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** @param {string} url */
const isOwn = (url) => origin(url) === globalThis.origin;

/** @param {string} url */
export function origin(url) {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

/**
 * `Retry-After`, as seconds or as a moment of the server's clock.
 *
 * @param {Response} response
 */
function waitOf({ headers }) {
  const text = headers.get("Retry-After")?.trim();
  if (!text) return undefined;
  const now = Date.parse(headers.get("Date") ?? "") || Date.now();
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}

/**
 * The text of a reply, which stays out of the page's memory where it is too long.
 *
 * @param {Response} response
 */
async function textOf(response) {
  const blob = await response.blob();
  return blob.size > LONGEST_REPLY ? "" : blob.text();
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
