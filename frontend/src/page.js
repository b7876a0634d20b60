// What the scripts of the pages share: elements, texts, what a graph says shown as text.

// The same characters that markup.UNSEEN of the package makes visible: not seen, or turning the direction of what is around.
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Makes an element. Attributes are set as text, so nothing that stands in them or in `inner` is ever run. */
export function element(name, attributes = {}, ...inner) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inner.flat().filter((one) => one != null && one !== ""));
  return made;
}

/** The texts that the page hands over to its script. */
export function textsOf(place) {
  return JSON.parse(place.dataset.texts ?? "{}");
}

/** A text with `{name}` filled in. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function visible(words) {
  return words.replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function shortly(words, limit = 200) {
  const line = words.slice(0, limit * 4).split(/\s+/).join(" ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}

/** The name of a thing, its direction kept to itself; a link where it has a page. */
export function named(thing) {
  const name = element("bdi", { lang: thing.lang || null }, visible(shortly(thing.label)));
  return thing.url ? element("a", { href: thing.url }, name) : name;
}

/** A sentence with its quote marked, as the pages show it. */
export function quoted([, before, quote, after, lang]) {
  return element("q", { class: "said", lang: lang || null }, visible(before), element("mark", {}, visible(quote)), visible(after));
}

/** The data at an address: from the server, or on a published site from what lies beside the page (src/published/page.js). */
export async function fetched(address) {
  const answer = await (globalThis.aigovkg?.fetch ?? fetch)(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** Fills a form in as the address of the page says: a published page has no server that would. */
export function asAsked(form) {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue;
    const said = new URLSearchParams(location.search).getAll(field.name);
    if (field.type === "checkbox") field.checked = said.includes(field.value);
    else if (said.length) field.value = said[0];
  }
}

/** Puts what a form says into the address of the page, so that it can be kept and passed on. */
export function noted(form) {
  const said = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  try {
    history.replaceState(null, "", said.size ? `?${said}` : location.pathname);
  } catch {
    // A page opened from a disk keeps its address.
  }
}

export function number(many) {
  return many.toLocaleString("en");
}
