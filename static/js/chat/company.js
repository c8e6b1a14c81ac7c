// The same chat on another device: says where else it is open, and brings in what was said there.

let wanted = "";

function say(devices) {
  document.querySelectorAll("[data-company]").forEach((note) => {
    note.hidden = devices.length === 0;
    note.querySelector("[data-company-names]").textContent = devices.join(", ");
  });
}

// The end of the chat that another device made; what this page asks for itself arrives by itself, and what is being edited stays.
function catchUp() {
  if (!wanted || document.querySelector(".htmx-request, .turn-edit:not([hidden])")) return;
  const isThere = document.getElementById(`turn-${wanted}`);
  wanted = "";
  if (!isThere) window.htmx.ajax("GET", location.pathname, { target: "#turns", select: "#turns", swap: "outerHTML" });
}

export function startCompany() {
  const place = document.querySelector("[data-conversation]");
  if (!place) return;
  document.addEventListener("live:company", (event) => say(event.detail.devices));
  if ("part" in place.dataset) return;
  document.addEventListener("live:end", (event) => {
    wanted = event.detail.leaf;
    catchUp();
  });
  document.addEventListener("htmx:afterSettle", catchUp);
}
