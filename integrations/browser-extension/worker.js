/* Injects the scripts into allowed sites, and sends their requests to the service. */

import { allowedSites, answered, unwant } from "./sites.js";

const ID = "editors";
const FILES = ["levelhead.js", "content.js"];

// Only the extension's own pages may read the settings; content scripts may not.
chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });

// ── Sites ────────────────────────────────────────────────────────────────────────────────────

async function register() {
  const sites = await allowedSites();
  const [registered] = await chrome.scripting.getRegisteredContentScripts({ ids: [ID] });
  const before = registered?.matches ?? [];
  if (registered) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
  if (!sites.length) return;
  await chrome.scripting.registerContentScripts([
    { id: ID, matches: sites, js: FILES, allFrames: true, matchOriginAsFallback: true },
  ]);
  const added = sites.filter((site) => !before.includes(site));
  if (!added.length) return;
  // Registered scripts run from the next load on; open tabs should not have to wait.
  for (const { id } of await chrome.tabs.query({ url: added })) {
    const target = { tabId: id, allFrames: true };
    await chrome.scripting.executeScript({ target, files: FILES }).catch(() => {}); // an error page
  }
}

// One after the other: two at once would register the same id twice.
let last = Promise.resolve();
const registerAgain = () => {
  last = last.then(register).catch(console.error);
};

chrome.runtime.onInstalled.addListener(({ reason }) => {
  registerAgain();
  if (reason === "install") chrome.runtime.openOptionsPage();
});
chrome.runtime.onStartup.addListener(registerAgain);
chrome.permissions.onAdded.addListener((permissions) => {
  answered(permissions).then(registerAgain);
});
chrome.permissions.onRemoved.addListener(({ origins = [] }) => {
  // Withdrawn in the browser: if it is later granted for the service, the site must not be marked.
  unwant(origins).then(registerAgain);
});
chrome.storage.onChanged.addListener((changes) => {
  if (changes.sites) registerAgain();
  if (changes.server || changes.key || changes.profile) refresh();
});

/** Have all editors repeat their requests: the obstacle may be gone. */
async function refresh() {
  const url = await allowedSites();
  for (const { id } of url.length ? await chrome.tabs.query({ url }) : []) {
    chrome.tabs.sendMessage(id, "refresh").catch(() => {}); // loaded before the site was allowed
  }
}

// ── Dismissals ───────────────────────────────────────────────────────────────────────────────

const MAX_DISMISSED = 5000;
const FINGERPRINT = /^[0-9a-f]{16}$/;
let changed = Promise.resolve();

/** The fingerprints of dismissed marks, the latest last. */
async function dismissedMarks() {
  const { dismissed } = await chrome.storage.local.get("dismissed");
  // levelhead.js refuses a list in which anything else is.
  return Array.isArray(dismissed) ? dismissed.filter((each) => FINGERPRINT.test(each)) : [];
}

async function change({ fingerprint, dismissed: gone }) {
  const others = (await dismissedMarks()).filter((each) => each !== fingerprint);
  const dismissed = gone ? [...others, fingerprint].slice(-MAX_DISMISSED) : others;
  await chrome.storage.local.set({ dismissed });
}

// From editors: the question for the list, or a change of it.
chrome.runtime.onMessage.addListener((message, _sender, reply) => {
  if (message?.fingerprint) changed = changed.then(() => change(message)).catch(console.error);
  changed.then(dismissedMarks).then(reply);
  return true; // the reply comes later
});

// ── Requests ─────────────────────────────────────────────────────────────────────────────────

// The headers that levelhead.js reads, spelled as in fetch.
const READ = ["retry-after", "www-authenticate"];

/** The service's answer to a body for POST /analyze; null if it cannot be reached. */
async function ask(body, signal) {
  const { server, key, profile } = await chrome.storage.local.get(["server", "key", "profile"]);
  if (!server) return null;
  if (profile) body = JSON.stringify({ ...JSON.parse(body), profile });
  const headers = { "Content-Type": "application/json" };
  if (key) headers["X-API-Key"] = key;
  try {
    const response = await fetch(`${server}/analyze`, {
      method: "POST",
      headers,
      body,
      signal,
      credentials: "omit",
    });
    return {
      status: response.status,
      headers: [...response.headers].filter(([name]) => READ.includes(name)),
      body: await response.text(),
    };
  } catch {
    return null;
  }
}

// One connection per request: when it ends, no one is waiting for the answer any more.
chrome.runtime.onConnect.addListener((port) => {
  const stop = new AbortController();
  port.onDisconnect.addListener(() => stop.abort());
  port.onMessage.addListener(async (body) => {
    const answer = await ask(body, stop.signal);
    if (!stop.signal.aborted) port.postMessage(answer);
  });
});
