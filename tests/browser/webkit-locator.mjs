// Elements of a page in WebKitGTK, looked for again each time something is asked of them.

import { until } from "./until.mjs";

/** Playwright's locator, as far as the stories go. */
export class Locator {
  constructor(page, steps) {
    Object.assign(this, { page, steps });
  }

  with(step) {
    return new Locator(this.page, [...this.steps, step]);
  }

  locator(css, options) {
    return this.with({ css }).filter(options);
  }

  getByRole(role, { name }) {
    return this.with({ css: role, named: name });
  }

  filter({ hasText } = {}) {
    if (hasText === undefined) return this;
    return this.with(hasText instanceof RegExp ? { pattern: [hasText.source, hasText.flags] } : { text: hasText });
  }

  or(other) {
    return this.with({ or: other.steps });
  }

  nth(nth) {
    return this.with({ nth });
  }

  first() {
    return this.nth(0);
  }

  /** What `work` makes of the elements that are there now. */
  evaluateAll(work, argument) {
    return this.page.evaluate(`return (${work})((${found})(${JSON.stringify(this.steps)}), ${JSON.stringify(argument)})`);
  }

  /** What `work` makes of the first one, once it is there. */
  async evaluate(work, argument) {
    await this.waitFor({ state: "attached" });
    return this.evaluateAll(`([element], argument) => (${work})(element, argument)`, argument);
  }

  waitFor({ state = "visible", timeout = this.page.context.patience } = {}) {
    return until(() => this.evaluateAll(states[state]), timeout, `${JSON.stringify(this.steps)} never is ${state}`);
  }

  count() {
    return this.evaluateAll((elements) => elements.length);
  }

  isVisible() {
    return this.evaluateAll(states.visible);
  }

  innerText() {
    return this.evaluate((element) => element.innerText);
  }

  allInnerTexts() {
    return this.evaluateAll((elements) => elements.map((element) => element.innerText));
  }

  getAttribute(name) {
    return this.evaluate((element, name) => element.getAttribute(name), name);
  }

  /** A press as a visitor's, once the element is there and shows. */
  async click() {
    await this.waitFor();
    const element = await this.evaluateAll(([element]) => (element.scrollIntoView({ block: "center" }), element));
    await this.page.command("POST", `/element/${Object.values(element)[0]}/click`);
  }

  async setInputFiles(files) {
    await this.waitFor({ state: "attached" });
    await this.page.setFiles(await this.evaluateAll(([element]) => element), [files].flat());
  }
}

const states = {
  attached: (elements) => elements.length > 0,
  detached: (elements) => elements.length === 0,
  visible: (elements) => elements.some((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0),
};

/** Runs in the page: the elements to which these steps lead. */
function found(steps) {
  const lead = (steps) => steps.reduce((places, step) => follow(places, step), [document]);
  const follow = (places, { css, named, leaf, exact, text, pattern, or, nth }) => {
    if (css) {
      const below = [...new Set(places.flatMap((place) => [...place.querySelectorAll(css)]))];
      return below.filter((element) => (named ? isNamed(element, named) : leaf ? says(element, leaf, exact) : true));
    }
    if (or) return [...places, ...lead(or)];
    if (nth !== undefined) return places.slice(nth, nth + 1);
    const fits = pattern ? (words) => new RegExp(...pattern).test(words) : (words) => words.includes(text);
    return places.filter((place) => fits(place.textContent.replaceAll(/\s+/g, " ").trim()));
  };
  const isNamed = (element, name) => {
    const words = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText;
    return name instanceof RegExp ? name.test(words) : words.toLowerCase().includes(name.toLowerCase());
  };
  const says = (element, words, exact) => {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    return exact ? own === words : own.toLowerCase().includes(words.toLowerCase());
  };
  return lead(steps);
}
