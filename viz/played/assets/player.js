// Plays the steps of a scene over its drawing. Numbers come from the scene (live.js, recorded.js), sentences from
// #ui-data. Labels are put in as text, never as markup.

const LANGUAGES = { ko: "한국어", en: "English" }; // each by its own name
const state = { step: 0, language: data.language, timer: null, traced: null, quiz: false, asked: false, resting: false, right: 0, tried: 0 };
let scene = null; // what is on the stage now
let cards = new Map();
let root = null;

const words = (key) => data.words[state.language][key];
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const circleOf = (card) => (cards.get(card)?.sign ? `o${card.slice(1)}` : ""); // a folded group has a number of its own, and no circle
const isBroken = (figure) => /nan|inf/.test(figure);

/** Put a scene on the stage, whose drawing is in #ui-view already. */
function stage(next) {
  scene = next;
  cards = new Map(scene.cards.map((card) => [card.id, card]));
  root = scene.cards.at(-1);
  ahead = new Set(scene.steps.flatMap(({ phase, edges }) => (phase === "forward" ? edges : [])));
  Object.assign(state, { step: 0, asked: false, resting: false });
  $("ui-step").max = scene.steps.length;
  $("ui-quiz").disabled = !scene.steps.some((_, index) => isAskable(index));
  countPaths();
  buildTable();
}

/** The step in sight; none at the start, and where all of it is shown at rest. */
const currentStep = () => (state.step && !state.resting ? scene.steps[state.step - 1] : null);

// ── the drawing ──

/** Arrows of the forward pass; those at folded groups have no step of their own. */
let ahead = new Set();

/** The state of every cell after `step` steps: the values computed, the gradients so far; and the arrows reached. */
function cellsAt(step) {
  const values = new Map(scene.cards.filter((card) => !card.sign).map(({ id }) => [id, scene.value(id)]));
  const gradients = new Map();
  const reached = new Set();
  const partial = new Set(); // cards of sums that are not whole yet
  for (let i = 0; i < step; i++) {
    const { phase, card, edges } = scene.steps[i];
    if (phase === "forward") {
      values.set(card, i); // of a sum on one card the sum so far
      if (scene.isPartial(i)) partial.add(card);
      else partial.delete(card);
      for (const id of edges) reached.add(id);
    } else {
      gradients.set(card, i);
    }
  }
  for (const [card, i] of values) if (typeof i === "number") values.set(card, scene.figure(i));
  for (const [card, i] of gradients) gradients.set(card, { figure: scene.figure(i), shade: scene.shade(i) });
  return { values, gradients, reached, partial };
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
  colour(cell, gradient && !isBroken(gradient.figure) ? gradient.shade : NaN);
}

/** Colour a cell by where its number stands on the scale; NaN: not at all. */
function colour(cell, shade) {
  const share = Math.abs(shade || 0);
  cell.classList.toggle("plus", shade > 0);
  cell.classList.toggle("minus", shade < 0);
  cell.classList.toggle("zero", shade === 0);
  cell.classList.toggle("strong", share > data.strong);
  const percent = `${(share * 100).toFixed(1)}%`;
  if (cell.style.getPropertyValue("--share") !== percent) cell.style.setProperty("--share", percent);
}

function drawStep() {
  const { values, gradients, reached: arrows, partial } = cellsAt(state.step);
  const current = currentStep();
  const lit = new Set(current ? [current.card, current.source, ...current.edges] : []);
  for (const card of scene.cards) {
    const reached = values.has(card.id) || card.kind === "folded";
    $(card.id).classList.toggle("later", !reached);
    $(card.id).classList.toggle("now", lit.has(card.id));
    const circle = $(circleOf(card.id));
    circle?.classList.toggle("later", !reached);
    circle?.classList.toggle("now", lit.has(arrowOf(card.id)));
    if (card.sign) drawEdge(arrowOf(card.id), reached, lit);
    setCell(card.id, "value", values.get(card.id) ?? "")?.classList.toggle("partial", partial.has(card.id));
    drawGradient(card.id, gradients.get(card.id));
  }
  for (const edge of scene.edges) drawEdge(edge.id, arrows.has(edge.id) || !ahead.has(edge.id), lit);
  drawTable(values, gradients, current);
  if (current) follow(current);
}

function drawEdge(id, reached, lit) {
  const edge = $(id);
  if (!edge) return;
  edge.classList.toggle("later", !reached);
  edge.classList.toggle("now", lit.has(id));
}

/** What changes with the numbers besides the cells: the local derivatives on the arrows, and their widths. */
function drawArrows() {
  for (const { id } of scene.edges) {
    const label = $(id)?.querySelector(".local");
    if (label) write(label, `\u00a0${scene.local(id, 2)}`); // the ∂ stands before it
  }
  for (const [id, width] of scene.pens()) {
    for (const line of $(id)?.querySelectorAll("path, polygon") ?? []) line.setAttribute("stroke-width", width.toFixed(2));
    if ($(id)?.tagName === "path") $(id).setAttribute("stroke-width", width.toFixed(2));
  }
}

/** Where .grad holds a gradient from before: the frame of the cell, and what it holds, on the card and in the table. */
function drawHeld() {
  for (const card of scene.cards) {
    const held = takes[takeNow].held[card.id];
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
  const current = currentStep();
  const phase = current ? current.phase : scene.steps[0].phase;
  document.documentElement.dataset.phase = phase;
  $("ui-phase").textContent = words(`step.phase.${phase}`);
  $("ui-step").value = state.step;
  $("ui-place").textContent = `${state.step} / ${scene.steps.length}`;
  $("ui-step").setAttribute("aria-valuetext", `${words(`step.phase.${phase}`)} ${state.step} / ${scene.steps.length}`);
  $("ui-back").disabled = state.step === 0;
  $("ui-next").disabled = state.asked || (state.step === scene.steps.length && !state.resting);
  $("ui-play").disabled = state.asked;
  $("ui-play").textContent = words(state.timer === null ? "page.play" : "page.pause");
  drawStep();
  drawHeld();
  say();
}

function say() {
  $("ui-answer").hidden = !state.asked;
  $("ui-trace").textContent = state.traced === null ? "" : traceWords(state.traced);
  if (state.asked) return ask();
  const atRest = { key: state.resting ? "page.network.opened" : "step.start", values: { name: root.label } };
  const { key, values } = currentStep() ? scene.words(state.step - 1) : atRest;
  $("ui-sentence").textContent = fill(words(key), values);
  const partial = currentStep() && scene.isPartial(state.step - 1) ? fill(words("page.partial"), { name: scene.wholeName(state.step - 1) }) : "";
  $("ui-local").textContent = values.local ? fill(words("step.local"), values) : partial;
}

/** The drawing is laid out for one language: a word of the other that is too long for its place is set closer. */
function squeeze(element) {
  const frame = element.closest(".card").querySelector(".frame").getBBox();
  const next = element.nextElementSibling; // the cell of a row, behind its name
  const end = next?.matches(".cell") ? next.getBBox().x + 2 : frame.x + frame.width;
  const room = end - 5 - Number(element.getAttribute("x"));
  element.removeAttribute("textLength");
  const length = element.getComputedTextLength(); // 0, as all sizes are, while the page is not shown
  if (length && getComputedStyle(element).textAnchor === "start" && length > room) {
    element.setAttribute("textLength", room);
    element.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/** Put every text of a part of the page into the language chosen. */
function translate(part) {
  for (const element of part.querySelectorAll(`[data-${state.language}]`)) {
    element.textContent = element.dataset[state.language];
    if (element.closest(".card")) squeeze(element);
  }
  for (const element of part.querySelectorAll(`[data-${state.language}-label]`)) {
    element.setAttribute("aria-label", element.dataset[`${state.language}Label`]);
    if (element.tagName === "BUTTON") element.title = element.dataset[`${state.language}Label`];
  }
}

function speak(language) {
  state.language = language;
  $("ui-verdict").textContent = "";
  document.documentElement.lang = language;
  translate(document);
  document.title = words(data.title);
  $("ui-language").textContent = LANGUAGES[other()];
  $("ui-language").lang = other();
  redraw();
}

// ── moving ──

function goto(step) {
  Object.assign(state, { asked: false, resting: false });
  $("ui-verdict").textContent = "";
  state.step = Math.max(0, Math.min(step, scene.steps.length));
  show();
}

function next() {
  if (state.resting) goto(0); // from all of it to the first step
  if (state.asked || state.step === scene.steps.length) return;
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
    if (state.step === scene.steps.length) goto(0);
    state.timer = setInterval(() => {
      next();
      if (state.step === scene.steps.length) stop();
      show();
    }, 1100);
  }
  show();
}

const other = () => (state.language === "ko" ? "en" : "ko");
