// Starts what every page has. Each module works by data- attributes and leaves the page usable without it.

import { startCopy } from "./copy.js";
import { startDialogs } from "./dialog.js";
import { startDrawers } from "./drawer.js";
import { startLive } from "./live.js";
import { startPalette } from "./palette.js";
import { startMenus } from "./menu.js";
import { startNotices } from "./notices.js";
import { startTheme } from "./theme.js";
import { startToasts, toast } from "./toast.js";

startTheme();
startMenus();
startDrawers();
startDialogs();
startPalette();
startCopy();
startToasts();
startNotices();
startLive();

// The offline page; a browser without service workers, or a site without https, does without.
if (navigator.serviceWorker) navigator.serviceWorker.register("/service-worker.js").catch(() => {});

const labels = document.body.dataset;

// A request of htmx that fails says so; a page that wants to say more stops the event.
document.addEventListener("htmx:responseError", (event) => {
  if (!event.defaultPrevented) toast(labels.labelRequestFailed, "error");
});
document.addEventListener("htmx:sendError", () => toast(labels.labelRequestFailed, "error"));
