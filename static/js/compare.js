// A comparison: every column follows its own answer, and htmx asks for the vote again whenever one has ended.

import { followAll } from "./chat/stream.js";

followAll(document);
document.addEventListener("htmx:load", (event) => followAll(event.detail.elt));
