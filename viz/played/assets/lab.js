// The panel where numbers are changed: a leaf by typing or sliding, all parameters by gradient descent; the loss and its
// curve. What is computed stands in live.js and train.js.

const lab = { live: null, trainer: null, picked: null, running: null, sliding: false, touched: false, said: "" };
const MOST = 400; // points of the curve

function openLab(live, samples) {
  const changeable = live.inner.findIndex((inner, node) => !inner && !live.given.record.constants[node]);
  if (changeable < 0) return; // of constants alone nothing can be changed
  lab.live = live;
  lab.trainer = new Trainer(live, samples);
  live.listeners.push(redraw);
  $("ui-lab").hidden = false;
  pick(steepest() ?? changeable);
}

/** The parameter whose gradient is largest: a change of it shows most. */
function steepest(parameters = lab.trainer.parameters) {
  const size = (node) => Math.abs(lab.live.gradients[node]) || 0;
  return parameters.reduce((a, b) => (size(b) > size(a) ? b : a), parameters[0]);
}

const isLeaf = (node) => node !== undefined && !lab.live.inner[node] && !lab.live.given.record.constants[node];

/** Choose the number that the slider changes. */
function pick(node) {
  if (!lab.live || !isLeaf(node)) return;
  lab.picked = node;
  reach(lab.live.values[node]);
  drawLab();
}

/** Let the slider go to twice a number, at least to 2. */
function reach(x) {
  const most = Number.isFinite(x) ? Math.max(2, Math.ceil(2 * Math.abs(x))) : 2;
  Object.assign($("ui-slide"), { min: -most, max: most });
}

/** A card was clicked: if its number can be changed, the slider changes it. */
function pickCard(id) {
  if (lab.live) pick(scene.nodeOf.get(id));
}

/** Someone has changed numbers: what was recorded of them holds no more, and all of the drawing is of interest. */
function touch() {
  lab.touched = true;
  lab.said = "";
  if (scene && state.step < scene.steps.length && !state.quiz) state.step = scene.steps.length;
}

function setPicked(x) {
  if (lab.trainer.rows.length) lab.trainer.rows = lab.trainer.rows.map((row, k) => (k === lab.trainer.sample ? written(row, lab.picked, x) : row));
  touch();
  lab.live.change([[lab.picked, x]]);
}

/** A sample's numbers with that of one leaf changed. */
function written(row, leaf, x) {
  return row.map((old, k) => (lab.trainer.leaves[k] === leaf ? x : old));
}

/** One slide, however many numbers it runs through, is undone at once. */
function slide() {
  const { losses } = lab.trainer;
  if (!lab.sliding) {
    lab.trainer.remember();
    losses.push(0);
  }
  lab.sliding = true;
  setPicked(Number($("ui-slide").value));
  losses[losses.length - 1] = lab.trainer.loss();
  drawLab();
}

function typed() {
  const x = read($("ui-value").value);
  $("ui-value").setAttribute("aria-invalid", String(x === null));
  if (x === null) {
    lab.said = "page.quiz.number";
    return drawLab();
  }
  lab.trainer.remember();
  setPicked(x);
  lab.trainer.losses.push(lab.trainer.loss());
  pick(lab.picked);
}

function rate() {
  const given = read($("ui-rate").value);
  const good = given !== null && Number.isFinite(given) && given > 0;
  $("ui-rate").setAttribute("aria-invalid", String(!good));
  lab.said = good ? "" : "page.rate.wrong";
  drawLab();
  return good ? given : null;
}

/** One step down, by hand. */
function descend() {
  const given = rate();
  if (given === null) return;
  touch();
  lab.trainer.remember();
  lab.trainer.descend(given);
  lab.live.tell();
}

function undo() {
  halt();
  lab.said = "";
  lab.trainer.undo();
}

const LEARNED = 0.01; // of the loss it began with: here a run ends by itself

/** Train until it is halted, or has learned: slowly at first, to be watched, then as many steps a frame as fit 8 ms. */
function run() {
  if (lab.running !== null) return halt();
  const given = rate();
  if (given === null) return;
  touch();
  lab.trainer.remember();
  const [began, goal] = [lab.trainer.steps, LEARNED * Math.abs(lab.trainer.loss())];
  const frame = () => {
    const until = performance.now() + 8;
    const most = 1 + (lab.trainer.steps - began) / 100;
    let loss = Infinity;
    for (let k = 0; k < most && performance.now() < until; k++) {
      lab.trainer.descend(given);
      loss = lab.trainer.losses.at(-1);
      if (!Number.isFinite(loss) || Math.abs(loss) <= goal) break;
    }
    lab.running = requestAnimationFrame(frame);
    if (!Number.isFinite(loss)) halt("page.diverged");
    else if (Math.abs(loss) <= goal) halt("page.learned");
    lab.live.tell();
  };
  lab.running = requestAnimationFrame(frame);
  drawLab();
}

function halt(why = "") {
  if (lab.running !== null) cancelAnimationFrame(lab.running);
  lab.running = null;
  if (why) lab.said = why;
  drawLab();
}

// ── what the panel shows ──

function drawLab() {
  if (!lab.live) return;
  const { live, trainer, picked } = lab;
  const name = live.given.names[picked];
  write($("ui-picked"), name);
  if (document.activeElement !== $("ui-value")) $("ui-value").value = exact(live.values[picked]);
  if (!lab.sliding && Math.abs(live.values[picked]) > Number($("ui-slide").max)) reach(live.values[picked]);
  $("ui-slide").value = live.values[picked];
  $("ui-slide").setAttribute("aria-label", name);
  $("ui-slide").setAttribute("aria-valuetext", `${name} ${number(live.values[picked])}`);
  write($("ui-wrong"), lab.said ? words(lab.said) : "");
  $("ui-wrong").classList.toggle("good", lab.said === "page.learned");
  write($("ui-slope"), slopeWords());
  write($("ui-loss"), lossWords());
  write($("ui-count"), fill(words("page.descents"), { count: String(trainer.steps) }));
  write($("ui-run"), words(lab.running === null ? "page.run" : "page.halt"));
  $("ui-undo").disabled = !trainer.past.length;
  drawCurve(trainer.losses);
}

/** The gradient of the picked number: by the loss in sight, and by that which a step lowers where it is another. */
function slopeWords() {
  const { live, trainer, picked } = lab;
  if (!live.program.reached[picked]) return "";
  const own = `${live.derivative(picked)} = ${live.gradient(picked)}`;
  const place = trainer.parameters.indexOf(picked);
  if (!trainer.wholeBatch) return own;
  if (place < 0) return `${own} · ${words("page.network.input")}`;
  const mean = { own, count: String(trainer.rows.length), mean: number(trainer.measured().slopes[place]) };
  return fill(words("page.network.slope"), mean);
}

function lossWords() {
  const { live, trainer } = lab;
  const own = `${live.given.names[live.program.root]} = ${live.value(live.program.root)}`;
  if (!trainer.wholeBatch) return own;
  const { loss, outputs } = trainer.measured();
  const mean = { loss: number(loss), count: String(trainer.rows.length) };
  const right = countRight(outputs);
  return fill(words(right === null ? "page.network.mean" : "page.network.mean.right"), { ...mean, right: String(right) });
}

/** How many samples are on their side of the threshold, or have their class for the largest output; null of no classes. */
function countRight(outputs) {
  const { targets, threshold, middle, classes } = data.samples;
  if (!classes) return null;
  const isRight = (output, i) => {
    const target = [targets[i]].flat();
    if (output.length === 1) return output[0] > threshold === target[0] > middle;
    const wanted = target.length > 1 ? target.indexOf(Math.max(...target)) : target[0];
    return output.indexOf(Math.max(...output)) === wanted;
  };
  return outputs.filter(isRight).length;
}

/** A number in as few digits as show it. */
function exact(x) {
  const short = String(Number(x.toPrecision(6)));
  return Number.isFinite(x) ? short : number(x);
}

/** The losses so far as a line, the last as a dot. */
function drawCurve(losses) {
  const [wide, high] = [300, 90];
  const every = Math.ceil(losses.length / MOST);
  const shown = [];
  for (let i = 0; i < losses.length - 1; i += every) shown.push(losses[i]); // of a long run there are millions
  shown.push(losses.at(-1));
  const finite = shown.filter(Number.isFinite);
  const [low, top] = [Math.min(0, ...finite), Math.max(...finite, 1e-12)];
  const points = finite.map((loss, i) => {
    const x = 4 + ((wide - 8) * i) / Math.max(finite.length - 1, 1);
    return `${x.toFixed(1)},${(high - 4 - ((high - 8) * (loss - low)) / (top - low)).toFixed(1)}`;
  });
  $("ui-line").setAttribute("points", points.join(" "));
  const [x, y] = (points.at(-1) ?? "4,4").split(",");
  $("ui-dot").setAttribute("cx", x);
  $("ui-dot").setAttribute("cy", y);
  write($("ui-top"), `max ${number(top, 3)}`);
}
