// Keeps the offline page and what it is made of; everything else comes from the network, and nothing anybody wrote is kept.

const KEPT = "daimon-offline-1";
const PAGE = "/offline/";

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offline()));
  else if (request.destination === "style" || request.destination === "image") event.respondWith(fetch(request).catch(() => kept(request)));
});

async function keep() {
  const cache = await caches.open(KEPT);
  const answer = await fetch(PAGE, { credentials: "omit" });
  const text = await answer.clone().text();
  await cache.put(PAGE, answer);
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"#]+\.(?:css|svg|js))/g)].map((found) => found[1]);
  await cache.addAll([...new Set(parts)]);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("daimon-") && name !== KEPT).map((name) => caches.delete(name)));
}

async function offline() {
  return (await caches.match(PAGE)) ?? Response.error();
}

async function kept(request) {
  return (await caches.match(request)) ?? Response.error();
}
