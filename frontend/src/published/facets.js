// What a search is narrowed by (src/aigovkg/web/publishing/facets.py): which instruments have an issuer, a country, a year …

import { numbers } from "./postings.js";

export class Facets {
  /** `held` is what search/facets hands over, `things` how many documents are things. */
  constructor(held, things) {
    this.things = things;
    this.latest = held.latest;
    this.whole = [...numbers(held.whole)];
    this.values = new Map(Object.entries(held.facets).map(([facet, values]) => [facet, values.map(([id, names, gaps]) => ({ id, names, having: having(gaps) }))]));
  }

  /** Return the value of a facet that an address names: by its identifier, with or without what stands before that. */
  value(facet, said) {
    return this.values.get(facet)?.find(({ id }) => id === said || said.endsWith(`/${id}`) || said.endsWith(`#${id}`) || said.endsWith(`:${id}`));
  }

  /** Return the number of the instrument that a document is, or is a passage of; undefined for other things. */
  instrument(document) {
    if (document < this.things) return this.#instruments.has(document) ? document : undefined;
    const whole = this.whole[document - this.things];
    return whole ? whole - 1 : undefined;
  }

  get #instruments() {
    this.instruments ??= new Set(this.latest);
    return this.instruments;
  }

  /** Return those of some documents that are, or are passages of, instruments with every value that is chosen. */
  narrowed(documents, chosen) {
    if (!chosen.length) return documents;
    return documents.filter((document) => chosen.every(({ having }) => having.has(this.instrument(document))));
  }

  /** Return the values of each facet that some documents have, with how many instruments have them, the most first. */
  counts(documents) {
    const found = new Set(documents.map((document) => this.instrument(document)).filter((one) => one !== undefined));
    const counted = ([facet, values]) => {
      const all = values.map((value) => ({ ...value, many: [...value.having].filter((one) => found.has(one)).length }));
      const order = facet === "year" ? (one, other) => (one.id < other.id ? 1 : -1) : (one, other) => other.many - one.many;
      return [facet, all.filter(({ many }) => many).sort(order)];
    };
    return new Map([...this.values].map(counted));
  }
}

function having(gaps) {
  const found = new Set();
  let before = -1;
  for (const gap of numbers(gaps)) found.add((before += gap + 1));
  return found;
}
