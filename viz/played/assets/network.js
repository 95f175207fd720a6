// The network as circles and lines, alive: a click on a circle opens its computation as cards, one on a line says why its
// weight has the gradient that it has.

let network = null; // data.network, where the page is that of a network
const net = { open: null, chosen: null, colour: "weight", sample: 0 };

function openNetwork() {
  network = data.network;
  net.svg = document.querySelector("#ui-view svg");
  net.colour = network.colour;
  net.count = data.samples?.rows.length ?? Math.max(...network.units.map((unit) => unit.passes.length));
  net.sample = data.samples ? 0 : Math.min(network.sample, net.count - 1);
  net.wires = network.units.flatMap((unit) => unit.weights.map((weight, k) => ({ ...weight, unit, k })));
  net.byWire = new Map(net.wires.map((wire) => [wire.id, wire]));
  net.byUnit = new Map(network.units.map((unit) => [unit.id, unit]));
  net.after = new Map(network.units.map((unit) => [unit.id, net.wires.filter((wire) => wire.source === unit.id)]));
  net.byBias = new Map(network.units.filter((unit) => unit.biases.length).map((unit) => [`${unit.id}_bias`, unit]));
  for (const element of net.svg.querySelectorAll("[role=button], .bias")) listen(element);
  openLab(live, data.samples);
  document.body.classList.toggle("untrained", !network.trains);
  buildSamples();
  if (data.samples) openSurface(data.samples);
  document.body.classList.add("network");
  lookAt(net.svg);
}

function listen(element) {
  const act = (event) => {
    event.stopPropagation(); // a bias lies on its circle
    choose(element.id);
  };
  element.addEventListener("click", act);
  for (const event of ["pointerenter", "focus"]) element.addEventListener(event, () => tell(element.id));
  for (const event of ["pointerleave", "blur"]) element.addEventListener(event, () => tell(null));
  element.setAttribute("aria-label", nameOf(nodeOf(element.id)));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act(event);
  });
}

/** A circle, a line, a bias or the loss was pressed. */
function choose(id) {
  net.chosen = id;
  if (net.byWire.has(id) || net.byBias.has(id)) {
    pick(nodeOf(id));
  } else {
    const unit = net.byUnit.get(id);
    if (unit && !unit.weights.length) pick(passOf(unit).value);
    else openUnit(id);
  }
  redraw();
}

/** The node whose number a circle, a line or the loss shows. */
function nodeOf(id) {
  if (net.byWire.has(id)) return net.byWire.get(id).node;
  if (net.byBias.has(id)) return net.byBias.get(id).biases[0];
  return net.byUnit.has(id) ? passOf(net.byUnit.get(id)).value : live.program.root;
}

/** Under the pointer, or the focus: its name and numbers. */
function tell(id) {
  net.under = id;
  const node = id === null ? null : nodeOf(id);
  const gradient = node !== null && live.program.reached[node] ? `, ${live.derivative(node)} = ${live.gradient(node)}` : "";
  write($("ui-trace"), node === null || (!network.known && !lab.touched && net.byUnit.has(id)) ? "" : `${told(node)}${gradient}`);
}

/** What a unit computes for a sample, by default that in sight. */
const passOf = (unit, sample = net.sample) => unit.passes[Math.min(sample, unit.passes.length - 1)];

// ── the circles and lines ──

function drawNetwork() {
  if (net.open !== null) return;
  const shown = (node) => (net.colour === "weight" ? live.values[node] : live.gradients[node]);
  const sizes = net.wires.map((wire) => Math.abs(shown(wire.node))).filter(Number.isFinite);
  const largest = roundUp(Math.max(0, ...sizes));
  for (const wire of net.wires) {
    const line = wire.line ??= $(wire.id)?.querySelector(".line") ?? undefined;
    if (!line) continue;
    colour(line, shadeOf(shown(wire.node), largest));
    const width = penOf(shown(wire.node), largest).toFixed(2);
    if (line.getAttribute("stroke-width") !== width) line.setAttribute("stroke-width", width);
  }
  const gradients = network.units.map((unit) => Math.abs(live.gradients[passOf(unit).value])).filter(Number.isFinite);
  for (const unit of network.units) drawUnit(unit, largest, Math.max(0, ...gradients));
  if ($("loss_value")) write($("loss_value"), number(live.values[live.program.root], 3));
  for (const element of net.svg.querySelectorAll(".chosen")) element.classList.remove("chosen");
  for (const id of alongPath(net.chosen)) $(id)?.classList.add("chosen");
  drawSamples();
  drawSurface();
  sayNetwork();
  tell(net.under ?? null);
}

/** The next of 1, 2, 5, 10, …: a scale that stays while numbers change a little. */
function roundUp(x) {
  if (!x) return 0;
  const power = 10 ** Math.floor(Math.log10(x));
  return power * ([1, 2, 5].find((step) => step * power >= x) ?? 10);
}

function drawUnit(unit, largest, most) {
  const group = unit.group ??= $(unit.id) ?? undefined;
  if (!group) return;
  const { value } = passOf(unit);
  if (!network.known && !lab.touched) return;
  write($(`${unit.id}_value`), short(live.values[value]));
  group.classList.toggle("broken", !Number.isFinite(live.values[value]));
  colour(group, net.colour === "gradient" && live.program.reached[value] ? shadeOf(live.gradients[value], most) : NaN);
  const bias = $(`${unit.id}_bias`);
  if (bias) colour(bias, shadeOf(net.colour === "weight" ? live.values[unit.biases[0]] : live.gradients[unit.biases[0]], largest));
}

/** A number within a circle, in some five signs; as figure() of viz/drawn/network.py. */
function short(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return number(x);
  if (size >= 9999.5) return x.toExponential(0).replace("e+", "e");
  const shown = x.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
  return Number(shown) === 0 ? shown.replace("-", "") : shown;
}

/** The chosen circle or line, and all lines from there to the loss: the paths of its gradient. */
function alongPath(id) {
  if (id === null) return [];
  const found = new Set([id]);
  if (id !== "loss") found.add("loss");
  let units = [(net.byWire.get(id)?.unit ?? net.byBias.get(id))?.id ?? id];
  if (units[0] !== id) found.add(units[0]);
  while (units.length) {
    const next = new Set();
    for (const unit of units) {
      for (const wire of net.after.get(unit) ?? []) {
        found.add(wire.id);
        if (!found.has(wire.unit.id)) next.add(wire.unit.id);
        found.add(wire.unit.id);
      }
    }
    units = [...next];
  }
  return found;
}

// ── what is said of the chosen one ──

function sayNetwork() {
  const [wire, unit, bias] = [net.byWire.get(net.chosen), net.byUnit.get(net.chosen), net.byBias.get(net.chosen)];
  const sizes = network.sizes.join("-");
  const lines = wire ? ofWire(wire) : unit ? ofUnit(unit) : bias ? ofBias(bias) : [fill(words("page.network.start"), { sizes })];
  write($("ui-sentence"), lines[0]);
  write($("ui-local"), lines.slice(1).join("\n"));
}

const nameOf = (node) => live.given.names[node];
const told = (node) => `${nameOf(node)} = ${live.value(node)}`;

/** Why a weight's gradient is that number, over all samples of the graph; and of the one in sight link by link up to where the paths branch. */
function ofWire({ node, unit, source }) {
  if (!live.program.reached[node]) return [told(node)];
  const from = net.byUnit.get(source);
  const terms = unit.passes.map(({ before }, sample) => [gradientOf(before), valueOf(passOf(from, sample).value)]);
  const why = words(terms.length > 1 ? "page.network.why.sum" : "page.network.why");
  return [`${told(node)} · ${why}`, summed(node, terms, ["z", from.weights.length ? "a" : "x"]), ...upwards(unit)];
}

function ofBias(unit) {
  const node = unit.biases[0];
  if (!live.program.reached[node]) return [told(node)];
  return [told(node), summed(node, unit.passes.map(({ before }) => [gradientOf(before)]), ["z"]), ...upwards(unit)];
}

function ofUnit(unit) {
  const pass = passOf(unit);
  return [told(pass.value), ...(live.program.reached[pass.value] ? upwards(unit) : [])];
}

/** The gradient of a unit: through its activation, and the sum over the lines that leave it; of the last from the loss. */
function upwards(unit) {
  const { value, before } = passOf(unit);
  const lines = [];
  if (before >= 0 && before !== value) {
    const slope = slopeOf(value, before);
    const product = `${live.gradient(value)} × ${signed(number(slope))} = ${number(live.gradients[value] * slope)}`;
    lines.push(`${live.derivative(before)} = ${live.derivative(value)} × ${live.derivative(before, value)} = ${product}`);
  }
  const leaving = net.after.get(unit.id);
  if (leaving.length) {
    const sum = summed(value, leaving.flatMap((wire) => termsOf(wire, unit)), ["z", "w"]);
    return leaving.length === 1 ? [...lines, sum, ...upwards(leaving[0].unit)] : [...lines, sum];
  }
  return [...lines, fill(words("page.network.last"), { derivative: live.derivative(value), gradient: live.gradient(value) })];
}

const valueOf = (node) => [nameOf(node), live.values[node]];
const gradientOf = (node) => [live.derivative(node), live.gradients[node]];

/** What a unit gets along a line: of this sample, or of all samples if they share the unit, as they may an input. */
function termsOf(wire, unit) {
  const passes = unit.passes.length > 1 ? [passOf(wire.unit)] : wire.unit.passes;
  return passes.map(({ before }) => [gradientOf(before), valueOf(wire.node)]);
}

/** A gradient as a sum of products, each a list of [name, number]; `letters` are short for what is multiplied. */
function summed(node, terms, [by, factor = null]) {
  const sum = terms.reduce((total, term) => total + term.reduce((product, [, x]) => product * x, 1), 0);
  const sides = [live.derivative(node)];
  if (terms.length > 3) {
    const short = `∂${live.given.bracketed[live.program.root]}/∂${by}`;
    sides.push(`Σ ${factor === null ? short : `${short} × ${factor}`}`, fill(words("page.network.terms"), { count: String(terms.length) }));
  } else {
    sides.push(terms.map((term) => term.map(([name]) => name).join(" × ")).join(" + "));
    sides.push(terms.map((term, i) => term.map(([, x], k) => (i + k ? signed(number(x)) : number(x))).join(" × ")).join(" + "));
  }
  const gradient = live.gradients[node];
  const rest = gradient - sum; // as that of a penalty on the weights
  const more = Math.abs(rest) > 1e-9 * Math.max(Math.abs(sum), Math.abs(gradient));
  const end = more ? ` ${fill(words("page.network.rest"), { rest: number(rest), gradient: number(gradient) })}` : "";
  return [...new Set([...sides, number(sum)])].join(" = ") + end;
}

/** The derivative of one node by another that all of its gradient goes through. */
function slopeOf(of, by) {
  const { program, values } = live;
  const gradients = new Map([[of, 1]]);
  for (let i = of; i > by; i--) {
    if (!gradients.has(i)) continue;
    for (let e = program.first[i]; e < program.first[i + 1]; e++) {
      const parent = program.from[e];
      gradients.set(parent, (gradients.get(parent) ?? 0) + program.share(i, e, gradients.get(i), values));
    }
  }
  return gradients.get(by) ?? 0;
}

// ── one circle as cards ──

function openUnit(id) {
  const own = id === "loss" ? network.loss : passOf(net.byUnit.get(id));
  if (!own || own.scene < 0) return;
  closeUnit();
  net.open = id;
  const svg = $(`ui-scene-${own.scene}`).content.querySelector("svg").cloneNode(true);
  net.svg.replaceWith(svg);
  const given = network.scenes[own.scene];
  const at = new Map(given.of.map((card, k) => [card, own.nodes[k]])); // of a sum on one card the last
  const cards = given.cards.map((card) => ({ ...card, label: nameOf(at.get(card.id)), formula: live.given.formulas[at.get(card.id)] }));
  const opened = new Scene({ ...given, cards, nodes: own.nodes }, live);
  document.body.classList.add("opened");
  const weights = net.byUnit.get(id)?.weights.map((weight) => weight.node) ?? [];
  const near = [...weights, ...(net.byUnit.get(id)?.biases ?? []), ...(net.after.get(id) ?? []).map((wire) => wire.node)];
  if (weights.length && !near.includes(lab.picked)) pick(steepest(weights));
  stage(opened);
  for (const card of cards) relabel($(card.id), card.label);
  state.step = opened.steps.length;
  state.resting = true;
  quiet = true;
  translate(svg);
  lookAt(svg);
  $("ui-close").focus();
}

function closeUnit() {
  if (net.open === null) return;
  stop();
  drawing.replaceWith(net.svg);
  scene = null;
  $(net.open)?.focus();
  net.open = null;
  document.body.classList.remove("opened");
  delete document.documentElement.dataset.phase;
  lookAt(net.svg);
  redraw();
}

const LOWERED = "[₀-₎ₐ-ₜᵢ-ᵪⱼ]";
const RAISED = "[⁰-ⁿ²³¹ʰ-ʸˡ-ˣᴬ-ᵡᶛ-ᶿ]";
const SIZE = 0.7; // of a subscript or superscript

/** Write a name on a card, its raised and lowered signs as small ordinary ones; as viz/quoting.py. */
function relabel(card, name) {
  const label = card.querySelector(".label");
  if (!label) return;
  label.replaceChildren();
  let at = 0;
  for (const [part, lowered, raised] of name.matchAll(PARTS)) {
    const place = lowered ? 0.22 : raised ? -0.36 : 0;
    const span = label.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "tspan"));
    span.textContent = place ? part.normalize("NFKC") : part;
    if (place) span.setAttribute("font-size", "70%");
    if (place !== at) span.setAttribute("dy", `${((place - at) / (place ? SIZE : 1)).toFixed(2)}em`);
    at = place;
  }
}

const PARTS = new RegExp(`(${LOWERED}+(?:,${LOWERED}+)*)|(${RAISED}+(?:,${RAISED}+)*)|(?:(?!${LOWERED}|${RAISED}).)+`, "gsu");

// ── samples ──

function buildSamples() {
  const samples = data.samples;
  $("ui-samples").hidden = net.count < 2;
  $("ui-sample").max = net.count;
  $("ui-batch").closest("label").hidden = !samples?.mean || net.count < 2;
  $("ui-batch").checked = lab.trainer.wholeBatch;
  $("ui-sample").value = 1 + (samples?.chosen ?? 0);
  $("ui-sample").addEventListener("change", () => chooseSample(Number($("ui-sample").value) - 1));
  $("ui-batch").addEventListener("change", () => {
    lab.trainer.wholeBatch = $("ui-batch").checked;
    lab.trainer.restart();
    redraw();
  });
  $("ui-colour").addEventListener("click", () => {
    net.colour = net.colour === "weight" ? "gradient" : "weight";
    redraw();
  });
  $("ui-close").addEventListener("click", closeUnit);
  $("ui-plane").addEventListener("click", (event) => chooseSample(nearest(event)));
}

function chooseSample(k) {
  const sample = Math.min(Math.max(k || 0, 0), net.count - 1);
  const open = net.open;
  lab.said = "";
  if (data.samples) {
    lab.trainer.choose(sample);
  } else {
    net.sample = sample;
    if (open !== null) openUnit(open); // it shows other nodes now
    redraw();
  }
}

const COLOURS = { // what the button and the legend say
  weight: ["page.network.weights", "page.network.what.weights"],
  gradient: ["page.network.gradients", "page.network.what.gradients"],
};

function drawSamples() {
  const now = data.samples ? lab.trainer.sample : net.sample;
  if (document.activeElement !== $("ui-sample")) $("ui-sample").value = now + 1;
  write($("ui-samples-count"), `/ ${net.count}`);
  const [button, what] = COLOURS[net.colour];
  write($("ui-colour"), words(button));
  write($("ui-scale"), fill(words("page.network.scale"), { what: words(what) }));
  write($("ui-target"), targetOf(now));
}

/** The target of a sample, and on which side of the threshold its output is. */
function targetOf(sample) {
  const { samples } = data;
  if (!samples?.targets.length) return "";
  const target = targetWords(samples.targets[sample]);
  if (!samples.classes || samples.outputs.length > 1) return fill(words("page.network.target"), { target });
  return fill(words("page.network.output"), { target, output: number(live.values[samples.outputs[0]], 2), threshold: String(samples.threshold) });
}

const targetWords = (target) => [target].flat().map((x) => String(Number(x.toPrecision(6)))).join(", ");
