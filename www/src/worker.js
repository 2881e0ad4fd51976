// The service worker of the standalone pages: what a page was made of when it was opened is there without a network,
// file by file as the hash of its content says; and what waits on the device is sent once there is a connection.
import start, { judge } from "../pkg/sipas-forms.js";
import { Device } from "./device.js";
import { Sender } from "./sender.js";

/** Every file of the site and the SHA-256 of its content, in hexadecimal; put in when the site is built. */
/** @type {Record<string, string>} */
const FILES = globalThis.SIPAS_FILES;
/** The files by their hash, of this version and those before. */
const CACHE = "sipas-forms";
/** What is kept whichever page is opened: the ways to the others. */
const ALWAYS = ["index.html", "index.en.html", "queue.html", "queue.en.html", "sipas-queue.js"];
const worker = /** @type {any} */ (globalThis);
const scope = new URL(worker.registration.scope);

/**
 * The file that an address means: itself, or the index of its folder; `undefined` for none of the site.
 *
 * @param {string} address
 */
function fileOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return undefined;
  const path = decodeURIComponent(pathname.slice(scope.pathname.length));
  const names = [path, `${path}.html`, `${path}index.html`];
  return names.find((name) => Object.hasOwn(FILES, name));
}

/** Where a content lies in the cache. */
const keyOf = (/** @type {string} */ name) => new URL(`?sha256=${FILES[name]}`, scope).href;

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
  if (await cache.match(keyOf(name))) return;
  // The browser's own cache has it nearly always: the page was just made of it.
  const response = (await fetchFile(name, "default")) ?? (await fetchFile(name, "no-cache"));
  if (!response) throw new Error(`not of this version: ${name}`);
  await cache.put(keyOf(name), response);
  await cache.put(new URL(`?kept=${encodeURIComponent(name)}`, scope).href, new Response(FILES[name]));
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

/** Forgets what no file of this version has. */
async function activate() {
  const cache = await caches.open(CACHE);
  const hashes = new Set(Object.values(FILES));
  for (const request of await cache.keys()) {
    const { searchParams } = new URL(request.url);
    const [name, hash] = [searchParams.get("kept"), searchParams.get("sha256")];
    const isOld = name === null ? !hashes.has(hash ?? "") : !Object.hasOwn(FILES, name);
    if (isOld) await cache.delete(request);
  }
  await worker.clients.claim();
}

/**
 * A file from here, or from the network.
 *
 * @param {Request} request
 * @param {string} name
 */
async function respond(request, name) {
  const cache = await caches.open(CACHE);
  return (await cache.match(keyOf(name))) ?? fetch(request);
}

/** Sends what waits on the device. */
async function send() {
  await start({
    module_or_path: respond(new Request(new URL("sipas-forms.wasm", scope)), "sipas-forms.wasm"),
  });
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
  const { request } = event;
  const name = request.method === "GET" && request.cache !== "reload" ? fileOf(request.url) : undefined;
  if (!name || request.headers.has("range")) return;
  // A newer worker is looked for by the browser each time a page is opened. Waiting for that here would keep this one
  // busy, and the newer one from taking its place.
  event.respondWith(respond(request, name));
});
worker.addEventListener("message", (/** @type {any} */ event) => {
  const names = new Set([...ALWAYS, ...(event.data?.keep ?? []).map(fileOf)].filter(Boolean));
  const keepAll = async () => {
    const cache = await caches.open(CACHE);
    for (const name of names) await keep(cache, /** @type {string} */ (name)).catch(() => {});
  };
  event.waitUntil(keepAll());
});
worker.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag === "sipas-forms") event.waitUntil(send());
});
