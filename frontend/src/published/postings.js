// Which documents a token stands in, as a string: for each, how many documents on from the one before, and how much it weighs
// there (1 to 15). Numbers are written in base 64, five bits a digit, the low ones first; src/aigovkg/web/publishing/postings.py writes them.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
const WEIGHTS = 16;

/** Yield the numbers of a string. */
export function* numbers(text) {
  let number = 0;
  let unit = 1;
  for (const digit of text) {
    const value = VALUES.get(digit);
    number += (value % 32) * unit; // no bit operations: they would end at 32 bits
    unit *= 32;
    if (value < 32) {
      yield number;
      number = 0;
      unit = 1;
    }
  }
}

/** Yield [document, weight] for each document of a token, in their order. */
export function* postings(text) {
  let document = -1;
  for (const number of numbers(text)) {
    document += Math.floor(number / WEIGHTS) + 1;
    yield [document, number % WEIGHTS];
  }
}
