/** Read documents: their blocks, [role, text], as POST /extract returns them. */
import { limits, reasonOf, send } from "./service.js";

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const TYPES = {
  txt: "text/plain",
  text: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
  html: "text/html",
  htm: "text/html",
  docx: WORD,
};
const READS = "levelhead reads text, Markdown, HTML and Word (.docx) files.";
// Other kinds of files, by the type that the browser gives them.
const OTHERS = [
  [/^image\//, "is a picture."],
  [/^audio\//, "is a sound recording."],
  [/^video\//, "is a video."],
  [/pdf/, "is a PDF. Copy its text and paste it here."],
  [/zip|tar|compressed/, "is an archive."],
  [/msword|rtf|opendocument|pages/, "is another kind of document. Save it as .docx."],
];
// Text has none of these; bytes that decode to them belong to another kind of file.
const CONTROLS = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]/;

/** Why a document was not read, as a sentence for the user. */
export class Unreadable extends Error {}

/** The blocks of a file, and a `note` on how it was read; throws Unreadable. */
export async function readFile(file) {
  const name = `“${file.name}”`;
  const type = typeOf(file);
  if (!file.size) throw new Unreadable(`${name} is empty.`);
  const most = (await limits())?.body_bytes ?? Infinity;
  if (file.size > most) throw new Unreadable(`${name} is too large: ${sizes(file.size, most)}.`);
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Unreadable(`${name} cannot be read. Is it a folder?`);
  });
  const { body, note } = type === WORD ? { body: bytes, note: "" } : decode(bytes);
  const blocks = await extract(body, type, `${name} was not opened`);
  if (!blocks.length) throw new Unreadable(`There is no text in ${name}.`);
  return { blocks, note: note && `${name} ${note}` };
}

function typeOf({ name, type }) {
  const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase();
  const known = TYPES[extension] ?? Object.values(TYPES).find((each) => each === type);
  if (known) return known;
  if (!extension && !type) return "text/plain"; // as README and LICENSE are
  const [, what] = OTHERS.find(([pattern]) => pattern.test(type || extension)) ?? [];
  throw new Unreadable(`“${name}” ${what ?? "is not a supported kind of file."} ${READS}`);
}

const sizes = (size, most) => {
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
  return `${megabytes(size)} MB, and the server reads up to ${megabytes(most)} MB`;
};

/** A text as UTF-8; bytes of other files stay unchanged, so that the service can name their type. */
function decode(bytes) {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const marked = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" }[first * 256 + second];
  if (marked) return { body: new TextDecoder(marked).decode(bytes), note: "" };
  try {
    return { body: new TextDecoder("utf-8", { fatal: true }).decode(bytes), note: "" };
  } catch {
    const body = new TextDecoder("windows-1252").decode(bytes);
    if (CONTROLS.test(body)) return { body: bytes, note: "" };
    return { body, note: "is not UTF-8 and was read as Windows-1252; check accents and quotes." };
  }
}

/** The blocks of a document; throws Unreadable, whose sentence begins with `failed`. */
export async function extract(body, type, failed) {
  let response;
  try {
    response = await send("/extract", {
      method: "POST",
      headers: { "Content-Type": type },
      body,
    });
    if (response.ok) return (await response.json()).blocks.map(({ role, text }) => [role, text]);
  } catch {
    throw new Unreadable(`${failed}: the server cannot be reached. Try again.`);
  }
  throw new Unreadable(`${failed}: ${await reasonForFile(response)}`);
}

/** The same as reasonOf(), in words for a person with a file. */
async function reasonForFile(response) {
  if (response.status === 413) return "it is too large for the server.";
  const reason = await reasonOf(response);
  // The service also says which headers to send.
  return response.status === 415 ? `${reason.split(":")[0].replace(/\.$/, "")}. ${READS}` : reason;
}
