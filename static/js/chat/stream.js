// Follows one answer: blocks of finished HTML come from the server and are put in place by their number.
// The stream starts over when it reconnects, and writing the same block twice changes nothing, so nothing is lost or doubled.

import { connection } from "./composer.js";
import { keepAtEnd } from "./thread.js";

const RETRY_AFTER = 1500;
const followed = new Map();

export function followAll(root) {
  const found = [...(root.querySelectorAll?.("[data-run]") ?? [])];
  if (root.matches?.("[data-run]")) found.push(root);
  found.filter((turn) => !followed.has(turn.dataset.run)).forEach(follow);
  announceState();
}

export function answering() {
  return [...followed.values()].find((turn) => turn.isConnected);
}

function announceState() {
  document.dispatchEvent(new CustomEvent("chat:answering", { detail: { turn: answering() } }));
}

function follow(turn) {
  followed.set(turn.dataset.run, turn);
  const prose = turn.querySelector("[data-prose]");
  const raw = turn.querySelector("[data-raw]");
  let blocks = new Map();
  let words = "";
  let thoughts = "";

  const source = new EventSource(`/api/v1/runs/${turn.dataset.run}/events?view=html`);
  const gone = () => !turn.isConnected && (source.close(), followed.delete(turn.dataset.run), announceState(), true);

  source.addEventListener("open", () => {
    blocks = new Map();
    words = "";
    thoughts = "";
    prose.replaceChildren();
    for (const list of turn.querySelectorAll("[data-steps], [data-made]")) {
      list.replaceChildren();
      list.dataset.round = Number(list.dataset.round ?? 0) + 1;
    }
    connection("open");
  });
  source.addEventListener("error", () => {
    if (gone()) return;
    connection("lost");
    if (source.readyState === EventSource.CLOSED) {
      followed.delete(turn.dataset.run);
      setTimeout(() => turn.isConnected && followAll(turn), RETRY_AFTER);
    }
  });
  source.addEventListener("block", (event) => {
    if (gone()) return;
    const { index, html } = JSON.parse(event.data);
    turn.querySelector("[data-waiting]")?.remove();
    put(prose, blocks, index, html);
    keepAtEnd();
  });
  source.addEventListener("in_line", (event) => {
    const note = turn.querySelector("[data-in-line]");
    if (!note) return;
    note.hidden = false;
    note.querySelector("[data-place]").textContent = JSON.parse(event.data).place;
  });
  source.addEventListener("text", (event) => {
    words += JSON.parse(event.data).text;
    raw.textContent = words;
  });
  source.addEventListener("reasoning", (event) => {
    thoughts += JSON.parse(event.data).text;
    turn.querySelector(".reasoning").hidden = false;
    turn.querySelector("[data-reasoning]").textContent = thoughts;
    keepAtEnd();
  });
  source.addEventListener("tool_call", (event) => addStep(turn, JSON.parse(event.data)));
  source.addEventListener("tool_waiting", (event) => askStep(turn, JSON.parse(event.data)));
  source.addEventListener("tool_result", (event) => endStep(turn, JSON.parse(event.data)));
  source.addEventListener("end", () => {
    source.close();
    followed.delete(turn.dataset.run);
    settle(turn);
  });
}

function put(prose, blocks, index, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const nodes = [...holder.content.childNodes];
  const old = blocks.get(index);
  if (old?.length) {
    old[0].before(...nodes);
    old.forEach((node) => node.remove());
  } else {
    prose.append(...nodes);
  }
  blocks.set(index, nodes);
}

function addStep(turn, call) {
  const step = turn.querySelector("[data-step-template]").content.firstElementChild.cloneNode(true);
  step.dataset.step = call.id;
  step.querySelector("[data-step-name]").textContent = call.name;
  step.querySelector("[data-step-arguments]").textContent = call.arguments;
  turn.querySelector("[data-steps]").append(step);
  keepAtEnd();
}

// A call that leaves the installation: the person decides in the card. The answer comes back through the stream.
function askStep(turn, asked) {
  const step = turn.querySelector(`[data-step="${CSS.escape(asked.id)}"]`);
  if (!step) return;
  const state = step.querySelector("[data-step-state]");
  state.textContent = state.dataset.labelWaiting;
  const form = step.querySelector("[data-step-question]");
  form.action = `/chat/approvals/${asked.approval}/`;
  if (asked.host) tellHost(form, asked.host);
  if (asked.each_time) tellEachTime(form);
  form.hidden = false;
  step.open = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    form.hidden = true;
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok) form.hidden = false;
  });
  keepAtEnd();
}

// The minion asks before each call: there is no lasting yes to give.
function tellEachTime(form) {
  const words = form.querySelector("[data-step-asks]");
  words.textContent = words.dataset.labelEach;
  form.querySelector("[data-step-always]").hidden = true;
}

// What a lasting yes would allow is one host, and the card says so.
function tellHost(form, host) {
  for (const node of form.querySelectorAll("[data-step-host], [data-step-always]")) {
    node.textContent = node.dataset.label.replace("{host}", () => host);
    node.hidden = false;
  }
}

// What the call made, as the server shows it. What cannot be fetched now, offline or signed out, is in the finished turn;
// what comes after the stream began anew is told again by it.
async function showFiles(turn, { call, artifacts = [] }) {
  const list = turn.querySelector("[data-made]");
  if (!artifacts.length || !list) return;
  const { round } = list.dataset;
  const answer = await fetch(`/tool-calls/${encodeURIComponent(call)}/made/`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const html = await answer.text();
  if (list.dataset.round !== round) return;
  list.insertAdjacentHTML("beforeend", html);
  list.hidden = false;
  keepAtEnd();
}

function inWords(ms) {
  const [unit, value, maximumFractionDigits] = ms < 1000 ? ["millisecond", ms, 0] : ["second", ms / 1000, 1];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits }).format(value);
}

function endStep(turn, result) {
  const step = turn.querySelector(`[data-step="${CSS.escape(result.id)}"]`);
  if (!step) return;
  const state = step.querySelector("[data-step-state]");
  state.classList.replace("badge--note", result.ok ? "badge--good" : "badge--bad");
  state.textContent = result.ok ? state.dataset.labelDone : state.dataset.labelFailed;
  step.querySelector("[data-step-text]").textContent = result.text;
  step.querySelector("[data-step-question]").hidden = true;
  const took = step.querySelector("[data-step-took]");
  took.hidden = result.data?.ms === undefined;
  if (!took.hidden) took.textContent = inWords(result.data.ms);
  showFiles(turn, result.data ?? {});
}

// The finished turn as the server shows it: sources, branches, actions, or what went wrong.
async function settle(turn) {
  await window.htmx.ajax("GET", turn.dataset.turn, { source: turn, target: turn, swap: "outerHTML" });
  keepAtEnd();
  announceState();
  document.body.dispatchEvent(new CustomEvent("conversations-changed"));
}
