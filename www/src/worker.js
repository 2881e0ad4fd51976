// The service worker of the standalone pages: what a page was made of when it was opened is there without a network,
// file by file as the hash of its content says; and what waits on the device is sent once there is a connection.
import start, { judge } from "../pkg/sipas-forms.js";
import { Device } from "./device.js";
import { Sender } from "./sender.js";

/** @typedef {Record<string, string>} Files The SHA-256 of each file's content, in hexadecimal, by its name. */

/** Every file of the site; put in when the site is built. */
/** @type {Files} */
const FILES = globalThis.SIPAS_FILES;
/** The files by their hash, of this version and those before; and of which version each page is. */
const CACHE = "sipas-forms";
/** What is kept whichever page is opened: the ways to the others. */
const ALWAYS = ["index.html", "index.en.html", "queue.html", "queue.en.html", "sipas-queue.js"];
/** How long it is remembered of which version a page is that nobody sees open: it may be gone back to. */
const DAY_MS = 86_400_000;
const worker = /** @type {any} */ (globalThis);
const scope = new URL(worker.registration.scope);
/** Of which files a page is made, by the id of its client; without any it is the network's. */
/** @type {Map<string, Files>} */
const known = new Map();

/**
 * The file that an address means: itself, or the index of its folder; `undefined` for none of the site.
 *
 * @param {string} address
 */
function fileOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return undefined;
  const path = decoded(pathname.slice(scope.pathname.length));
  const names = [path, `${path}.html`, `${path}index.html`];
  return names.find((name) => Object.hasOwn(FILES, name));
}

/** A part of an address in letters; what is no escape in it stays as it is. */
function decoded(/** @type {string} */ text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where something lies in the cache: a content by its `sha256`, what was `kept` by its name, a page by its `client`. */
const at = (/** @type {string} */ kind, /** @type {string} */ name) =>
  new URL(`?${kind}=${encodeURIComponent(name)}`, scope).href;

const isPage = (/** @type {string} */ name) => name.endsWith(".html");

/** @param {ArrayBuffer} content */
async function hashOf(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Fetches a file of this version; `undefined` when the server has another.
 *
 * @param {string} name
 * @param {RequestCache} cache
 */
async function fetchFile(name, cache) {
  const response = await fetch(new URL(name, scope), { cache, redirect: "error" });
  if (!response.ok) return undefined;
  const content = await response.arrayBuffer();
  if ((await hashOf(content)) !== FILES[name]) return undefined;
  // The content is no longer as it came over the wire.
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(content, { headers });
}

/**
 * Makes sure that a file is here.
 *
 * @param {Cache} cache
 * @param {string} name
 */
async function keep(cache, name) {
  if (await cache.match(at("sha256", FILES[name]))) return;
  // The browser's own cache has it nearly always: the page was just made of it.
  const response = (await fetchFile(name, "default")) ?? (await fetchFile(name, "no-cache"));
  if (!response) throw new Error(`not of this version: ${name}`);
  await cache.put(at("sha256", FILES[name]), response);
  await cache.put(at("kept", name), new Response(FILES[name]));
}

/**
 * Makes sure that what a page was made of is here. The page itself comes last, once all the rest is: a page that is
 * here is made of what is here. Where the server has another version by now, it is left for that one's worker.
 *
 * @param {string[]} names
 */
async function keepPage(names) {
  const cache = await caches.open(CACHE);
  const parts = new Set(names.filter((name) => !isPage(name)));
  const pages = new Set([...names, ...ALWAYS].filter((name) => isPage(name) && Object.hasOwn(FILES, name)));
  let isWhole = true;
  for (const name of parts) await keep(cache, name).catch(() => (isWhole = false));
  for (const name of ALWAYS) if (!isPage(name)) await keep(cache, name).catch(() => {});
  if (isWhole) for (const name of pages) await keep(cache, name).catch(() => {});
  await forgetPages(cache);
}

/** The names of what was kept, whatever version it was of. */
async function kept(/** @type {Cache} */ cache) {
  const keys = await cache.keys();
  const names = keys.map(({ url }) => new URL(url).searchParams.get("kept"));
  return names.filter((name) => name !== null);
}

/** A version is there as a whole or not at all: a page never meets the engine of another. */
async function install() {
  const cache = await caches.open(CACHE);
  const names = (await kept(cache)).filter((name) => Object.hasOwn(FILES, name));
  for (const name of names) await keep(cache, name);
  await worker.skipWaiting();
}

/**
 * Forgets what neither this version has nor a page that is open. Those stay what they are: the pages of a worker before
 * this one are of its files, and of what those are that came before any, the network has more.
 */
async function activate() {
  const cache = await caches.open(CACHE);
  for (const { id } of await worker.clients.matchAll({ includeUncontrolled: true, type: "all" })) {
    if (!(await cache.match(at("client", id)))) await note(id, {});
  }
  const hashes = new Set([...Object.values(FILES), ...(await forgetPages(cache))]);
  for (const request of await cache.keys()) {
    const { searchParams } = new URL(request.url);
    const [name, hash] = [searchParams.get("kept"), searchParams.get("sha256")];
    if (name === null ? hash !== null && !hashes.has(hash) : !Object.hasOwn(FILES, name))
      await cache.delete(request);
  }
  await worker.clients.claim();
}

/**
 * Forgets of which files those pages are that are not open any more; gives the hashes of the others' files.
 *
 * @param {Cache} cache
 */
async function forgetPages(cache) {
  const clients = await worker.clients.matchAll({ includeUncontrolled: true, type: "all" });
  const open = new Set(clients.map((/** @type {{ id: string }} */ { id }) => id));
  const hashes = new Set();
  for (const request of await cache.keys()) {
    const client = new URL(request.url).searchParams.get("client");
    if (client === null) continue;
    const { since = 0, files = {} } = (await (await cache.match(request))?.json()) ?? {};
    // One that is just being opened is not among them yet.
    if (!open.has(client) && Date.now() - since > DAY_MS) await cache.delete(request);
    else for (const name in files) hashes.add(files[name]);
  }
  return hashes;
}

/**
 * Notes of which files a page is made, also for the time after this worker was ended.
 *
 * @param {string} client
 * @param {Files} files
 */
async function note(client, files) {
  // Some browsers do not say which page it is going to be.
  if (!client) return;
  known.set(client, files);
  const cache = await caches.open(CACHE);
  const noted = new Response(JSON.stringify({ since: Date.now(), files }));
  // On a full disk it is known as long as this worker lives.
  await cache.put(at("client", client), noted).catch(() => {});
}

/**
 * Of which files a page is made.
 *
 * @param {string} client
 * @returns {Promise<Files>}
 */
async function filesOf(client) {
  const cache = await caches.open(CACHE);
  const noted = async () => (await (await cache.match(at("client", client)))?.json())?.files;
  const files = known.get(client) ?? (await noted()) ?? FILES;
  known.set(client, files);
  return files;
}

/**
 * A page that is here, which is then made of what is here; else the network's, and so is all that it asks for: what is
 * here may be of another version.
 *
 * @param {Request} request
 * @param {string} name
 * @param {string} client The page that it is going to be.
 */
async function open(request, name, client) {
  const cache = await caches.open(CACHE);
  const page = await cache.match(at("sha256", FILES[name]));
  await note(client, page ? FILES : {});
  return page ?? fetch(request);
}

/**
 * What a page is made of. What is not here is fetched, and refused where it is of another version than the page: it
 * would be read wrongly. Opened anew, the page is whole again.
 *
 * @param {Request} request
 * @param {string} name
 * @param {string} client
 */
async function respond(request, name, client) {
  const files = await filesOf(client);
  if (!Object.hasOwn(files, name)) return fetch(request);
  const cache = await caches.open(CACHE);
  const part = await cache.match(at("sha256", files[name]));
  if (part) return part;
  const response = await fetch(request);
  if (!response.ok) return response;
  const content = await response.clone().arrayBuffer();
  return (await hashOf(content)) === files[name] ? response : Response.error();
}

/** Sends what waits on the device. */
async function send() {
  const cache = await caches.open(CACHE);
  const engine = await cache.match(at("sha256", FILES["sipas-forms.wasm"]));
  const module = engine ?? (await fetchFile("sipas-forms.wasm", "no-cache"));
  if (!module) throw new Error("the engine is of another version");
  await start({ module_or_path: module });
  const device = await Device.open();
  const sender = new Sender(device, async (status, body) => judge(status, body));
  await sender.flush("connected");
  sender.close();
  const left = await device.pending();
  // The browser tries again when this fails.
  if (left.some(({ reason }) => ["", "network"].includes(reason))) throw new Error("there is no connection");
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request, clientId, resultingClientId } = event;
  const name = request.method === "GET" && request.cache !== "reload" ? fileOf(request.url) : undefined;
  const isOpened = request.mode === "navigate";
  if (!name || request.headers.has("range")) {
    // Such a page is none of ours, as a form that the server shows: what it is made of comes from there as well.
    if (isOpened) event.waitUntil(note(resultingClientId, {}));
    return;
  }
  // A newer worker is looked for by the browser each time a page is opened. Waiting for that here would keep this one
  // busy, and the newer one from taking its place.
  event.respondWith(isOpened ? open(request, name, resultingClientId) : respond(request, name, clientId));
});
worker.addEventListener("message", (/** @type {any} */ event) => {
  const names = (event.data?.keep ?? []).map(fileOf);
  event.waitUntil(keepPage(names.filter((/** @type {string | undefined} */ name) => name !== undefined)));
});
worker.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag === "sipas-forms") event.waitUntil(send());
});
