/** An article as the fragment of an address, which browsers do not send. */

const PACKED = "#1.";

const toBase64 = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const through = (bytes, stream) =>
  new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();

/** The fragment that holds a list of [role, text]; a role may be null. */
export async function pack(blocks) {
  const bytes = new TextEncoder().encode(JSON.stringify(blocks));
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  return PACKED + toBase64(new Uint8Array(packed));
}

const isBlock = (given) =>
  Array.isArray(given) &&
  given.length === 2 &&
  (given[0] === null || typeof given[0] === "string") &&
  typeof given[1] === "string";

/** Whether a value is a list of [role, text], however it was stored. */
export const isArticle = (given) => Array.isArray(given) && given.every(isBlock);

/** The list that a fragment holds; null if it holds none, or is broken. */
export async function unpack(fragment) {
  if (!fragment.startsWith(PACKED)) return null;
  try {
    const bytes = fromBase64(fragment.slice(PACKED.length));
    const json = new TextDecoder().decode(
      await through(bytes, new DecompressionStream("deflate-raw")),
    );
    const blocks = JSON.parse(json);
    return isArticle(blocks) ? blocks : null;
  } catch {
    return null;
  }
}
