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

/** The fragment that holds a list of [role, text]. */
export async function pack(blocks) {
  const bytes = new TextEncoder().encode(JSON.stringify(blocks));
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  return PACKED + toBase64(new Uint8Array(packed));
}

/** The list that a fragment holds; null if it holds none, or is broken. */
export async function unpack(fragment) {
  if (!fragment.startsWith(PACKED)) return null;
  try {
    const bytes = fromBase64(fragment.slice(PACKED.length));
    const json = new TextDecoder().decode(
      await through(bytes, new DecompressionStream("deflate-raw")),
    );
    const blocks = JSON.parse(json);
    const right =
      Array.isArray(blocks) &&
      blocks.every(
        (b) => Array.isArray(b) && b.length === 2 && b.every((t) => typeof t === "string"),
      );
    return right ? blocks : null;
  } catch {
    return null;
  }
}
