// Starts a page of chat: the composer, and every answer that is still being written.

import { startCompany } from "./company.js";
import { startComposers } from "./composer.js";
import { followAll } from "./stream.js";
import { startThread } from "./thread.js";

startComposers();
startThread();
startCompany();
followAll(document);

// Turns that htmx puts on the page later are followed, too.
document.addEventListener("htmx:load", (event) => followAll(event.detail.elt));
