// Keeps the offline page and what it is made of; everything else comes from the network, and nothing anybody wrote is kept.
// Shows push messages.

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

// A push message is opened by the browser with keys of its own; it holds a title, a text and an address of this site.
self.addEventListener("push", (event) => {
  const { title, body, link } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, data: { link }, icon: "/static/img/app-192.png" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.link, self.location.origin)));
});

async function open(address) {
  if (address.origin !== self.location.origin) return null;
  const windows = await self.clients.matchAll({ type: "window" });
  const shown = windows.find((each) => each.url === address.href);
  return shown ? shown.focus() : self.clients.openWindow(address.href);
}
