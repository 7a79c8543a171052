/* The button's popup: switches marking on or off for the site of this tab. */

import { allowedSites, allowSite, forbidSite, patternOf } from "./sites.js";

const [place, button, note, frames] = ["site", "switch", "note", "frames"].map((id) =>
  document.getElementById(id),
);
const SMALLEST_PX = [100, 30]; // a frame with an editor has at least this size

/** The sites of frames in a tab that are not allowed themselves: no editor in them is marked. */
async function unreachedIn(tab, allowed) {
  const target = { tabId: tab.id, allFrames: true };
  const args = SMALLEST_PX;
  const func = (width, height) =>
    [...document.querySelectorAll("iframe, frame")]
      .filter((each) => each.offsetWidth >= width && each.offsetHeight >= height)
      .map(({ src }) => src);
  const found = await chrome.scripting.executeScript({ target, func, args }).catch(() => []);
  const sites = found
    .flatMap(({ result }) => result ?? [])
    .filter((src) => /^https?:/.test(src))
    .map(patternOf);
  return [...new Set(sites)].filter((site) => !allowed.includes(site));
}

async function show(site) {
  const sites = await allowedSites();
  const allowed = sites.includes(site);
  const unreached = allowed ? await unreachedIn(tab, sites) : [];
  frames.textContent = unreached.length
    ? `Not marked: frames of ${unreached.map((each) => new URL(each).host).join(", ")}. ` +
      "Add them under “Service and sites”."
    : "";
  place.textContent = new URL(site).host;
  button.textContent = allowed ? "Stop marking here" : "Mark editors here";
  button.hidden = false;
  button.onclick = async () => {
    if (allowed) await forbidSite(site);
    const denied = !allowed && !(await allowSite(site));
    note.textContent = denied ? "The browser denied access to this site." : "";
    if (allowed) note.textContent = "Reload the page to remove the marks.";
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
