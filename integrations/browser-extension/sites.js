/* The sites whose editors are marked: wanted by the user and granted by the browser. */

/** An origin as a match pattern; throws TypeError if an address has no site to allow. */
export function patternOf(address) {
  const { origin, protocol } = new URL(address);
  if (!/^https?:$/.test(protocol)) throw new TypeError(`not a site: ${protocol}`);
  return `${origin}/*`;
}

async function wanted() {
  const { sites = [] } = await chrome.storage.local.get("sites");
  return sites;
}

/** The patterns of sites that are both wanted and granted. */
export async function allowedSites() {
  const sites = await wanted();
  const granted = await Promise.all(
    sites.map((site) => chrome.permissions.contains({ origins: [site] })),
  );
  return sites.filter((_, n) => granted[n]);
}

// How long an answer in the browser's dialog counts for our request after the popup has closed.
const ANSWER_MS = 120_000;

/** Ask the browser for a site; true once it is allowed. Needs a click or a key just before. */
export async function allowSite(site) {
  // The browser's dialog may close the popup: then only the worker hears of a grant.
  await chrome.storage.session.set({ asked: { site, at: Date.now() } });
  const granted = await chrome.permissions.request({ origins: [site] });
  await chrome.storage.session.remove("asked");
  if (granted) await want(site);
  return granted;
}

/** After the browser has granted sites: want the one that was asked for just before. */
export async function answered({ origins = [] }) {
  const { asked } = await chrome.storage.session.get("asked");
  if (!asked || !origins.includes(asked.site) || Date.now() - asked.at > ANSWER_MS) return;
  await chrome.storage.session.remove("asked");
  await want(asked.site);
}

async function want(site) {
  await chrome.storage.local.set({ sites: [...new Set([...(await wanted()), site])].sort() });
}

/** Stop marking some sites from their next load on. */
export async function unwant(sites) {
  const before = await wanted();
  const left = before.filter((each) => !sites.includes(each));
  if (left.length < before.length) await chrome.storage.local.set({ sites: left });
}

/** Stop marking a site from its next load on, and give up the permission for it. */
export async function forbidSite(site) {
  await unwant([site]);
  await giveBack(site);
}

/** Give up the permission for a site, unless the site or the service still needs it. */
export async function giveBack(site) {
  const { server } = await chrome.storage.local.get("server");
  if ((await wanted()).includes(site) || (server && patternOf(server) === site)) return;
  await chrome.permissions.remove({ origins: [site] }).catch(() => {}); // it had been withdrawn
}
