// Starts a page of chat: the composer, and every answer that is still being written.

import { startComposers } from "./composer.js";
import { followAll } from "./stream.js";
import { startThread } from "./thread.js";

startComposers();
startThread();
followAll(document);

// Turns that htmx puts on the page later are followed, too.
document.addEventListener("htmx:load", (event) => followAll(event.detail.elt));
