// The look of <sipas-form> where others decide: hostile style sheets, themes, the visitor's own settings,
// and the place that it is given.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { DESK, PHONE, SIZES, isFocused, openBrowser, visit } from "./support/browser.mjs";
import { host, page as html } from "./support/host.mjs";
import { looksRight } from "./support/looks.mjs";
import { Respondent } from "./support/respondent.mjs";
import { Survey } from "./support/survey.mjs";

const browser = await openBrowser();
const office = new Survey("commune-office");

const FORM = `<sipas-form src="/forms/commune-office.form" endpoint="/submissions"></sipas-form>`;

/** Opens a page with a style sheet of its own around the survey. */
async function dressed(t, { css = "", content = `<main><h1>Portal</h1>${FORM}</main>`, ...options }, body) {
  const head = `<link rel="stylesheet" href="/portal.css">`;
  const pages = { "/portal.html": html(content, { head }), "/portal.css": css };
  const server = await host(t, { pages });
  await visit(browser, t, options, async (page) => {
    await page.goto(`${server.url}/portal.html`);
    const person = new Respondent(page, office, { touch: options.size?.touch });
    await page.locator("sipas-form").locator("form.page").first().waitFor({ state: "attached" });
    await body({ page, person });
  });
}

/** Everything within the element: where it is, relative to its paper, and how it looks. */
const look = (page) =>
  page.locator("sipas-form").evaluate((form) => {
    const root = form.shadowRoot.querySelector(".form").parentNode;
    const { left, top } = root.getBoundingClientRect();
    const properties = [
      ..."display visibility position direction color background-color opacity font-size font-family".split(
        " ",
      ),
      ..."font-weight font-style line-height letter-spacing word-spacing text-align text-indent".split(" "),
      ..."text-transform white-space-collapse cursor user-select pointer-events writing-mode".split(" "),
      ..."border-top-width border-top-color border-top-left-radius list-style-type text-shadow".split(" "),
      ..."-webkit-text-fill-color accent-color color-scheme overflow-wrap word-break hyphens".split(" "),
    ];
    return [root, ...root.querySelectorAll("*")].map((node) => {
      const box = node.getBoundingClientRect();
      const style = getComputedStyle(node);
      // What has no box of its own is nowhere.
      const sides = [box.left - left, box.top - top, box.width, box.height];
      const place = node.getClientRects().length > 0 ? sides.map((side) => Math.round(side * 4) / 4) : [];
      const told = properties.map((name) => `${name}: ${style.getPropertyValue(name)}`);
      return [`${node.localName}.${node.className}#${node.id}`, place.join(" "), ...told].join("; ");
    });
  });

const COLLISIONS = ["accent", "text", "paper", "line", "border", "muted", "error", "focus", "tint", "radius"]
  .map((name) => `--${name}: 3px dotted lime;`)
  .join(" ");

const HOSTILE = {
  "everything unset, tiny, transparent and inline": `body, body * {
    all: unset !important; display: inline !important; font: italic 7px/0.4 cursive !important;
    color: transparent !important; -webkit-text-fill-color: transparent !important; text-shadow: 9px 9px red !important;
    letter-spacing: 9px !important; word-spacing: 3em !important; text-align: right !important;
    text-transform: uppercase !important; text-indent: 5em !important; white-space: pre !important;
    word-break: break-all !important; hyphens: auto !important; cursor: none !important;
    user-select: none !important; pointer-events: none !important; direction: rtl !important;
    list-style: none !important; ${COLLISIONS.replaceAll(";", " !important;")} }`,
  "a reset, absolute boxes, rem of 10 px, hidden shown, from right to left": `
    :root { font-size: 62.5%; ${COLLISIONS} }
    *, ::before, ::after { box-sizing: content-box; margin: 9px; padding: 9px; border: 5px solid red; float: left; }
    body { margin: 0; padding: 0; border: 0; direction: rtl; text-align: center; font: 30px monospace; color: red;
      line-height: 3; letter-spacing: 5px; text-transform: uppercase; cursor: wait; user-select: none;
      white-space: nowrap; }
    html, body, main, h1, sipas-form { margin: 0; padding: 0; border: 0; float: none; }
    sipas-form { font-size: 16px; }
    div, p, form, label, section { position: absolute; }
    [hidden] { display: block !important; }
    button, input, select, textarea, fieldset, label, legend { all: unset; display: none; }
    h2, h3, .primary, .choice, .question, .root, .form { color: lime !important; font-size: 3px !important; }`,
};

describe("theme", { concurrency: 2 }, () => {
  for (const size of SIZES) {
    test(`hostile style sheets change nothing within the element, at ${size.name}`, async (t) => {
      let expected;
      const calm = "html, body { margin: 0; } h1 { margin: 0; } sipas-form { font-size: 16px; }";
      for (const [name, css] of Object.entries({ calm, ...HOSTILE })) {
        await dressed(t, { css, size }, async ({ page, person }) => {
          const looks = [];
          // With faults told, and of the page with the table of levels.
          await page.locator("sipas-form").evaluate((form) => {
            form.shadowRoot.querySelector("button.primary").click();
          });
          await page.locator("sipas-form").locator("[role=alert]").waitFor();
          looks.push(await look(page));
          const answers = office.answers(4, { commune: "14329" });
          await person.answerAll(office.pages[0].questions, answers);
          await person.continue();
          await person.shows(office.pages[1]);
          await person.answer(office.question("q1"), "4");
          looks.push(await look(page));
          expected ??= looks;
          for (const [index, seen] of looks.entries()) {
            assert.ok(seen.length > 30, "there is something to compare");
            const differ = seen.map((line, at) => [line, expected[index][at]]).filter(([a, b]) => a !== b);
            // The innermost says most.
            assert.deepEqual(differ.slice(-1), [], `${name}, state ${index}`);
          }
        });
      }
    });
  }

  test("a form that the page hides is hidden, however it does so", async (t) => {
    for (const css of [
      "[hidden] { display: block !important; } * { display: block !important; }",
      ".away { display: none; }",
      ".away { visibility: hidden; }",
    ]) {
      const content = css.startsWith("[hidden]")
        ? FORM.replace("<sipas-form", "<sipas-form hidden")
        : `<div class="away">${FORM}</div>`;
      await dressed(t, { css, content }, async ({ page }) => {
        assert.equal(await page.getByRole("button").count(), 0, css);
        assert.equal(await page.locator("sipas-form").locator("form.page").isVisible(), false, css);
      });
    }
  });

  for (const [size, settings] of [
    [PHONE, { colorScheme: "light" }],
    [DESK, { colorScheme: "dark" }],
    [DESK, { colorScheme: "light", contrast: "more" }],
    [PHONE, { colorScheme: "dark", contrast: "more" }],
    [PHONE, { colorScheme: "light", forcedColors: "active" }],
    [DESK, { colorScheme: "dark", forcedColors: "active" }],
  ]) {
    const name = Object.entries(settings).flat().join(" ");
    test(`whoever asks for ${name} can read and see everything, at ${size.name}`, async (t) => {
      // The page follows the scheme as well.
      const css = ":root { color-scheme: light dark; } body { margin: 0; }";
      await dressed(t, { css, size, ...settings }, async ({ page, person }) => {
        await person.shows(office.pages[0]);
        await person.missesAll(office.pages[0]);
        // Of forced colours axe reads one that is not shown (-webkit-text-fill-color): they are compared below.
        await looksRight(page, "faults", settings.forcedColors ? ["color-contrast"] : []);
        const commune = person.control(office.question("commune"));
        await commune.focus();
        const seen = await commune.evaluate((control) => {
          const style = getComputedStyle(control);
          const root = getComputedStyle(control.closest(".root"));
          return {
            border: [style.borderTopStyle, parseFloat(style.borderTopWidth), style.borderTopColor],
            outline: [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor],
            paper: root.backgroundColor,
            text: root.color,
            muted: getComputedStyle(control.getRootNode().querySelector(".progress p")).color,
            button: getComputedStyle(control.form.querySelector(".primary")).color,
          };
        });
        assert.ok(await isFocused(commune));
        assert.deepEqual([seen.border[0], seen.border[1] >= 2], ["solid", true], "fields have edges");
        assert.deepEqual([seen.outline[0], seen.outline[1] >= 3], ["solid", true], "the focus is framed");
        for (const colour of [seen.border[2], seen.outline[2], seen.text]) {
          assert.notEqual(colour, seen.paper, "and can be seen on the paper");
        }
        if (settings.forcedColors) assert.deepEqual([seen.muted, seen.button], [seen.text, seen.text]);
        if (settings.contrast) assert.equal(seen.muted, seen.text, "hints are as dark as text");
        if (settings.contrast || settings.forcedColors) return;
        await person.fill(office.answers(2, { commune: "14329" }));
        await person.send();
        await person.receipt();
        await looksRight(page, "receipt");
      });
    });
  }

  test("a chosen answer is told apart without colours", async (t) => {
    await dressed(t, { forcedColors: "active" }, async ({ page, person }) => {
      await person.answerAll(office.pages[0].questions, office.answers(2, { commune: "14329" }));
      await person.continue();
      await person.shows(office.pages[1]);
      const question = office.question("q1");
      await person.answer(question, "5");
      const outlines = await page
        .locator("sipas-form")
        .evaluate((form) =>
          Array.from(form.shadowRoot.querySelectorAll("#q1 .choice"), (choice) => [
            choice.querySelector("input").checked,
            getComputedStyle(choice).outlineStyle,
          ]),
        );
      assert.ok(outlines.length >= 5);
      for (const [checked, outline] of outlines) assert.equal(outline, checked ? "solid" : "none");
    });
  });

  test("on paper there are the answers, dark on white, and nothing to press", async (t) => {
    await dressed(t, { colorScheme: "dark" }, async ({ page, person }) => {
      await person.fill(office.answers(2, { commune: "14329" }));
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const printed = await page.locator("sipas-form").evaluate((form) => {
        const root = form.shadowRoot.querySelector(".form").parentNode;
        const shown = (selector) =>
          [...root.querySelectorAll(selector)].filter((node) => node.getClientRects().length > 0).length;
        const style = getComputedStyle(root);
        return [style.color, style.backgroundColor, shown("button, .bar, details"), shown("dd") > 2];
      });
      assert.deepEqual(printed, ["rgb(20, 33, 43)", "rgb(255, 255, 255)", 0, true]);
    });
  });

  test("custom properties colour and shape what they name, on the element or above it", async (t) => {
    const css = `body { --sipas-accent: rgb(120, 0, 60); --sipas-radius: 0px; --sipas-font: monospace; }
      sipas-form { --sipas-on-accent: rgb(255, 250, 240); --sipas-text: rgb(1, 2, 3); --sipas-muted: rgb(60, 60, 60);
        --sipas-background: rgb(250, 250, 250); --sipas-line: rgb(200, 200, 200); --sipas-border: rgb(90, 90, 90);
        --sipas-error: rgb(160, 0, 0); --sipas-success: rgb(0, 100, 0); --sipas-focus: rgb(0, 0, 255);
        --sipas-size: 22px; font-size: 60px; }`;
    await dressed(t, { css }, async ({ page, person }) => {
      const style = (selector, ...names) =>
        page.locator("sipas-form").evaluate(
          (form, [selector, names]) => {
            const computed = getComputedStyle(form.shadowRoot.querySelector(selector));
            return names.map((name) => computed.getPropertyValue(name));
          },
          [selector, names],
        );
      assert.deepEqual(await style("textarea", "border-top-color"), ["rgb(90, 90, 90)"]);
      await person.continue();
      await page.getByRole("alert").waitFor();
      assert.deepEqual(await style(".primary", "background-color", "color", "border-top-left-radius"), [
        "rgb(120, 0, 60)",
        "rgb(255, 250, 240)",
        "0px",
      ]);
      assert.deepEqual(await style(".root", "color", "background-color", "font-family", "font-size"), [
        "rgb(1, 2, 3)",
        "rgb(250, 250, 250)",
        "monospace",
        "22px",
      ]);
      assert.deepEqual(await style("[role=alert]", "border-top-color"), ["rgb(160, 0, 0)"]);
      assert.deepEqual(await style(".progress p", "color"), ["rgb(60, 60, 60)"]);
      assert.deepEqual(await style(".provenance", "border-top-color"), ["rgb(200, 200, 200)"]);
      await person.control(office.question("subject")).focus();
      assert.deepEqual(await style("textarea:focus", "outline-color"), ["rgb(0, 0, 255)"]);
      await person.fill(office.answers(2, { commune: "14329" }));
      await person.send();
      await person.receipt();
      assert.deepEqual(await style(".sent", "border-top-color"), ["rgb(0, 100, 0)"]);
      assert.deepEqual(await style(".receipt strong", "color"), ["rgb(0, 100, 0)"]);
    });
  });

  test("parts can be styled by their names, in every state", async (t) => {
    const names =
      "form title progress languages alert question label hint error choice primary secondary".split(" ");
    const all = [...names, "answers", "sent", "receipt"];
    const css = all
      .map((name, index) => `sipas-form::part(${name}) { outline: ${index + 1}px dashed red; }`)
      .join("\n");
    await dressed(t, { css }, async ({ page, person }) => {
      const seen = new Set();
      const look = async () => {
        const found = await page
          .locator("sipas-form")
          .evaluate((form) =>
            Array.from(form.shadowRoot.querySelectorAll("[part]"), (node) => [
              node.part.value,
              [...node.classList, node.role, node.localName, node.id].join(" "),
              parseFloat(getComputedStyle(node).outlineWidth),
            ]),
          );
        for (const [name, why, width] of found) {
          assert.match(why, new RegExp(`\\b${name}\\b`), `${name} is what it is called`);
          // A heading that has the focus has an outline of its own.
          if (name !== "title") assert.equal(width, all.indexOf(name) + 1, name);
          seen.add(name);
        }
      };
      await look();
      await person.continue();
      await page.getByRole("alert").waitFor();
      await look();
      await person.answerAll(office.pages[0].questions, office.answers(2, { commune: "14329" }));
      await person.continue();
      await look();
      await person.fill(office.answers(2, { commune: "14329" }), 1);
      await look();
      await person.send();
      await person.receipt();
      await look();
      assert.deepEqual([...seen].sort(), [...all].sort());
    });
  });

  test("sizes follow the element's own, the visitor's, and never get too small to be read", async (t) => {
    for (const [css, size] of [
      ["", 18],
      ["sipas-form { font-size: 20px; }", 20],
      ["sipas-form { font-size: 2rem; }", 32],
      ["sipas-form { font-size: 7px; }", 16],
      ["html { font-size: 62.5%; }", 18],
      // A visitor who set larger text in the browser.
      ["html { font-size: 24px; }", 27],
      ["body { font-size: 40px; }", 18],
      ["sipas-form { font-size: 20px; --sipas-size: 1.5rem; }", 24],
    ]) {
      await dressed(t, { css }, async ({ page }) => {
        const sizes = await page.locator("sipas-form").evaluate((form) => {
          const root = form.shadowRoot.querySelector(".form").parentNode;
          const of = (selector, name) => parseFloat(getComputedStyle(root.querySelector(selector))[name]);
          return [
            parseFloat(getComputedStyle(root).fontSize),
            of("h2", "fontSize") / 1.5,
            of(".primary", "minHeight") / 2.75,
            of(".question", "marginBottom") / 2.75,
            of("select", "paddingLeft") / 0.7,
          ].map((length) => Math.round(length * 10) / 10);
        });
        assert.deepEqual(sizes, Array(5).fill(size), css);
      });
    }
  });

  test("the width that it is given decides the layout, not the window's", async (t) => {
    const css = `.side { width: 300px; } .wide { width: 900px; }`;
    const content = `<div class="side">${FORM}</div><div class="wide">${FORM}</div>`;
    const answers = office.answers(2, { commune: "14329" });
    await dressed(t, { css, content, size: DESK }, async ({ page }) => {
      const layouts = [];
      for (const index of [0, 1]) {
        const element = page.locator("sipas-form").nth(index);
        const person = new Respondent(element, office);
        Object.defineProperty(person, "page", { value: page });
        await person.answerAll(office.pages[0].questions, answers);
        await person.continue();
        await person.shows(office.pages[1]);
        layouts.push(
          await element.evaluate((form) => {
            const root = form.shadowRoot.querySelector(".form").parentNode;
            const tops = Array.from(root.querySelectorAll("#q1 .choice"), (choice) => choice.offsetTop);
            return {
              width: root.clientWidth,
              wider: root.scrollWidth > root.clientWidth,
              rows: new Set(tops).size,
            };
          }),
        );
      }
      assert.deepEqual(layouts[0], { width: 300, wider: false, rows: 5 }, "one below the other");
      assert.deepEqual(layouts[1], { width: 900, wider: false, rows: 1 }, "side by side");
    });
  });

  test("a narrow column of a grid stays narrow", async (t) => {
    const css = ".box { display: grid; grid-template-columns: 1fr 3fr; width: 1200px; }";
    const content = `<div class="box"><div>${FORM}</div><p>Portal</p></div>`;
    await dressed(t, { css, content }, async ({ page }) => {
      const width = await page.locator("sipas-form").evaluate((form) => form.clientWidth);
      assert.equal(width, 300);
    });
  });

  for (const size of SIZES) {
    test(`in whatever kind of box it has room, and no more than there is, at ${size.name}`, async (t) => {
      for (const [parent, own] of [
        ["display: flex", ""],
        ["display: flex; justify-content: center", ""],
        ["display: flex; flex-direction: column; align-items: center", ""],
        ["display: grid; justify-items: center", ""],
        ["display: grid; grid-template-columns: minmax(0, 1fr)", ""],
        ["position: absolute; width: 100%", ""],
        ["", "display: inline"],
        ["", "display: contents"],
      ]) {
        const css = `body { margin: 0; } .box { ${parent} } sipas-form { ${own} }`;
        await dressed(t, { css, size, content: `<div class="box">${FORM}</div>` }, async ({ page }) => {
          const [width, overflow] = await page
            .locator("sipas-form")
            .evaluate((form) => [
              form.shadowRoot.querySelector(".form").parentNode.getBoundingClientRect().width,
              document.documentElement.scrollWidth - innerWidth,
            ]);
          const least = size.width - 20;
          assert.ok(width >= least, `${parent} / ${own}: ${width} px of ${least}`);
          assert.ok(overflow <= 0, `${parent} / ${own}: nothing is wider than the window`);
        });
      }
    });
  }
});
