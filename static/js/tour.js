// The tour of a newcomer's home page: marks one part after the other, and ends in the first question. It is shown once in a browser.

const KEY = "tour-ended";
const tour = document.querySelector("[data-tour]");
const steps = [...(tour?.querySelectorAll("[data-tour-step]") ?? [])];
let at = 0;

function isEnded() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function end() {
  tour.hidden = true;
  mark(null);
  try {
    localStorage.setItem(KEY, "1");
  } catch {
    // A browser that keeps nothing shows the tour again.
  }
}

function mark(spot) {
  document.querySelector(".tour-spot")?.classList.remove("tour-spot");
  if (!spot?.checkVisibility()) return; // a phone keeps its menu closed
  spot.classList.add("tour-spot");
  spot.scrollIntoView({ block: "center" });
}

function show(number) {
  at = number;
  const isLast = at === steps.length - 1;
  steps.forEach((step, index) => {
    step.hidden = index !== at;
  });
  const { tourStep, tourPrompt } = steps[at].dataset;
  const area = document.querySelector("#home-composer textarea");
  if (tourPrompt && !area.value) area.value = tourPrompt;
  tour.querySelector("[data-tour-place]").textContent = tour.dataset.labelPlace.replace("{at}", at + 1).replace("{all}", steps.length);
  tour.querySelector("[data-tour-next]").hidden = isLast;
  tour.querySelector("[data-tour-ask]").hidden = !isLast;
  tour.querySelector("[data-tour-back]").hidden = at === 0;
  mark(document.querySelector(tourStep));
}

if (tour && !isEnded()) {
  tour.hidden = false;
  show(0);
  tour.querySelector("[data-tour-next]").addEventListener("click", () => {
    show(at + 1);
    if (at === steps.length - 1) tour.querySelector("[data-tour-ask]").focus();
  });
  tour.querySelector("[data-tour-back]").addEventListener("click", () => show(at - 1));
  tour.querySelector("[data-tour-end]").addEventListener("click", end);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], [data-menu][open]")) end();
  });
}
