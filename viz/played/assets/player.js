// Plays the steps that stand in #ui-data over the drawing. Every number and sentence comes from there;
// nothing is computed here. Labels are put in as text, never as markup.

const data = JSON.parse($("ui-data").textContent);
const cards = new Map(data.cards.map((card) => [card.id, card]));
const root = data.cards[data.cards.length - 1];
const leaves = data.cards.filter((card) => !card.sign).map((card) => card.id);
const LANGUAGES = { ko: "한국어", en: "English" }; // each by its own name
const state = { step: 0, take: 0, language: data.language, timer: null, traced: null, quiz: false, asked: false, right: 0, tried: 0 };

const take = () => data.takes[state.take];
const words = (key) => data.words[state.language][key];
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const circleOf = (card) => (card.sign ? `o${card.id.slice(1)}` : ""); // a folded group has a number of its own, and no circle
const arrowOf = (card) => (card.sign ? `e${card.id.slice(1)}` : ""); // from the circle of its op
const isBroken = (figure) => /nan|inf/.test(figure);
const valuesOf = (index) => ({ total: take().steps[index].figure, ...data.steps[index].words, ...take().steps[index].words });

// ── the drawing ──

/** Arrows of the forward pass; those at folded groups have no step of their own. */
const ahead = new Set(data.steps.flatMap(({ phase, edges }) => (phase === "forward" ? edges : [])));

/** The state of every cell after `step` steps: the values computed, the gradients so far; and the arrows reached. */
function cellsAt(step) {
  const values = new Map(leaves.map((id) => [id, take().values[id]]));
  const gradients = new Map();
  const reached = new Set();
  for (let i = 0; i < step; i++) {
    const { phase, card } = data.steps[i];
    const { figure, shade } = take().steps[i];
    if (phase === "forward") {
      values.set(card, figure); // of a sum drawn as one card the sum so far
      for (const id of data.steps[i].edges) reached.add(id);
    } else {
      gradients.set(card, { figure, shade });
    }
  }
  return { values, gradients, reached };
}

/** Write only what is new: a browser lays out anew whatever is written, and a drawing has hundreds of cells. */
function write(element, figure) {
  if (element.textContent !== figure) element.textContent = figure;
}

function setCell(card, what, figure) {
  const cell = $(`a_${card}_${what}`);
  if (!cell) return null;
  write(cell.querySelector("text"), figure);
  cell.classList.toggle("broken", isBroken(figure));
  return cell;
}

function drawGradient(card, gradient) {
  const cell = setCell(card, "gradient", gradient ? gradient.figure : "—");
  if (!cell) return;
  const shade = gradient && !isBroken(gradient.figure) ? gradient.shade : NaN;
  const share = Math.abs(shade || 0);
  cell.classList.toggle("plus", shade > 0);
  cell.classList.toggle("minus", shade < 0);
  cell.classList.toggle("zero", shade === 0);
  cell.classList.toggle("strong", share > data.strong);
  const percent = `${(share * 100).toFixed(1)}%`;
  if (cell.style.getPropertyValue("--share") !== percent) cell.style.setProperty("--share", percent);
}

function drawStep() {
  const { values, gradients, reached: arrows } = cellsAt(state.step);
  const current = state.step ? data.steps[state.step - 1] : null;
  const lit = new Set(current ? [current.card, current.source, ...current.edges] : []);
  for (const card of data.cards) {
    const reached = values.has(card.id) || card.kind === "folded";
    $(card.id).classList.toggle("later", !reached);
    $(card.id).classList.toggle("now", lit.has(card.id));
    const circle = $(circleOf(card));
    circle?.classList.toggle("later", !reached);
    circle?.classList.toggle("now", lit.has(arrowOf(card)));
    drawEdge(arrowOf(card), reached, lit);
    setCell(card.id, "value", values.get(card.id) ?? "");
    drawGradient(card.id, gradients.get(card.id));
  }
  for (const edge of data.edges) drawEdge(edge.id, arrows.has(edge.id) || !ahead.has(edge.id), lit);
  drawTable(values, gradients, current);
  if (current) follow(current);
}

function drawEdge(id, reached, lit) {
  const edge = $(id);
  if (!edge) return;
  edge.classList.toggle("later", !reached);
  edge.classList.toggle("now", lit.has(id));
}

/** What differs from take to take besides the cells: the local derivatives on the arrows, and their widths. */
function drawTake() {
  for (const [id, figure] of Object.entries(take().labels)) {
    const label = $(id)?.querySelector(".local");
    if (label) label.textContent = `\u00a0${figure}`; // the ∂ stands before it
  }
  for (const [id, width] of Object.entries(take().pens)) {
    for (const line of $(id)?.querySelectorAll("path, polygon") ?? []) line.setAttribute("stroke-width", width);
    if ($(id)?.tagName === "path") $(id).setAttribute("stroke-width", width);
  }
}

/** Where .grad holds a gradient from before: the frame of the cell, and what it holds, on the card and in the table. */
function drawHeld() {
  for (const card of data.cards) {
    const held = take().held[card.id];
    const told = card.gradient ? `.grad = ${held}` : fill(words("page.before.nodes"), { held });
    const said = held ? told : "";
    $(card.id).classList.toggle("before", Boolean(held));
    for (const place of [$(`a_${card.id}_before`)?.querySelector("text"), $(`ui-row-${card.id}`).querySelector("small")]) {
      if (place) write(place, said);
    }
  }
}

// ── words ──

function show() {
  const current = state.step ? data.steps[state.step - 1] : null;
  const phase = current ? current.phase : data.steps[0].phase;
  document.documentElement.dataset.phase = phase;
  $("ui-phase").textContent = words(`step.phase.${phase}`);
  $("ui-step").value = state.step;
  $("ui-place").textContent = `${state.step} / ${data.steps.length}`;
  $("ui-step").setAttribute("aria-valuetext", `${words(`step.phase.${phase}`)} ${state.step} / ${data.steps.length}`);
  $("ui-back").disabled = state.step === 0;
  $("ui-next").disabled = state.asked || state.step === data.steps.length;
  $("ui-play").disabled = state.asked;
  $("ui-play").textContent = words(state.timer === null ? "page.play" : "page.pause");
  const title = `${take().title} · ${root.label} ${take().values[root.id]}`;
  $("ui-title").textContent = title;
  $("ui-take").setAttribute("aria-valuetext", title);
  drawStep();
  drawHeld();
  say();
}

function say() {
  $("ui-answer").hidden = !state.asked;
  $("ui-trace").textContent = state.traced === null ? "" : traceWords(state.traced);
  if (state.asked) return ask();
  const values = state.step ? valuesOf(state.step - 1) : {};
  $("ui-sentence").textContent = state.step ? fill(words(data.steps[state.step - 1].key), values) : words("step.start");
  $("ui-local").textContent = values.local ? fill(words("step.local"), values) : "";
}

/** The drawing is laid out for one language: a word of the other that is too long for its card is set closer. */
function squeeze(element) {
  const frame = element.closest(".card").querySelector(".frame").getBBox();
  const room = frame.x + frame.width - 5 - Number(element.getAttribute("x"));
  element.removeAttribute("textLength");
  const length = element.getComputedTextLength(); // 0, as all sizes are, while the page is not shown
  if (length && getComputedStyle(element).textAnchor === "start" && length > room) {
    element.setAttribute("textLength", room);
    element.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

function speak(language) {
  state.language = language;
  $("ui-verdict").textContent = "";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll(`[data-${language}]`)) {
    element.textContent = element.dataset[language];
    if (element.closest(".card")) squeeze(element);
  }
  for (const element of document.querySelectorAll(`[data-${language}-label]`)) {
    element.setAttribute("aria-label", element.dataset[`${language}Label`]);
    if (element.tagName === "BUTTON") element.title = element.dataset[`${language}Label`];
  }
  document.title = words("page.title");
  $("ui-language").textContent = LANGUAGES[other()];
  $("ui-language").lang = language === "ko" ? "en" : "ko";
  show();
}

// ── the table ──

function buildTable() {
  for (const card of [...data.cards].reverse()) {
    const row = $("ui-rows").insertRow();
    row.id = `ui-row-${card.id}`;
    const button = row.insertCell().appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = card.label;
    button.title = card.formula;
    row.cells[0].append(document.createElement("small"));
    row.insertCell();
    row.insertCell();
    traceOn(button, card.id, ["pointerenter", "focus"], ["pointerleave", "blur"]);
    traceOn($(card.id), card.id, ["pointerenter"], ["pointerleave"]); // the table is the drawing's way for the keyboard
  }
}

function drawTable(values, gradients, current) {
  for (const card of data.cards) {
    const row = $(`ui-row-${card.id}`);
    write(row.cells[1], values.get(card.id) ?? "");
    write(row.cells[2], card.gradient ? gradients.get(card.id)?.figure ?? "—" : "");
    const now = current?.card === card.id;
    if (now && !row.classList.contains("now")) reveal(row);
    row.classList.toggle("now", now);
  }
}

/** Bring a row into sight within the table, without moving the page. */
function reveal(row) {
  const side = $("ui-side");
  if (row.offsetTop < side.scrollTop + 40) side.scrollTop = row.offsetTop - 40;
  else if (row.offsetTop + row.offsetHeight > side.scrollTop + side.clientHeight) side.scrollTop = row.offsetTop - side.clientHeight / 2;
}

// ── the paths of a node to the root ──

const outgoing = new Map(data.cards.map((card) => [card.id, []]));
for (const edge of data.edges) outgoing.get(edge.source).push(edge);

const folded = data.cards.some((card) => card.kind === "folded");

/** How many paths lead from each card to the root: a whole number of any size. */
const pathCounts = new Map();
for (const card of [...data.cards].reverse()) {
  const below = outgoing.get(card.id).reduce((sum, edge) => sum + (pathCounts.get(edge.target) ?? 0n), 0n);
  pathCounts.set(card.id, card === root ? 1n : below);
}

/** The local derivatives along each path, from the root back to the card. */
function factors(id) {
  if (id === root.id) return [[]];
  return outgoing.get(id).flatMap((edge) => factors(edge.target).map((path) => [...path, take().locals[edge.id] ?? null]));
}

const bracketed = (figure) => (figure.startsWith("-") ? `(${figure})` : figure);
const FEW = 4n;

function traceWords(id) {
  const card = cards.get(id);
  const names = { name: card.label, root: root.label, count: String(pathCounts.get(id)) };
  const total = take().gradients[id];
  if (folded) return state.quiz || total === undefined ? "" : fill(words("page.trace.gradient"), { ...names, total }); // cards are not nodes
  if (state.quiz || total === undefined) return fill(words("page.trace.count"), names);
  const few = pathCounts.get(id) <= FEW ? factors(id) : [];
  const numbers = few.length > 0 && few.every((path) => path.every((local) => local !== null));
  if (!numbers || id === root.id) return fill(words("page.trace.many"), { ...names, total });
  const sum = few.map((path) => path.map(bracketed).join(" × ")).join(" + ");
  return fill(words("page.trace.sum"), { ...names, sum, total });
}

function trace(id) {
  const found = new Set([id]);
  for (const card of data.cards) {
    if (found.has(card.id)) for (const edge of outgoing.get(card.id)) found.add(edge.target);
  }
  for (const card of data.cards) {
    $(card.id).classList.toggle("path", found.has(card.id));
    const inner = found.has(card.id) && card.id !== id;
    for (const id of [circleOf(card), arrowOf(card)]) $(id)?.classList.toggle("path", inner);
  }
  for (const edge of data.edges) $(edge.id)?.classList.toggle("path", found.has(edge.source));
  svg.classList.add("trace");
  state.traced = id;
  say();
}

function untrace() {
  svg.classList.remove("trace");
  state.traced = null;
  say();
}

function traceOn(element, id, begin, end) {
  for (const event of begin) element.addEventListener(event, () => trace(id));
  for (const event of end) element.addEventListener(event, untrace);
}

// ── moving ──

function goto(step) {
  state.asked = false;
  $("ui-verdict").textContent = "";
  state.step = Math.max(0, Math.min(step, data.steps.length));
  show();
}

function next() {
  if (state.asked || state.step === data.steps.length) return;
  if (state.quiz && isAskable(state.step)) {
    stop();
    state.asked = true;
    $("ui-verdict").textContent = "";
    $("ui-given").value = "";
    show();
    $("ui-given").focus();
  } else {
    goto(state.step + 1);
  }
}

function stop() {
  clearInterval(state.timer);
  state.timer = null;
}

function play() {
  if (state.asked) return;
  if (state.timer !== null) {
    stop();
  } else {
    if (state.step === data.steps.length) state.step = 0;
    state.timer = setInterval(() => {
      next();
      if (state.step === data.steps.length) stop();
      show();
    }, 1100);
  }
  show();
}

// ── buttons and keys ──

const other = () => (state.language === "ko" ? "en" : "ko");

function toggleTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
}

/** Who moves by hand ends the playing. */
function byHand(action) {
  return () => {
    stop();
    action();
  };
}

const forth = byHand(next);
const back = byHand(() => goto(state.step - 1));
const first = byHand(() => goto(0));
const last = byHand(() => goto(data.steps.length));
const KEYS = {
  ArrowRight: forth, ArrowLeft: back, n: forth, b: back, Home: first, End: last, " ": play, q: toggleQuiz, l: () => speak(other()), t: toggleTheme,
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
};
const SHIFTED = { ArrowRight: () => pan(0.1, 0), ArrowLeft: () => pan(-0.1, 0), ArrowUp: () => pan(0, -0.1), ArrowDown: () => pan(0, 0.1) };

/** The name of a key; of one that types Hangul the letter on it. */
function keyOf({ key, code }) {
  if (/^[ㄱ-ㅣ가-힣]$|^Process$/.test(key)) return /^Key(.)$/.exec(code)?.[1].toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}

function press(event) {
  const at = event.target;
  const typing = at.matches("input[type=text]") || event.ctrlKey || event.metaKey || event.altKey;
  const own = (at.matches("input[type=range]") && /^(Arrow|Home|End)/.test(event.key)) || (at.matches("button") && event.key === " ");
  if (typing || own) return;
  const action = (event.shiftKey && SHIFTED[event.key]) || KEYS[keyOf(event)];
  if (!action) return;
  event.preventDefault();
  action();
}

const CLICKS = {
  "ui-back": back, "ui-next": forth, "ui-reset": first, "ui-play": play,
  "ui-quiz": toggleQuiz, "ui-theme": toggleTheme, "ui-language": () => speak(other()),
  "ui-in": () => zoom(1.25), "ui-out": () => zoom(0.8), "ui-fit": fit, "ui-reveal": goOn,
};
for (const [id, action] of Object.entries(CLICKS)) $(id).addEventListener("click", action);
$("ui-step").addEventListener("input", byHand(() => goto(Number($("ui-step").value))));
$("ui-take").addEventListener("input", () => {
  state.take = Number($("ui-take").value);
  $("ui-verdict").textContent = "";
  drawTake();
  show();
});
$("ui-answer").addEventListener("submit", answer);
document.addEventListener("keydown", press);

addEventListener("beforeprint", () => svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`)); // all of it
addEventListener("afterprint", look);

$("ui-step").max = data.steps.length;
$("ui-quiz").disabled = !data.steps.some((step) => step.words.local); // between arrays there is no one number to ask for
$("ui-take").max = data.takes.length - 1;
$("ui-epochs").hidden = data.takes.length === 1;
buildTable();
drawTake();
speak(state.language);
