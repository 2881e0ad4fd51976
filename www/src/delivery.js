// Posting a submission. What a reply means is decided by the engine; this only carries bytes.

/** How long one attempt may take before it counts as lost. */
const TIMEOUT_MS = 30_000;

/**
 * @typedef {object} Reply
 * @property {number} status The HTTP status; 0 when no reply came.
 * @property {unknown} body The body, `undefined` when it was no JSON.
 */

/**
 * Posts one submission, once.
 *
 * @param {string} endpoint
 * @param {string} submissionId Also the idempotency key.
 * @param {string} body The envelope as JSON text.
 * @returns {Promise<Reply>}
 */
export async function post(endpoint, submissionId, body) {
  // Not AbortSignal.timeout: Chrome has it since 103 only.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": submissionId },
      credentials: "same-origin",
      redirect: "manual",
      body,
      signal: abort.signal,
    });
    // A redirect, or a web page where data was asked for, is a sign-in page or that of a network
    // which wants a sign-in first: it says nothing of the submission.
    const page = /^text\/html/i.test(response.headers.get("Content-Type") ?? "");
    if (response.type === "opaqueredirect" || (response.ok && page)) return { status: 401, body: undefined };
    return { status: response.status, body: parsed(await response.text()) };
  } catch {
    // No network, a refused connection, a time-out, a reply cut short: for all of them nobody
    // knows whether the server has it, and sending the same again is safe.
    return { status: 0, body: undefined };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A random UUID. `crypto.randomUUID` is missing on pages served without TLS; its source is not. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
