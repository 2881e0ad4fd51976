// One device and who uses it: fills forms, sends them, closes, reloads and opens tabs at any moment.
import { setTimeout } from "node:timers/promises";

import { Chance } from "./random.mjs";
import { TEXTS, instrument } from "./screen.mjs";

const TELL = "soakTell";
/** How long something that is shown may be wrong before it counts: other tabs are told of changes by messages. */
const STALE_MS = 10_000;
const LOOK_MS = 1_000;
/** How often a screen is looked at that something is awaited of. */
const POLL_MS = 100;
/** How long a page may take for what takes no network; the machine may be busy. */
const PATIENCE_MS = 30_000;
const HOUR_MS = 3_600_000;
/** Without Web Locks a draft of a tab that was killed is taken up after ten minutes. */
const LONGER_THAN_A_DRAFT_IS_HELD_MS = 11 * 60_000;

/** What happens right after somebody sent. */
const FATES = { wait: 50, kill: 12, crash: 3, reload: 10, second: 8, offline: 7, clock: 6, sync: 4 };

export class Citizen {
  #context;
  #chance;
  /** @type {import("playwright-core").Page[]} */
  #tabs = [];
  /** Tabs whose page did not arrive as a whole. */
  #failed = new Set();
  /** What this citizen filled. */
  #markers = [];
  #clock = 0;

  /**
   * @param soak What is counted and checked: see run.mjs.
   * @param address The survey's page.
   */
  constructor(soak, browser, name, address) {
    Object.assign(this, { soak, browser, name, address });
    this.#chance = new Chance(soak.seed, "citizen", name);
  }

  get isSecure() {
    return this.address.includes("127.0.0.1");
  }

  async arrive() {
    this.#context = await this.browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh" });
    this.#context.setDefaultTimeout(PATIENCE_MS);
    await this.#context.exposeBinding(TELL, ({ page }, said) => this.soak.told(this, page, JSON.parse(said)));
    await this.#context.addInitScript(instrument, { TEXTS, tell: TELL, staleMs: STALE_MS, lookMs: LOOK_MS });
    this.#context.on("weberror", (error) => this.soak.complained(this, error.error()));
    this.#context.on("console", (message) => {
      if (/Content Security Policy|Uncaught/.test(message.text())) this.soak.complained(this, message.text());
    });
  }

  async leave() {
    await this.#context.close();
  }

  note(marker, words) {
    this.soak.note(marker, `${this.name}: ${words}`);
  }

  /** A tab with the survey that can be worked with; pages that do not arrive are asked for again. */
  async #tab() {
    let tab = this.#tabs.find((tab) => !tab.isClosed());
    this.#tabs = this.#tabs.filter((tab) => !tab.isClosed());
    while (!this.soak.isOver) {
      if (!tab || tab.isClosed()) {
        tab = await this.#newTab();
        this.#tabs.push(tab);
      }
      const state = await this.#until(tab, ({ isReady }) => isReady);
      if (state?.isReady) return tab;
      await this.#open(tab);
    }
    return undefined;
  }

  async #newTab() {
    const tab = await this.#context.newPage();
    // Something that the page is made of did not arrive.
    tab.on("requestfailed", (request) => request.method() === "GET" && this.#failed.add(tab));
    await this.#open(tab);
    return tab;
  }

  async #open(tab) {
    this.#failed.delete(tab);
    await tab.goto(this.address, { waitUntil: "commit" }).catch(() => this.#failed.add(tab));
  }

  /** What a tab shows, once that is so; `undefined` when it does not come true, or the tab is gone. */
  async #until(tab, isSo, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    while (!tab.isClosed() && Date.now() < end) {
      // A page that is loading, or broke down, shows nothing.
      const state = await this.#ask(tab, () => globalThis.soak?.state());
      if (state && isSo(state)) return state;
      if (!state?.title && this.#failed.has(tab)) return undefined;
      await setTimeout(POLL_MS);
    }
    return undefined;
  }

  /** Runs something in a tab that may close, reload or break down meanwhile. */
  async #ask(tab, work, argument) {
    const late = setTimeout(5_000, undefined, { ref: false });
    return Promise.race([tab.evaluate(work, argument).catch(() => undefined), late]);
  }

  #press(tab, words) {
    return this.#ask(tab, (words) => globalThis.soak.press(words), words);
  }

  /** Fills forms as long as there are any to fill. */
  async work() {
    for (let marker; (marker = this.soak.next());) {
      this.#markers.push(marker);
      await this.#fillAgain(marker);
    }
  }

  async #fillAgain(marker) {
    while (!this.soak.isOver && !(await this.#fillAndSend(marker)));
  }

  /** Sends what is left, and fills once more what was killed before the device had any of it. */
  async end() {
    await this.finish();
    for (const marker of this.#markers) {
      if (this.soak.isOver) return;
      if (!(await this.soak.isForgotten(marker, this))) continue;
      this.soak.tally("filled once more");
      this.note(marker, "fills it once more");
      await this.#fillAgain(marker);
      await this.finish();
    }
  }

  #look(tab) {
    const state = this.#ask(tab, () => globalThis.soak.state());
    return Promise.all([state, this.#ask(tab, () => globalThis.soak.device())]);
  }

  /** Closes what else is open, and opens the page again; without Web Locks after longer than a draft is held. */
  async #comeLater(tab) {
    for (const other of this.#tabs) if (other !== tab) await other.close().catch(() => {});
    if (!this.isSecure) await this.#shiftClock(LONGER_THAN_A_DRAFT_IS_HELD_MS);
    await this.#open(tab);
    await this.#until(tab, ({ isReady }) => isReady);
    await this.#until(tab, ({ isResumed }) => isResumed, 1_000);
  }

  /** Whether a form with this marker was sent; one that lay on the device goes first. */
  async #fillAndSend(marker) {
    const tab = await this.#tab();
    const [shown, device] = tab ? await this.#look(tab) : [];
    if (!shown || !device) return false;
    const isOwn = (one) => one.marker === marker;
    if (device.pending.some(isOwn)) return true;
    if (device.drafts.some(isOwn) && !shown.isResumed) {
      // It lies on the device, and is offered to who comes again.
      await this.#comeLater(tab);
      return false;
    }
    if (shown.buttons.includes(TEXTS.open) && this.#chance.is(0.5)) {
      await this.#press(tab, TEXTS.open);
      await this.#follow(tab);
      return false;
    }
    if (shown.isOutcome) {
      await this.#goOn(tab, shown);
      return false;
    }
    const found = await this.#ask(tab, ([marker, picks]) => globalThis.soak.fill(marker, picks), [
      marker,
      Math.floor(this.#chance.upTo(1000)),
    ]);
    if (!found) {
      await this.#open(tab);
      return false;
    }
    if (found === marker && !this.soak.isEnding && this.#chance.is(0.05)) {
      // Killed before anything was sent, and some time after the last answer or at once.
      await setTimeout(this.#chance.upTo(1_000));
      await this.#kill(tab, "before it was sent");
      return false;
    }
    await this.#send(tab, found);
    return found === marker;
  }

  async #send(tab, marker) {
    this.note(marker, "sends");
    const fate = this.soak.isEnding ? "wait" : this.#chance.of(FATES);
    if (fate === "offline") await this.#offline(true);
    const pressed = this.#ask(tab, () => globalThis.soak.send());
    await this.#meet(fate, tab, marker, pressed);
  }

  async #meet(fate, tab, marker, pressed) {
    const moment = setTimeout(this.#chance.upTo(1_000));
    switch (fate) {
      case "kill":
      case "crash":
        await moment;
        return this.#kill(tab, fate, marker);
      case "reload":
        await moment;
        this.soak.tally("reloads");
        this.note(marker, "reloads");
        return void (await tab.reload({ waitUntil: "commit" }).catch(() => {}));
      case "second":
        await pressed;
        return this.#second();
      case "offline":
        await moment;
        await setTimeout(this.#chance.upTo(1_500));
        await this.#offline(false);
        break;
      case "clock":
        await moment;
        await this.#shiftClock();
        break;
      case "sync":
        await moment;
        await this.#sync(tab);
        break;
    }
    await pressed;
    await this.#follow(tab);
  }

  /** Waits for what becomes of what was sent, and does what a person would. */
  async #follow(tab) {
    const state = await this.#until(tab, ({ title, says }) => (title && title !== TEXTS.sending) || says);
    if (state) await this.#goOn(tab, state);
    else if (!tab.isClosed()) await this.#open(tab);
  }

  async #goOn(tab, { title, says, buttons }) {
    const marker = await this.#ask(
      tab,
      () => globalThis.soak.marker() ?? globalThis.soak.state().sent?.marker,
    );
    if (title === TEXTS.review) {
      // Told to look at it again, it is sent as it is.
      if (says) this.soak.tally("sent again after a refusal");
      if (marker) this.note(marker, "sends from the review");
      const pressed = this.#ask(tab, () => globalThis.soak.send());
      return this.#chance.is(0.1) ? this.#meet("kill", tab, marker, pressed) : this.#follow(tab);
    }
    if (title === TEXTS.sent) return void (await this.#press(tab, TEXTS.again));
    // What is kept goes by itself; what is not kept waits for a person.
    const mayLeave = buttons.includes(TEXTS.again);
    if (mayLeave && this.#chance.is(0.6)) return void (await this.#press(tab, TEXTS.again));
    if (title === TEXTS.kept && this.#chance.is(0.3)) {
      const later = await this.#until(tab, (state) => state.title !== TEXTS.kept, 4_000);
      if (later) return this.#goOn(tab, later);
    }
    if (marker) this.note(marker, "sends again");
    await setTimeout(this.#chance.upTo(300));
    await this.#ask(tab, () => globalThis.soak.send());
    return this.#follow(tab);
  }

  async #kill(tab, how, marker) {
    this.soak.tally("kills");
    if (marker) this.note(marker, `kills the tab (${how})`);
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    if (how === "crash") {
      const session = await this.#context.newCDPSession(tab).catch(() => undefined);
      void session?.send("Page.crash").catch(() => {});
      await setTimeout(100);
    }
    await tab.close().catch(() => {});
  }

  /** Another tab of this device, before the one that is there; the older one goes on by itself. */
  async #second() {
    this.soak.tally("second tabs");
    if (this.#tabs.length > 2) await this.#kill(this.#tabs.at(-1), "one too many");
    const tab = await this.#newTab();
    this.#tabs.unshift(tab);
  }

  async #offline(isOffline) {
    if (isOffline) this.soak.tally("times offline");
    await this.#context.setOffline(isOffline).catch(() => {});
  }

  /** The device's clock is put right, or wrong: by hours or days, but never as far as drafts are forgotten. */
  async #shiftClock(by) {
    this.soak.tally("clock shifts");
    const wrong = (this.#chance.upTo(2) - 1) * (this.#chance.is(0.5) ? 72 : 2) * HOUR_MS;
    this.#clock = by === undefined ? Math.round(wrong) : this.#clock + by;
    const [tab] = this.#tabs.filter((tab) => !tab.isClosed());
    if (tab) await this.#ask(tab, (clock) => localStorage.setItem("soak-clock", clock), String(this.#clock));
  }

  /** The browser finds that there is a connection, and wakes the service worker. */
  async #sync(tab) {
    if (!this.isSecure || tab.isClosed()) return;
    const session = await this.#context.newCDPSession(tab).catch(() => undefined);
    if (!session) return;
    const found = new Promise((settle) => {
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => settle(registrations[0]));
    });
    await session.send("ServiceWorker.enable").catch(() => {});
    const registration = await Promise.race([found, setTimeout(1_000, undefined, { ref: false })]);
    if (registration) {
      this.soak.tally("background syncs");
      const { registrationId } = registration;
      const event = {
        origin: new URL(this.address).origin,
        registrationId,
        tag: "sipas-forms",
        lastChance: false,
      };
      await session
        .send("ServiceWorker.dispatchSyncEvent", event)
        .catch((error) => this.soak.complained(this, error));
    }
    await session.detach().catch(() => {});
  }

  /** What is on the device now. */
  async onDevice() {
    const tab = await this.#tab();
    return tab && this.#ask(tab, () => globalThis.soak.device());
  }

  /** Sends whatever is still on the device, and waits until nothing is. */
  async finish() {
    await this.#offline(false);
    while (!this.soak.isOver) {
      const tab = await this.#tab();
      if (!tab) return;
      const [state, device] = await this.#look(tab);
      if (!device || !state) continue;
      if (device.pending.length + device.drafts.length === 0 && !state.isOutcome) return;
      if (state.isOutcome || state.says) await this.#finishShown(tab, state);
      else if (await this.#press(tab, TEXTS.open))
        await this.#until(tab, ({ title, isOutcome }) => isOutcome || title === TEXTS.review, 2_000);
      else if (state.title === TEXTS.review) await this.#ask(tab, () => globalThis.soak.send());
      else if (state.isResumed) await this.#ask(tab, () => globalThis.soak.fill("soak-none", 0));
      else if (device.pending.length > 0) {
        await this.#press(tab, TEXTS.sendNow);
        await setTimeout(200);
      } else {
        // Drafts of tabs that are no more: they are there for whoever comes next.
        await this.#comeLater(tab);
      }
    }
  }

  async #finishShown(tab, { title, buttons, says }) {
    if (title === TEXTS.sending)
      return void (await this.#until(tab, (state) => state.title !== TEXTS.sending));
    if (title === TEXTS.sent) return void (await this.#press(tab, TEXTS.again));
    if (title === TEXTS.review && says) return void (await this.#ask(tab, () => globalThis.soak.send()));
    if (title === TEXTS.kept || title === TEXTS.failed) {
      await this.#ask(tab, () => globalThis.soak.send());
      await this.#until(tab, (state) => state.title !== TEXTS.sending, 5_000);
      if (buttons.length === 0) await this.#open(tab);
    } else await this.#open(tab);
  }
}
