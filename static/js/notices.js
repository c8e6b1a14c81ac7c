// News while a page is open: the number in the menu changes at once, and a short message leads there. No message comes in quiet
// hours, for what this page shows, and for what another page of this browser has told.

import { toast } from "./toast.js";

const TOLD = "daimon-told"; // ids of the latest notifications that this browser showed
const MOST_TOLD = 50;
const MOST_COUNTED = 99;

function isNews(id) {
  const told = JSON.parse(localStorage.getItem(TOLD) ?? "[]");
  if (told.includes(id)) return false;
  localStorage.setItem(TOLD, JSON.stringify([...told, id].slice(-MOST_TOLD)));
  return true;
}

function showCount(count) {
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.hidden = count === 0;
    const number = badge.querySelector("[data-unread-count]");
    if (number) number.textContent = count > MOST_COUNTED ? `${MOST_COUNTED}+` : count;
  }
}

function markRead(id) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  fetch(`/api/v1/notifications/${id}/read`, { method: "POST", keepalive: true, headers });
}

function show({ id, title, link, is_quiet: isQuiet }) {
  const list = document.querySelector("[data-notices]");
  const isShown = list && list.querySelectorAll("ul").length < 2; // further rows that were asked for stay
  if (isShown) window.htmx.ajax("GET", location.pathname, { target: list, swap: "innerHTML" });
  if (!isNews(id) || isQuiet || isShown) return;
  if (link && new URL(link, location.href).pathname === location.pathname) return;
  const address = link || document.querySelector("[data-notifications]").dataset.notifications;
  toast(title, "info", { href: address, onOpen: () => markRead(id) });
}

export function startNotices() {
  document.addEventListener("live:unread", (event) => showCount(event.detail.count));
  document.addEventListener("live:notification", (event) => show(event.detail));
}
