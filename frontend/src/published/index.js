// The search index: tokens sorted and cut into files, documents cut into files; only those that a search needs are loaded.
//
//   search          { documents, things, first: [first token of each file of tokens], perFile, simplified, … }
//   search/tN       { token: postings, … }
//   search/dN       [ document, … ], perFile of them
//
// Documents below `things` are things found by their names, the others are passages. A word of three letters or more is also
// found where it begins a longer one.

import { postings } from "./postings.js";
import { runs } from "./tokens.js";

const EXACT = 2; // how much more a whole word counts than the beginning of one
const SHORTEST = 3; // letters of a word that may be the beginning of another
const AFTER = "\u{10ffff}"; // sorts behind every character

/** Return what a text asks for: tokens with whether longer ones that they begin count as well. */
export function wanted(text, simplified) {
  const found = new Map();
  for (const run of runs(text, simplified)) {
    // The last character of a run is a token of its own only where it stands alone.
    const asked = run.dense ? run.pairs.slice(0, Math.max(1, run.pairs.length - 1)) : [run.word];
    for (const token of asked) found.set(token, run.dense ? asked.length === 1 && [...token].length === 1 : [...token].length >= SHORTEST);
  }
  return [...found].map(([token, begins]) => ({ token, begins }));
}

/** Return the numbers of the files in which a token, or tokens that it begins, may stand. */
export function files(first, { token, begins }) {
  const last = before(first, begins ? token + AFTER : token);
  return last < 0 ? [] : range(Math.max(0, before(first, token)), last);
}

/** Return the place of the last one that is not greater, or -1; the order is that of code points, as Python sorts. */
function before(sorted, token) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle], token) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Compare two strings by code points: JavaScript itself compares halves of them. */
export function compare(one, other) {
  const [left, right] = [[...one], [...other]];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const difference = left[place].codePointAt(0) - right[place].codePointAt(0);
    if (difference) return difference;
  }
  return left.length - right.length;
}

/** Return the weight of each document that one token of a search finds. */
function weights(shards, { token, begins }) {
  const found = new Map();
  for (const shard of shards) {
    for (const [other, text] of Object.entries(shard)) {
      if (other !== token && !(begins && other.startsWith(token))) continue;
      for (const [document, weight] of postings(text)) {
        found.set(document, Math.max(found.get(document) ?? 0, other === token ? weight * EXACT : weight));
      }
    }
  }
  return found;
}

/** Return how much a token that so many documents have tells about one that has it. */
function rarity(having, all) {
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}

/** Search over an index whose parts `load` brings. */
export class Index {
  #load;
  #head;

  constructor(load) {
    this.#load = load;
  }

  /** Return what the index says of itself. */
  async head() {
    this.#head ??= this.#load("search").then((head) => ({ ...head, simplified: pairs(head.simplified) }));
    return this.#head;
  }

  /** Return the numbers of the documents that have all that a text asks for, things first, the best of each before the others. */
  async search(text) {
    const head = await this.head();
    const asked = wanted(text, head.simplified);
    if (!asked.length) return undefined; // nothing is asked for
    const found = await Promise.all(asked.map(async (one) => weights(await this.#shards(files(head.first, one)), one)));
    const scores = new Map();
    for (const document of found[0].keys()) {
      if (!found.every((other) => other.has(document))) continue;
      const score = found.reduce((sum, other) => sum + other.get(document) * rarity(other.size, head.documents), 0);
      scores.set(document, score);
    }
    const passage = (one) => Number(one >= head.things);
    return [...scores.keys()].sort((one, other) => passage(one) - passage(other) || scores.get(other) - scores.get(one) || one - other);
  }

  /** Return documents by their numbers. */
  async documents(numbers) {
    const { perFile } = await this.head();
    const held = await Promise.all(numbers.map((number) => this.#load(`search/d${Math.floor(number / perFile)}`)));
    return numbers.map((number, place) => held[place][number % perFile]);
  }

  #shards(places) {
    return Promise.all(places.map((place) => this.#load(`search/t${place}`)));
  }
}

function pairs(text) {
  const characters = [...text];
  return new Map(range(0, characters.length / 2 - 1).map((place) => [characters[2 * place], characters[2 * place + 1]]));
}

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}
