// Keeps a part of a page up to date: a hint over the page's stream, or a look now and then, loads the part anew.
// <div data-part data-follow="shop" data-refresh="/purchases/…/">…</div>; data-follow is "jobs" or "shop". Without an address to
// refresh from it is the page's own, with the filters of the moment. What it holds may ask to go on to another address once with
// <a data-go href="…">. data-seen names the state of the catalogue that the part was made from.

import { isFollowing, isListening } from "./live.js";

const HINTS = { jobs: "live:job", shop: "live:shop" };
const LEAST_PAUSE = 400; // milliseconds between two loads, however many hints come
const SETTLED = 1000; // milliseconds after which every web process knows that the catalogue changed
const SPREAD = 1000; // milliseconds over which the pages of all people look again when the catalogue changes
const QUIET_LOOK = 4000; // milliseconds between two looks while the stream is away or something is awaited

const place = document.querySelector("[data-part][data-follow]");
const { follow } = place.dataset;
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

const loadInTurn = () => setTimeout(load, SETTLED + Math.random() * SPREAD);

document.addEventListener(HINTS[follow], () => load());
document.addEventListener("live:again", (event) => event.detail.what === follow && load());
if (follow === "shop") {
  document.addEventListener("live:catalogue", loadInTurn);
  document.addEventListener("live:ready", (event) => {
    const { catalogue } = event.detail;
    if (place.dataset.seen && catalogue !== place.dataset.seen) loadInTurn();
    place.dataset.seen &&= catalogue;
  });
}
setInterval(() => {
  const isAwaited = place.querySelector("[data-awaits]") !== null;
  const isQuiet = isFollowing() && !isListening();
  if ((isAwaited || isQuiet) && document.visibilityState === "visible") load();
}, QUIET_LOOK);
goOn();
