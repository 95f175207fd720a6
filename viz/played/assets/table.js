// The table beside the drawing: every card's value and gradient, and the keyboard's way to the cards; and the paths of
// a card to the root, which it shows with the pointer or the focus.

function buildTable() {
  $("ui-rows").replaceChildren();
  for (const card of [...scene.cards].reverse()) {
    const row = $("ui-rows").insertRow();
    row.id = `ui-row-${card.id}`;
    const button = row.insertCell().appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = card.label;
    button.title = card.formula ? `${card.label} — ${card.formula}` : card.label; // whole, where the cell is too narrow
    row.cells[0].append(document.createElement("small"));
    row.insertCell();
    row.insertCell();
    traceOn(button, card.id, ["pointerenter", "focus"], ["pointerleave", "blur"]);
    traceOn($(card.id), card.id, ["pointerenter"], ["pointerleave"]); // the table is the drawing's way for the keyboard
    for (const place of [button, $(card.id)]) place.addEventListener("click", () => pickCard(card.id));
  }
}

function drawTable(values, gradients, current) {
  for (const card of scene.cards) {
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
  const top = row.getBoundingClientRect().top - side.getBoundingClientRect().top;
  if (top < 40) side.scrollTop += top - 40;
  else if (top + row.offsetHeight > side.clientHeight) side.scrollTop += top - side.clientHeight / 2;
}

// ── the paths of a card to the root ──

let outgoing = new Map();
let folded = false;

/** How many paths lead from each card to the root: a whole number of any size. */
let pathCounts = new Map();

function countPaths() {
  outgoing = new Map(scene.cards.map((card) => [card.id, []]));
  for (const edge of scene.edges) outgoing.get(edge.source).push(edge);
  folded = scene.cards.some((card) => card.kind === "folded");
  pathCounts = new Map();
  for (const card of [...scene.cards].reverse()) {
    const below = outgoing.get(card.id).reduce((sum, edge) => sum + (pathCounts.get(edge.target) ?? 0n), 0n);
    pathCounts.set(card.id, card === root ? 1n : below);
  }
}

/** The local derivatives along each path, from the root back to the card. */
function factors(id) {
  if (id === root.id) return [[]];
  return outgoing.get(id).flatMap((edge) => factors(edge.target).map((path) => [...path, scene.local(edge.id) ?? null]));
}

const FEW = 4n;

function traceWords(id) {
  const card = cards.get(id);
  const names = { name: card.label, root: root.label, count: String(pathCounts.get(id)) };
  const total = card.gradient ? scene.gradient(id) : undefined;
  if (folded) return state.quiz || total === undefined ? "" : fill(words("page.trace.gradient"), { ...names, total }); // cards are not nodes
  if (state.quiz || total === undefined) return fill(words("page.trace.count"), names);
  if (!scene.whole) return fill(words("page.trace.gradient"), { ...names, total }); // its paths go on beyond this drawing
  const few = pathCounts.get(id) <= FEW ? factors(id) : [];
  const numbers = few.length > 0 && few.every((path) => path.every((local) => local !== null));
  if (!numbers || id === root.id) return fill(words("page.trace.many"), { ...names, total });
  const sum = few.map((path) => path.map(signed).join(" × ")).join(" + ");
  return fill(words("page.trace.sum"), { ...names, sum, total });
}

function trace(id) {
  const found = new Set([id]);
  for (const card of scene.cards) {
    if (found.has(card.id)) for (const edge of outgoing.get(card.id)) found.add(edge.target);
  }
  for (const card of scene.cards) {
    $(card.id).classList.toggle("path", found.has(card.id));
    const inner = found.has(card.id) && card.id !== id;
    for (const part of card.sign ? [circleOf(card.id), arrowOf(card.id)] : []) $(part)?.classList.toggle("path", inner);
  }
  for (const edge of scene.edges) $(edge.id)?.classList.toggle("path", found.has(edge.source));
  drawing.classList.add("trace");
  state.traced = id;
  say();
}

function untrace() {
  drawing.classList.remove("trace");
  state.traced = null;
  say();
}

let quiet = false; // a card that has just come under a pointer at rest was not pointed at
document.addEventListener("pointermove", () => { quiet = false; }, { capture: true });

function traceOn(element, id, begin, end) {
  for (const event of begin) element.addEventListener(event, () => quiet || trace(id));
  for (const event of end) element.addEventListener(event, untrace);
}
