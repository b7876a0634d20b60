// Data come as scripts, each of which hands over one value: so that a page opened from a disk, where nothing can be fetched,
// finds them as well as one from a server, and the page's policy need not allow any connection.

const waiting = new Map();
const here = globalThis.document?.currentScript?.src;
const base = here ? new URL("../data-in-page/", here) : undefined;

/** What the scripts call: aigovkg.deliver(name, value). */
export function deliver(name, value) {
  waiting.get(name)?.resolve(value);
}

/** Return the value that data-in-page/NAME.js hands over, loaded once; rejects where it is missing. */
export function load(name) {
  if (!waiting.has(name)) {
    const slot = {};
    slot.promise = new Promise((resolve, reject) => Object.assign(slot, { resolve, reject }));
    waiting.set(name, slot);
    const script = document.createElement("script");
    script.src = new URL(`${name}.js`, base).href;
    script.addEventListener("error", () => {
      waiting.delete(name); // so that it can be tried again
      slot.reject(new Error(`data-in-page/${name}.js is missing`));
    });
    script.addEventListener("load", () => script.remove());
    document.head.append(script);
  }
  return waiting.get(name).promise;
}

/** Return the name of the data that are found at an address. */
export function name(address) {
  return new URL(address, document.baseURI).href.slice(base.href.length).replace(/\.js$/, "");
}
