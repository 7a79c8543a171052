/* The options page: address, key and profile of the service, and the sites that are allowed. */

import { allowedSites, allowSite, forbidSite, giveBack, patternOf } from "./sites.js";

const service = document.getElementById("service");
const allow = document.getElementById("allow");
const list = document.getElementById("sites");
const note = document.getElementById("note");

async function listSites() {
  const sites = await allowedSites();
  list.replaceChildren(
    ...sites.map((site) => {
      const item = document.createElement("li");
      const remove = document.createElement("button");
      const { origin } = new URL(site);
      remove.type = "button";
      remove.textContent = "Remove";
      remove.setAttribute("aria-label", `Remove ${origin}`);
      remove.onclick = () => forbidSite(site);
      item.append(`${origin} `, remove);
      return item;
    }),
  );
}

/** Handle a form; an invalid address is shown as a note, not thrown. */
function onSubmit(form, act) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      note.textContent = await act(form.elements);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      note.textContent = "This is not the address of a site.";
    }
  });
}

// Paths of the service itself, which people copy with its address.
const PATHS = /\/(v2(\/check)?|analyze(\/batch)?|extract|docs)$/;

/** Offer the profiles of the service; their names, or null if it does not list them. */
async function listProfiles() {
  const { server, key } = await chrome.storage.local.get(["server", "key"]);
  const headers = key ? { "X-API-Key": key } : {};
  const answer = await fetch(`${server}/profiles`, { headers, credentials: "omit" })
    .then((response) => response.json())
    .catch(() => null);
  const listed = Array.isArray(answer?.profiles); // another server may answer with anything
  const profiles = listed ? answer.profiles : [];
  document
    .getElementById("profiles")
    .replaceChildren(...profiles.map(({ name, about }) => new Option(about, name)));
  return listed ? profiles.map(({ name }) => name) : null;
}

onSubmit(service, async ({ server, key, profile }) => {
  const address = server.value.trim().replace(/\/+$/, "").replace(PATHS, "");
  server.value = address;
  const name = profile.value.trim();
  const entered = { server: address, key: key.value.trim(), profile: name };
  // With the permission, requests to the service are allowed regardless of CORS.
  const granted = await chrome.permissions.request({ origins: [patternOf(address)] });
  const before = await chrome.storage.local.get("server");
  await chrome.storage.local.set(entered);
  if (before.server) await giveBack(patternOf(before.server));
  if (!granted) return "Saved, but the browser denied access to this address.";
  const names = await listProfiles();
  const unknown = name && names && !names.includes(name);
  return unknown ? "Saved, but the service has no profile of this name." : "Saved.";
});

onSubmit(allow, async ({ site }) => {
  const granted = await allowSite(patternOf(site.value));
  if (granted) allow.reset();
  return granted ? "Allowed." : "Not allowed.";
});

/** How many marks are dismissed, and a button that takes all of them back. */
async function countDismissed() {
  const { dismissed = [] } = await chrome.storage.local.get("dismissed");
  document.getElementById("dismissals").hidden = !dismissed.length;
  document.getElementById("dismissed").textContent =
    dismissed.length === 1 ? "1 mark." : `${dismissed.length} marks.`;
}

document.getElementById("forget").onclick = async () => {
  await chrome.storage.local.remove("dismissed");
  note.textContent = "They are marked again in pages that are loaded from now on.";
};
chrome.storage.onChanged.addListener(countDismissed);
chrome.storage.onChanged.addListener(listSites);
chrome.permissions.onAdded.addListener(listSites);
chrome.permissions.onRemoved.addListener(listSites);

const stored = await chrome.storage.local.get(["server", "key", "profile"]);
for (const [name, value] of Object.entries(stored)) {
  service.elements[name].value ||= value; // what has been typed by now stays
}
if (stored.server) listProfiles();
await listSites();
await countDismissed();
