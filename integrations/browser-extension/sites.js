/* The sites whose editors are marked: wanted, as the person said, and granted by the browser. */

/** An origin as a match pattern; throws TypeError where an address has no site to allow. */
export function patternOf(address) {
  const { origin, protocol } = new URL(address);
  if (!/^https?:$/.test(protocol)) throw new TypeError(`no site: ${protocol}`);
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

/** Ask the browser for a site; true once it is allowed. Needs a click or a key just before. */
export async function allowSite(site) {
  // First wanted, then granted: the browser's question may close the popup that asks it.
  await chrome.storage.local.set({ sites: [...new Set([...(await wanted()), site])].sort() });
  const granted = await chrome.permissions.request({ origins: [site] });
  if (!granted) await forbidSite(site);
  return granted;
}

/** Mark nothing on a site from its next load on; what the browser granted is given back. */
export async function forbidSite(site) {
  await chrome.storage.local.set({ sites: (await wanted()).filter((each) => each !== site) });
  const { server } = await chrome.storage.local.get("server");
  if (server && patternOf(server) === site) return; // still needed to ask the service
  await chrome.permissions.remove({ origins: [site] }).catch(() => {});
}
