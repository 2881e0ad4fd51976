// Chromium, one for a file of tests, and a fresh context with a page for each test.
import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { setTimeout } from "node:timers/promises";

import { chromium } from "playwright-core";

import { TARGET } from "./program.mjs";

export const PHONE = { name: "360x740", width: 360, height: 740, touch: true };
export const DESK = { name: "1366x768", width: 1366, height: 768, touch: false };
/** Every journey of a person is made on both. */
export const SIZES = [PHONE, DESK];

/** How long a condition may take to come true; a test that waits longer has failed. */
const PATIENCE_MS = 10_000;
const WHOLE_TEST_MS = 90_000;
/** How often a condition is looked at that nothing announces. */
const LOOK_MS = 20;

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Hosts of portals, which are no secure context as 127.0.0.1 is.
  "--host-resolver-rules=MAP *.test 127.0.0.1",
];

/** Starts a browser, which whoever starts it closes. */
export function launch() {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ARGS });
}

/** Starts the browser of this file. */
export async function openBrowser() {
  const browser = await launch();
  after(() => browser.close());
  return browser;
}

/**
 * Runs `body` with a page of its own. Whatever the page complains of (console, exceptions, content
 * security policy, requests that failed) fails the test, unless it matches one of `provoked`. A
 * failure leaves a screenshot. No test takes hold of what a service worker sends or keeps: those of the
 * service worker itself allow it (`serviceWorkers`).
 */
export async function visit(
  browser,
  t,
  { size = DESK, provoked = [], serviceWorkers = "block", ...options },
  body,
) {
  const context = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    hasTouch: size.touch,
    isMobile: size.touch,
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    serviceWorkers,
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  rmSync(pictureOf(t), { force: true });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  context.on("console", (message) => {
    const isBlocked = message.text() === "Service Worker registration blocked by Playwright";
    if (["error", "warning"].includes(message.type()) && !isBlocked) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error()}`));
  context.on("requestfailed", (request) =>
    complaints.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`),
  );
  const page = await context.newPage();
  try {
    await Promise.race([body(page, context), tooLong()]);
    const unexpected = complaints.filter((complaint) => !provoked.some((pattern) => pattern.test(complaint)));
    assert.deepEqual(unexpected, [], "the page complained of nothing");
  } catch (error) {
    await screenshot(t, page, complaints);
    throw error;
  } finally {
    await context.close();
  }
}

/** Fails after a time that no test needs, so that a promise that never settles hides nothing. */
async function tooLong() {
  await setTimeout(WHOLE_TEST_MS, undefined, { ref: false });
  throw new Error(`the test took longer than ${WHOLE_TEST_MS / 1000} s`);
}

async function screenshot(t, page, complaints) {
  const path = pictureOf(t);
  mkdirSync(dirname(path), { recursive: true });
  try {
    await page.screenshot({ path, fullPage: true });
    t.diagnostic(`screenshot: ${path}`);
  } catch (error) {
    t.diagnostic(`no screenshot: ${error}`);
  }
  for (const complaint of complaints) t.diagnostic(`the page said: ${complaint}`);
}

const pictureOf = (t) => join(TARGET, "e2e", `${t.name.replace(/[^\p{L}\p{N}]+/gu, "-")}.png`);

/** Waits until `check` stops throwing; its last words are the failure. */
export async function eventually(check) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await setTimeout(LOOK_MS);
    }
  }
}

/** Whether the element has the focus, in whichever shadow root it lives. */
export const isFocused = (locator) => locator.evaluate((node) => node.getRootNode().activeElement === node);

/** What a screen reader adds to the name: the texts that describe the element. */
export const description = (locator) =>
  locator.evaluate((node) =>
    (node.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => node.getRootNode().getElementById(id)?.textContent ?? "")
      .filter(Boolean)
      .join(" "),
  );
