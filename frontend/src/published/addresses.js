// A thing → the file of its page, by the rule of src/aigovkg/web/publishing/addresses.py; held to the table tests/file-names.json.

const SAFE = /[a-z0-9_-]/;
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
const LONG = 120;

/** Return the address of the page of a thing, as seen from a page that stands beside the folders; "" where a digest is in it. */
export function address(kind, name) {
  const file = escaped(name);
  return file.length > LONG ? "" : `${kind}/${file}.html`;
}

/** Return a name as that of a file. */
export function escaped(name) {
  const bytes = [...new TextEncoder().encode(name)];
  const plain = bytes.map((byte, place) => {
    const one = String.fromCharCode(byte);
    const inner = one === "." && place > 0 && place < bytes.length - 1;
    return inner || SAFE.test(one) ? one : hexadecimal(byte);
  });
  if (RESERVED.test(plain.join(""))) plain[0] = hexadecimal(bytes[0]);
  return plain.join("");
}

function hexadecimal(byte) {
  return `~${byte.toString(16).padStart(2, "0")}`;
}
