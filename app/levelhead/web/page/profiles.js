/** The profile that texts are marked by: one of the service's, which this browser remembers. */
import { make } from "./element.js";
import { send } from "./service.js";

const STORED = "levelhead.profile";

let chosen = "";

/** The name of the chosen profile; undefined if requests are to name none. */
export const profile = () => chosen || undefined;

/**
 * List the service's profiles in `field`, a label with a select, which is hidden without any.
 *
 * `change()` is called when another profile is to be used: after a choice, or if one was remembered.
 */
export async function offerProfiles(field, change) {
  const profiles = await listed();
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
  select.value = remembered();
  if (select.selectedIndex < 0) select.value = ""; // the service has it no longer
  use(select.value);
}

async function listed() {
  try {
    const response = await send("/profiles");
    return response.ok ? (await response.json()).profiles : [];
  } catch {
    return []; // the service cannot be reached
  }
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
