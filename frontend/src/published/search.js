// The search page of a published site: what a server would have found, found here.

import { asAsked, element, filled, number, shortly, textsOf, visible } from "../page.js";
import { Facets } from "./facets.js";
import { Index, wanted } from "./index.js";
import { excerpt, marked } from "./marking.js";

const AT_ONCE = 20; // documents that are shown, and then as many more
const VALUES = 8; // of a facet, before the others are asked for

/** Show in `place` what the address of the page searches. `load` brings the parts of the index. */
export async function searching(place, load) {
  const texts = textsOf(place);
  const language = document.documentElement.lang;
  const said = new URLSearchParams(location.search);
  const form = place.closest("main").querySelector("form");
  if (form) asAsked(form);
  const query = said.get("q") ?? "";
  const status = element("h2", { id: "many", role: "status" }, texts.working);
  place.replaceChildren(status);
  try {
    const index = new Index(load);
    const head = await index.head();
    const facets = new Facets(await load("search/facets"), head.things);
    const asked = wanted(query, head.simplified);
    const chosen = [...facets.values.keys()].filter((facet) => said.get(facet)).map((facet) => ({ facet, ...(facets.value(facet, said.get(facet)) ?? { id: said.get(facet), names: {}, having: new Set() }) }));
    // What is searched next stays narrowed.
    if (form) form.append(...chosen.map(({ facet, id }) => element("input", { type: "hidden", name: facet, value: id })));
    const every = (await index.search(query)) ?? (query.trim() ? [] : facets.latest);
    const found = facets.narrowed(every, chosen);
    status.textContent = found.length ? filled(texts[`found.${found.length === 1 ? "one" : "many"}`], { n: number(found.length) }) : texts.nothing;
    place.replaceChildren(
      element("section", { "aria-labelledby": "many" }, status, list(index, found, asked, head.simplified)),
      narrowing(facets.counts(found), chosen),
    );
    place.dataset.state = "found";
  } catch (error) {
    place.replaceChildren(element("p", { class: "note wrong", role: "alert" }, filled(texts.failed, { reason: error.message })));
    place.dataset.state = "failed";
  }

  function called(names, id) {
    return names[language] ?? Object.entries(names).find(([tag]) => tag.split("-")[0] === language)?.[1] ?? names.en ?? Object.values(names)[0] ?? id;
  }

  /** The values by which what was found can be narrowed, as links to the same search with one more or one less. */
  function narrowing(counts, chosen) {
    const to = (facet, id) => {
      const other = new URLSearchParams(said);
      if (id === null) other.delete(facet);
      else other.set(facet, id);
      return `?${other}`;
    };
    const one = (facet) => (value) => element("li", {}, element("a", { href: to(facet, value.id) }, element("bdi", {}, visible(shortly(called(value.names, value.id), 80)))), " ", element("span", { class: "many" }, number(value.many)));
    const groups = [...counts].map(([facet, values]) => {
      const picked = chosen.find((other) => other.facet === facet);
      if (!picked && values.length < 2) return "";
      const items = picked
        ? [element("li", {}, element("strong", {}, element("bdi", {}, visible(shortly(called(picked.names, picked.id), 80)))), " ", element("a", { href: to(facet, null), class: "reset" }, texts.all))]
        : values.slice(0, VALUES).map(one(facet));
      const rest = picked ? [] : values.slice(VALUES);
      const more = rest.length ? element("details", {}, element("summary", {}, filled(texts.others, { n: number(rest.length) })), element("ul", { class: "values" }, rest.map(one(facet)))) : "";
      return [element("h3", {}, texts[facet]), element("ul", { class: "values" }, items), more];
    });
    return element("aside", { "aria-labelledby": "narrow" }, element("h2", { id: "narrow" }, texts.narrow), groups.flat());
  }

  function list(index, found, asked, simplified) {
    const entries = element("ol", { class: "hits" });
    const button = element("button", { type: "button" }, texts.more);
    let shown = 0;
    const more = async () => {
      const numbers = found.slice(shown, shown + AT_ONCE);
      shown += numbers.length;
      button.hidden = shown >= found.length;
      for (const one of await index.documents(numbers)) entries.append(entry(one, asked, simplified));
    };
    button.addEventListener("click", more);
    more();
    return element("div", {}, entries, button);
  }

  function entry(one, asked, simplified) {
    const kind = element("p", { class: "kind" }, texts[`kind.${one.kind}`], one.date ? ` · ${one.date}` : "");
    const pieces = (text) => marked(text, asked, simplified).map(({ text: words, found }) => (found ? element("mark", {}, visible(words)) : visible(words)));
    if (one.kind !== "passage") {
      const name = element("a", { href: one.page }, element("bdi", {}, pieces(shortly(called(one.names, texts.unnamed)))));
      return element("li", {}, kind, element("p", { class: "name" }, name));
    }
    const whole = element("a", { href: one.page }, element("bdi", {}, visible(shortly(called(one.of, "") || texts["kind.passage"]))));
    const said = element("p", {}, element("bdi", {}, pieces(excerpt(one.text, asked, simplified))));
    return element("li", {}, kind, element("p", {}, whole), element("blockquote", { class: "sentence" }, said));
  }
}
