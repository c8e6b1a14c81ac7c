// Keeps a part of a page up to date: a hint over the live stream, or a look now and then, loads the part anew.
// <div data-part data-live="/api/v1/purchases/live" data-refresh="/purchases/…/">…</div>; without an address to refresh from
// it is the page's own, with the filters of the moment. What it holds may ask to go on to another address once with
// <a data-go href="…">. data-event names the stream's event, "shop" when it is absent; data-seen names the state of the catalogue
// that the part was made from.

const LEAST_PAUSE = 300; // milliseconds between two loads, however many hints come
const SETTLED = 1000; // milliseconds after which every web process knows that the catalogue changed
const SPREAD = 1000; // milliseconds over which the pages of all people look again when the catalogue changes
const QUIET_LOOK = 3000; // milliseconds between two looks while the stream is away or something is awaited

const place = document.querySelector("[data-part]");
let isLoading = false;
let isWanted = false;
let lastLoad = 0;

function goOn() {
  const link = place.querySelector("[data-go]");
  if (link && new URLSearchParams(location.search).has("go")) {
    history.replaceState(null, "", location.pathname);
    location.assign(link.href);
  }
}

async function load() {
  if (isLoading) {
    isWanted = true;
    return;
  }
  isLoading = true;
  isWanted = false;
  const wait = Math.max(0, lastLoad + LEAST_PAUSE - Date.now());
  if (wait) await new Promise((done) => setTimeout(done, wait));
  lastLoad = Date.now();
  try {
    await window.htmx.ajax("GET", place.dataset.refresh || location.pathname + location.search, { target: place, swap: "innerHTML" });
    goOn();
  } finally {
    isLoading = false;
    if (isWanted) load();
  }
}

const stream = new EventSource(place.dataset.live);
stream.addEventListener(place.dataset.event || "shop", () => load());
stream.addEventListener("catalogue", () => setTimeout(load, SETTLED + Math.random() * SPREAD));
stream.addEventListener("ready", (event) => {
  const { catalogue } = JSON.parse(event.data);
  if (place.dataset.seen && catalogue !== place.dataset.seen) setTimeout(load, SETTLED + Math.random() * SPREAD);
  place.dataset.seen &&= catalogue;
});
setInterval(() => {
  const isAwaited = place.querySelector("[data-awaits]") !== null;
  const isQuiet = stream.readyState !== EventSource.OPEN;
  if ((isAwaited || isQuiet) && document.visibilityState === "visible") load();
}, QUIET_LOOK);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") load();
});
goOn();
