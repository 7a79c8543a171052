/** Requests to the service that this page came from, with the API key of this tab. */
import { count, small } from "./element.js";

const STORED = "levelhead.key";
const NEEDED = {
  none: "This server needs an API key.",
  401: "The server does not know this API key.",
  403: "This API key has expired, or is not allowed here.",
};

const SENDABLE = /^[\x21-\x7e]+$/; // in a header
let key = stored();
let known = null; // GET /limits, once it has been answered
let show = () => {};

function stored() {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null; // the browser stores nothing for this page
  }
}

/** Like fetch(), with the key; shows the form if the answer requires a key. */
export async function send(address, init = {}) {
  const headers = new Headers(init.headers);
  if (key) headers.set("X-API-Key", key);
  const response = await fetch(address, { ...init, headers, referrerPolicy: "no-referrer" });
  show(needOf(response.status));
  return response;
}

/** What to say about the key after an answer with this status; "" if nothing is wrong with it. */
export const needOf = (status) => (status === 401 && !key ? NEEDED.none : (NEEDED[status] ?? ""));

/** Why the service refused a request, in words that continue after a colon. */
export async function reasonOf(response) {
  const { status } = response;
  const need = needOf(status);
  if (need) return `${small(need)} Enter a key and try again.`;
  const seconds = Number(response.headers.get("Retry-After"));
  const again = `Try again in ${seconds > 1 ? count(seconds, "second") : "a moment"}.`;
  if (status === 429) return `too many requests were sent. ${again}`;
  if (status >= 500) return `the server is busy. ${again}`;
  // The answer may be that of a proxy.
  const detail = (await response.json().catch(() => null))?.detail;
  if (!detail || typeof detail !== "string") return `the server answered ${status}.`;
  return `${small(detail).replace(/\.$/, "")}.`;
}

export const hasKey = () => Boolean(key);

/** The limits of the service and where the bands begin; null if it does not answer. */
export async function limits() {
  try {
    const response = known ? null : await send("/limits");
    if (response?.ok) known = await response.json();
  } catch {
    // the service cannot be reached
  }
  return known;
}

/** Ask for a key in `form` when the service needs one; `use()` is called once it is entered. */
export function askForKey(form, use) {
  const input = form.querySelector("input");
  show = (need) => {
    form.hidden = !need;
    form.querySelector("[role=alert]").textContent = need;
    input.setAttribute("aria-invalid", String(Boolean(need && key)));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    key = input.value.trim();
    if (!SENDABLE.test(key)) return show(NEEDED[401]);
    try {
      sessionStorage.setItem(STORED, key);
    } catch {
      // then a reload forgets the key
    }
    input.value = "";
    use();
  });
}
