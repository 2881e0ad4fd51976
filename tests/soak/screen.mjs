// What runs in a page: a person's eyes, which note whatever a form says, and hands, which work its controls; and the
// device's clock.

/** The texts by which a person knows what happened. */
export const TEXTS = {
  review: "Kiểm tra câu trả lời trước khi gửi",
  sending: "Đang gửi…",
  sent: "Đã gửi phiếu",
  kept: "Đã lưu trên thiết bị này, chưa gửi",
  failed: "Chưa gửi được",
  again: "Trả lời thêm một phiếu",
  open: "Mở phiếu",
  sendNow: "Gửi ngay",
};

/** Goes into every page before its own scripts; must stand alone. `tell` is the name of the way to the harness. */
export function instrument({ TEXTS, tell, staleMs, lookMs }) {
  // The clock of the device: all its pages have the same, and it changes for all of them at once.
  const RealDate = Date;
  const offset = () => {
    try {
      return Number(localStorage.getItem("soak-clock")) || 0;
    } catch {
      return 0;
    }
  };
  globalThis.Date = class Date extends RealDate {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(RealDate.now() + offset());
    }
    static now() {
      return RealDate.now() + offset();
    }
  };

  let root;
  /** What was sent last from this page, as long as its outcome is shown. */
  let current = null;
  /** Whether the outcome of something else is shown, which was opened from a notice. */
  let isOpened = false;
  const known = new Set();
  let database;

  const result = (request) =>
    new Promise((settle, fail) => {
      request.onsuccess = () => settle(request.result);
      request.onerror = () => fail(request.error);
    });

  /** What is on the device: of each submission and draft its marker. */
  async function device() {
    const databases = await indexedDB.databases();
    const there = databases.some(({ name }) => name === "sipas-forms");
    if (!there) return { pending: [], drafts: [], receipts: [] };
    if (!database) {
      database = await result(indexedDB.open("sipas-forms"));
      database.onversionchange = () => {
        database.close();
        database = undefined;
      };
      database.onclose = () => (database = undefined);
    }
    const transaction = database.transaction(["pending", "drafts", "receipts"]);
    const [pending, drafts, receipts] = await Promise.all(
      ["pending", "drafts", "receipts"].map((name) => result(transaction.objectStore(name).getAll())),
    );
    return {
      pending: pending.map(({ id, body, reason, uncertain, attempts }) => ({
        id,
        marker: JSON.parse(body).answers.subject,
        reason,
        uncertain,
        attempts,
      })),
      drafts: drafts.map(({ id, draft, owner }) => ({ id, owner, marker: draft.answers.subject })),
      receipts: receipts.map(({ id, receipt }) => ({ id, receipt })),
    };
  }

  const text = (selector) => root?.querySelector(selector)?.textContent.trim() ?? "";
  const title = () => (root?.querySelector(".root:not(.keep)[hidden]") ? "" : text("#page-title"));
  const isOutcome = (words) => [TEXTS.sending, TEXTS.sent, TEXTS.kept, TEXTS.failed].includes(words);
  const notices = () =>
    [...(root?.querySelectorAll(".keep > .keep-notice") ?? [])].map((notice) =>
      [...notice.querySelectorAll("p, li")].map((part) => part.textContent).join(" "),
    );
  const waits = (told) => Number(/^Có (\d+) phiếu đã lưu/.exec(told)?.[1] ?? 0);
  const marker = () => /soak-\d+/.exec(text("form"))?.[0] ?? null;
  const needsSomebody = ({ reason }) => ["rejected", "other_version", "refused"].includes(reason);

  async function claim(kind, words, more = {}) {
    const said = { kind, words, ...more, sent: current, isOpened, at: performance.now() };
    const found = await device().catch((error) => ({ failure: String(error) }));
    await globalThis[tell](JSON.stringify({ ...said, device: found }));
  }

  /** Notes what is said now and was not a moment ago. */
  function look() {
    const now = title();
    const outcome = [TEXTS.sent, TEXTS.kept, TEXTS.failed].includes(now);
    if (now && !isOutcome(now)) {
      isOpened = false;
      if (now !== TEXTS.review) current = null;
    }
    const claims = new Map();
    if (outcome) {
      const why = root.querySelector(".failed p")?.textContent ?? "";
      const receipt = now === TEXTS.sent ? text(".receipt strong") : undefined;
      claims.set(`${now} ${why} ${receipt} ${current?.id}`, [now, why, { receipt }]);
    }
    const says = text("#error-summary");
    if (says.includes("Máy chủ báo")) claims.set(`says ${current?.id}`, ["says", says, {}]);
    for (const told of notices()) {
      // How many there are changes all the time; `compare` watches it.
      const kind = /^Có \d+ phiếu/.test(told)
        ? "waiting"
        : told.startsWith("Máy chủ chưa nhận")
          ? "attention"
          : "notice";
      claims.set(told, [kind, told, { receipt: /Mã tiếp nhận: (\S+)/.exec(told)?.[1] }]);
    }
    for (const name of known) if (!claims.has(name)) known.delete(name);
    for (const [name, [kind, words, more]] of claims) {
      if (known.has(name)) continue;
      known.add(name);
      void claim(kind, words, more);
    }
  }

  let wrongSince;
  let looks = 0;
  /** Compares what is said to wait with what does. Right is what becomes right soon: other pages are told by message. */
  async function compare() {
    if (!root?.querySelector(".keep") || !title()) return;
    const { pending } = await device();
    const told = notices();
    if (told.some((words) => words.includes("không cho lưu"))) return;
    const own = isOutcome(title()) ? current?.id : undefined;
    const others = pending.filter(({ id }) => id !== own);
    const waiting = others.filter((one) => !needsSomebody(one));
    const attention = others.filter(needsSomebody).length;
    // What is sent for the first time need not be told to wait.
    const least = waiting.filter(({ reason }) => reason).length;
    const said = [
      told.map(waits).reduce((sum, count) => sum + count, 0),
      told.filter((words) => words.startsWith("Máy chủ chưa nhận")).length,
    ];
    const spared = isOpened ? 1 : 0;
    const isBetween = (number, from, to) => from - spared <= number && number <= to;
    const right = isBetween(said[0], least, waiting.length) && isBetween(said[1], attention, attention);
    const truth = `${least} to ${waiting.length}, and ${attention}`;
    if (right) {
      wrongSince = undefined;
      looks = 0;
      return;
    }
    wrongSince ??= performance.now();
    looks += 1;
    // A page that was held up has not been wrong all that time.
    if (performance.now() - wrongSince > staleMs && looks > staleMs / lookMs / 2) {
      looks = Number.NEGATIVE_INFINITY;
      await claim(
        "stale",
        `said ${said.join(", and ")}; there are ${truth}: ${JSON.stringify(told)} ${title()}`,
      );
    }
  }

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const shadow = attach.call(this, options);
    if (this.localName !== "sipas-form") return shadow;
    root = shadow;
    const all = {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ["hidden"],
    };
    new MutationObserver(look).observe(shadow, all);
    setInterval(() => compare().catch(() => {}), lookMs);
    return shadow;
  };
  addEventListener("sipas-submit", ({ detail }) => {
    const { submission_id: id, answers } = detail.submission;
    current = { id, marker: answers.subject };
    isOpened = false;
    void globalThis[tell](JSON.stringify({ kind: "submit", sent: current }));
  });

  const button = (words) =>
    [...(root?.querySelectorAll("button") ?? [])].find(
      (one) => one.textContent.trim() === words && !one.disabled,
    );
  const press = (words) => {
    const found = typeof words === "string" ? button(words) : words;
    if (words === TEXTS.open && found) isOpened = true;
    found?.click();
    return Boolean(found);
  };
  const change = (control, type) => control.dispatchEvent(new Event(type, { bubbles: true, composed: true }));

  /** Answers what is not answered and goes on up to the review; gives the marker that stands there. */
  function fill(subject, picks) {
    for (let page = 0; page < 12 && title() !== TEXTS.review; page += 1) {
      const before = title();
      if (!before || isOutcome(before)) return null;
      for (const select of root.querySelectorAll("form select")) {
        if (select.value) continue;
        const options = [...select.options].filter(({ value }) => value);
        select.value = options[picks % options.length].value;
        change(select, "change");
      }
      for (const area of root.querySelectorAll("form textarea")) {
        if (area.value) continue;
        area.value = subject;
        change(area, "input");
      }
      const names = new Set([...root.querySelectorAll("form input[type=radio]")].map(({ name }) => name));
      for (const name of names) {
        const group = [...root.querySelectorAll("form input[type=radio]")].filter((one) => one.name === name);
        if (!group.some(({ checked }) => checked)) group[(picks + page) % group.length].click();
      }
      press(root.querySelector("form button[type=submit]"));
      if (title() === before) return null;
    }
    return title() === TEXTS.review ? marker() : null;
  }

  globalThis.soak = {
    device,
    fill,
    press,
    marker,
    state: () => ({
      isReady: Boolean(title() && root.querySelector(".keep")),
      title: title(),
      isOutcome: isOutcome(title()),
      says: text("#error-summary").includes("Máy chủ báo"),
      isResumed: notices().some((told) => told.startsWith("Đã mở lại phiếu")),
      buttons: [...(root?.querySelectorAll("button:not(:disabled)") ?? [])].map((one) =>
        one.textContent.trim(),
      ),
      sent: current,
    }),
    /** Sends what the review shows. */
    send: () => press(root.querySelector("form button[type=submit]")),
  };
}
