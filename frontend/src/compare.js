// The comparison on a published site, which no server works out: the same as src/aigovkg/web/browse/comparison.py, and shown
// as templates/compare.html shows it.
import { asAsked, element, fetched, filled, named, number, shortly, textsOf, visible } from "./page.js";

const MOST = 200; // of a list
const ASPECTS = ["states", "cites", "cited"];
const place = document.getElementById("compared");
const texts = textsOf(place);
const form = document.querySelector("form.choice");

asAsked(form);
const said = ["a", "b"].map((name) => form.elements[name].value.trim());
if (said.every(Boolean)) fetched(place.dataset.source).then(begin, (error) => say(String(error)));

function say(words) {
  place.replaceChildren(element("p", { class: "note wrong", role: "alert" }, words));
}

function begin(data) {
  const sides = said.map((words) => meant(data, words));
  const wrong = sides.map((side, at) => !Number.isInteger(side) && filled(texts[side.length ? "several" : "unknown"], { name: shortly(visible(said[at])), n: side.length })).find(Boolean);
  if (wrong) return say(wrong);
  if (new Set(sides.map((side) => data.things[side].kind)).size > 1) return say(texts.unlike);
  const instruments = sides.map((side) => (data.things[side].kind === "instrument" ? [side] : within(data, side)));
  place.replaceChildren(
    element("div", { class: "sides" }, sides.map((side, at) => heading(data.things[side], instruments[at].length))),
    ...ASPECTS.map((aspect) => shown(data, aspect, sides, instruments.map((ones) => having(data, aspect, ones)))),
  );
}

/** The number of what some words mean: an identifier or a name in any language; a list if that is not exactly one. */
function meant(data, words) {
  const compared = (thing) => thing.kind !== "principle";
  const known = data.things.findIndex((thing) => compared(thing) && [thing.id, `https://w3id.org/aigovkg/${thing.id}`, thing.id.replace("/", ":")].includes(words));
  if (known >= 0) return known;
  const plain = (name) => shortly(visible(name)).toLowerCase();
  const found = [...data.things.keys()].filter((at) => compared(data.things[at]) && data.things[at].names.some((name) => plain(name) === plain(words)));
  return found.length === 1 ? found[0] : found;
}

/** The instruments of a place. */
function within(data, side) {
  return Object.entries(data.places).filter(([, places]) => places.includes(side)).map(([one]) => Number(one));
}

/** What instruments have in one respect, each with the addresses of the claims that say so. */
function having(data, aspect, instruments) {
  const found = new Map();
  const add = (thing, claims) => found.set(thing, [...(found.get(thing) ?? []), ...claims]);
  if (aspect === "cited") {
    const mine = new Set(instruments);
    for (const [one, entries] of Object.entries(data.cites)) for (const [other, ...claims] of entries) if (mine.has(other)) add(Number(one), claims);
  } else {
    for (const one of instruments) for (const [other, ...claims] of data[aspect][one] ?? []) add(other, claims);
  }
  return found;
}

function heading(thing, instruments) {
  const many = instruments !== 1 || !thing.date ? ` ${filled(texts[`held.${instruments === 1 ? "one" : "many"}`], { n: number(instruments) })}` : "";
  return element("p", {}, element("strong", {}, named(thing)), " ", element("small", {}, thing.date + many));
}

function shown(data, aspect, sides, [first, second]) {
  const name = (side) => filled(texts.only, { name: shortly(visible(data.things[side].label), 60) });
  const every = new Set([...first.keys(), ...second.keys()]);
  const sorted = [...every].sort((one, other) => compare(data.things[one].label.toLowerCase(), data.things[other].label.toLowerCase()) || one - other);
  const both = sorted.filter((one) => first.has(one) && second.has(one));
  const share = (title, entries, side) => {
    const claims = (one) => [evidence(first.get(one)), evidence(second.get(one))].filter((found) => found.length);
    const items = entries.slice(0, MOST).map((one) => element("li", {}, named(data.things[one]), claims(one).flatMap((found, at) => (at ? [" :", ...found] : found))));
    return element(
      "section",
      { class: `share ${side}` },
      element("h3", {}, title, " ", element("small", {}, number(entries.length))),
      items.length ? element("ul", {}, items) : element("p", { class: "quiet" }, texts.nothing),
      entries.length > MOST ? element("p", { class: "quiet" }, filled(texts.more, { n: number(entries.length - MOST) })) : "",
    );
  };
  const percent = every.size ? Math.round((both.length / every.size) * 100) : 0;
  return element(
    "section",
    { class: "aspect", "aria-labelledby": `aspect-${aspect}` },
    element("h2", { id: `aspect-${aspect}` }, texts[aspect], " ", element("small", {}, filled(texts.shared, { percent }))),
    element(
      "div",
      { class: "shares" },
      share(name(sides[0]), sorted.filter((one) => !second.has(one)), "first"),
      share(texts.both, both, "both"),
      share(name(sides[1]), sorted.filter((one) => !first.has(one)), "second"),
    ),
  );
}

function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How many statements there are, as a link to the first. */
function evidence(claims = []) {
  const [first] = claims.filter(Boolean);
  if (!first) return [];
  const label = `${filled(texts[claims.length === 1 ? "statements.one" : "statements.many"], { n: number(claims.length) })}, ${texts.see}`;
  return [" ", element("a", { class: "see", href: first, "aria-label": label }, number(claims.length))];
}
