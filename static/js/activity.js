// Keeps the Activity page up to date: a hint over the live stream, or a look now and then, loads the changing part anew.

const LEAST_PAUSE = 400; // milliseconds between two loads, however many hints come
const QUIET_LOOK = 5000; // milliseconds between two looks while the stream is away

const place = document.querySelector("#activity");
let isLoading = false;
let isWanted = false;
let lastLoad = 0;

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
    await window.htmx.ajax("GET", place.dataset.refresh, { target: place, swap: "innerHTML" });
  } finally {
    isLoading = false;
    if (isWanted) load();
  }
}

const stream = new EventSource(place.dataset.live);
stream.addEventListener("job", () => load());
stream.addEventListener("open", () => load());
setInterval(() => {
  if (stream.readyState !== EventSource.OPEN && document.visibilityState === "visible") load();
}, QUIET_LOOK);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") load();
});
