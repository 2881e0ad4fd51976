// What holds of a page for every citizen, measured in the page: sizes of targets, widths, the focus, what a
// screen reader is told. All of it looks into shadow roots.
import assert from "node:assert/strict";

/** Is in the page as `every`, before anything else runs there. */
export function toolbox() {
  const deep = (root) =>
    [...root.querySelectorAll("*")].flatMap((node) => [
      node,
      ...(node.shadowRoot ? deep(node.shadowRoot) : []),
    ]);
  const isShown = (node) =>
    node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
  const nameOf = (node) =>
    (node.getAttribute("aria-label") ?? node.labels?.[0]?.innerText ?? node.innerText ?? node.outerHTML)
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 60);
  const INTERACTIVE = "a[href], button, input, select, textarea, summary, [tabindex='0'], [role=button]";
  /** What is pressed for a control: its label around it, where there is one. */
  const targetOf = (node) => (/^(radio|checkbox)$/.test(node.type) ? (node.closest("label") ?? node) : node);

  const targets = () =>
    deep(document)
      .filter((node) => node.matches(INTERACTIVE) && isShown(node) && !node.disabled)
      .map((node) => ({ node, target: targetOf(node), box: targetOf(node).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);

  globalThis.every = {
    /** Targets below 24 px that have no such room around them either (WCAG 2.2, SC 2.5.8), and levels below 44. */
    small() {
      const all = targets();
      const far = (box, other) => {
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        const dx = Math.max(other.left - x, 0, x - other.right);
        const dy = Math.max(other.top - y, 0, y - other.bottom);
        return Math.hypot(dx, dy) >= 12;
      };
      const inText = (node) =>
        node.localName === "a" && node.closest("p, li, dd") && getComputedStyle(node).display === "inline";
      const faults = [];
      for (const { node, target, box } of all) {
        const size = `${Math.round(box.width)}x${Math.round(box.height)}`;
        const isLevel = target.matches(".likert .choice, .table .choice, .scale .choice");
        if (isLevel && (box.width < 44 || box.height < 44)) faults.push(`level ${size}: ${nameOf(node)}`);
        if (box.width >= 24 && box.height >= 24) continue;
        if (inText(node) || all.every((other) => other.target === target || far(box, other.box))) continue;
        faults.push(`${size}: ${nameOf(node)}`);
      }
      return faults;
    },
    targets: () => targets().length,

    /** What is wider than the window, or hides some of its text. */
    cut() {
      const beyond = document.documentElement.scrollWidth - innerWidth;
      const faults = beyond > 0 ? [`the page is ${beyond} px wider than the window`] : [];
      for (const node of deep(document)) {
        // What is typed scrolls within its field, by its own keys.
        if (!isShown(node) || /^(progress|input|textarea|select)$/.test(node.localName)) continue;
        const { overflowX, overflowY, position, clipPath } = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        if (clipPath !== "none" && position === "absolute") continue;
        const scrolls = /auto|scroll/.test(overflowX);
        const isWider = node.scrollWidth > node.clientWidth + 1;
        if (scrolls && isWider) {
          const region = node.closest("[role=region], section[aria-label], section[aria-labelledby]");
          if (!region || node.tabIndex < 0) faults.push(`scrolls, but not by the keyboard: ${nameOf(node)}`);
        } else if (/hidden|clip/.test(overflowX + overflowY) && isWider) {
          faults.push(`cut off: ${nameOf(node)}`);
        }
        const within = node.closest(".table-scroll");
        if (!within && box.right > innerWidth + 1 && box.width > 0 && node.children.length === 0) {
          faults.push(`beyond the edge: ${nameOf(node)}`);
        }
      }
      return faults;
    },

    /** What has the focus, `null` where nothing has. */
    focus() {
      let node = document.activeElement;
      while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
      if (!node || node === document.body || node.shadowRoot) return null;
      const box = targetOf(node).getBoundingClientRect();
      const [x, y] = [box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20)];
      let top = document.elementFromPoint(x, y);
      while (top?.shadowRoot) {
        const inner = top.shadowRoot.elementFromPoint(x, y);
        if (!inner || inner === top) break;
        top = inner;
      }
      const isSeen = top !== null && (targetOf(node).contains(top) || top.contains(node));
      return { name: nameOf(node), kind: node.localName, isSeen };
    },

    /** Whatever moves by itself. */
    moving: () =>
      deep(document)
        .flatMap((node) => [null, "::before", "::after"].map((pseudo) => [node, pseudo]))
        .filter(([node, pseudo]) => {
          const style = getComputedStyle(node, pseudo);
          const lasts = (text) => text.split(",").some((part) => parseFloat(part) > 0.01);
          const turns = style.animationName !== "none" && lasts(style.animationDuration);
          const fades = lasts(style.transitionDuration) && style.transitionProperty !== "none";
          return turns || fades || style.scrollBehavior === "smooth";
        })
        .map(([node, pseudo]) => `${nameOf(node)} ${pseudo ?? ""}`),

    /** Sets all text as far apart as SC 1.4.12 asks that it may be. */
    space() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
         p { margin-bottom: 2em !important }`,
      );
      const roots = [document, ...deep(document).flatMap((node) => node.shadowRoot ?? [])];
      for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    },

    /** What a screen reader would be told without being asked, from now on. */
    said: [],
    listen() {
      const LIVE = "[role=alert], [role=status], [aria-live=polite], [aria-live=assertive]";
      const text = (node) => node.textContent.replace(/\s+/g, " ").trim();
      const note = (region) => {
        if (region.getAttribute("aria-live") === "off") return;
        const words = `${region.getAttribute("role") ?? region.getAttribute("aria-live")}: ${text(region)}`;
        if (text(region) && isShown(region) && globalThis.every.said.at(-1) !== words)
          globalThis.every.said.push(words);
      };
      const watch = (root) =>
        new MutationObserver((mutations) => {
          const regions = new Set();
          for (const { target, addedNodes } of mutations) {
            const around = (target.nodeType === 1 ? target : target.parentElement)?.closest(LIVE);
            if (around) regions.add(around);
            for (const node of addedNodes) {
              if (node.nodeType !== 1) continue;
              if (node.matches(LIVE)) regions.add(node);
              node.querySelectorAll(LIVE).forEach((region) => regions.add(region));
            }
          }
          regions.forEach(note);
        }).observe(root, { subtree: true, childList: true, characterData: true });
      const roots = () => [document, ...deep(document).flatMap((node) => node.shadowRoot ?? [])];
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        const root = attach.call(this, init);
        watch(root);
        return root;
      };
      roots().forEach(watch);
    },
  };
}

/** Asserts that the focus is somewhere, is seen there, and begins with this name, if one is given. */
export async function assertFocus(page, after, name) {
  const focus = await page.evaluate(() => globalThis.every.focus());
  assert.ok(focus, `after ${after} the focus is somewhere`);
  assert.ok(focus.isSeen, `after ${after} nothing lies over “${focus.name}”, which has the focus`);
  if (name) assert.ok(focus.name.startsWith(name.slice(0, 50)), `after ${after}: ${focus.name}`);
}
