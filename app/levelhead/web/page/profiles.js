/** The profile that texts are marked by: one of the service's, which this browser remembers. */
import { make } from "./element.js";
import { send } from "./service.js";

const STORED = "levelhead.profile";

let chosen = remembered(); // until the list shows that the service has it no longer

/** The name of the chosen profile; undefined if requests are to name none. */
export const profile = () => chosen || undefined;

/**
 * List the service's profiles in `field`, a label with a select, which is hidden without any.
 *
 * `change()` is called when another profile is to be used: after a choice, or if the service does
 * not have the one that was remembered. If it does not say which it has, the remembered one stays.
 */
export async function offerProfiles(field, change) {
  const profiles = (await listed()) ?? (chosen ? [{ name: chosen }] : []);
  const select = field.querySelector("select");
  const use = (name) => {
    if (name === chosen) return;
    chosen = name;
    change();
  };
  select.replaceChildren(
    make("option", { value: "" }, "Default"),
    ...profiles.map(({ name, about }) => make("option", { value: name, title: about }, name)),
  );
  select.onchange = () => {
    remember(select.value);
    use(select.value);
  };
  field.hidden = !profiles.length;
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = ""; // the service has it no longer
  use(select.value);
}

/** The profiles; undefined if the service does not say which it has. */
async function listed() {
  let response;
  try {
    response = await send("/profiles");
  } catch {
    return undefined; // it cannot be reached
  }
  if (!response.ok) return response.status === 404 ? [] : undefined; // it needs a key, or is busy
  // The answer may be that of a proxy.
  const profiles = (await response.json().catch(() => null))?.profiles;
  return Array.isArray(profiles) ? profiles.filter((each) => each?.name) : [];
}

function remembered() {
  try {
    return localStorage.getItem(STORED) ?? "";
  } catch {
    return ""; // the browser stores nothing for this page
  }
}

function remember(name) {
  try {
    localStorage.setItem(STORED, name);
  } catch {
    // then a reload forgets it
  }
}
