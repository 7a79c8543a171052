/* The button's popup: marks editors on the site of this tab, or no longer. */

import { allowedSites, allowSite, forbidSite, patternOf } from "./sites.js";

const [place, button, note] = ["site", "switch", "note"].map((id) => document.getElementById(id));

async function show(site) {
  const allowed = (await allowedSites()).includes(site);
  place.textContent = new URL(site).host;
  button.textContent = allowed ? "Stop marking here" : "Mark editors here";
  button.hidden = false;
  button.onclick = async () => {
    if (allowed) await forbidSite(site);
    else await allowSite(site);
    note.textContent = allowed ? "Reload the page to remove the marks." : "";
    await show(site);
  };
}

const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
try {
  await show(patternOf(tab.url));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  place.textContent = "Nothing can be marked on this page.";
}
const { server } = await chrome.storage.local.get("server");
if (!server) note.textContent = "Set the service address first.";
