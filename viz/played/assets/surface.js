// What the network makes of every point of the plane, where it has two inputs: computed row by row in the time between
// frames, coarse first.

const surface = { on: false, job: 0, fine: 48 };

/** The two inputs, and the square that shows all samples with room around. */
function openSurface(samples) {
  if (samples.inputs.length !== 2 || samples.rows.length < 2) return;
  const columns = samples.inputs.map((leaf) => samples.leaves.indexOf(leaf));
  surface.bounds = columns.map((k) => {
    const [low, high] = [Math.min(...samples.rows.map((row) => row[k])), Math.max(...samples.rows.map((row) => row[k]))];
    const room = (high - low || 1) * 0.25;
    return [low - room, high + room];
  });
  Object.assign(surface, { on: true, columns, samples });
  surface.values = lab.live.values.slice();
  $("ui-plane").hidden = false;
}

/** Draw it anew: what was begun for older numbers is dropped. */
function drawSurface() {
  if (!surface.on) return;
  const job = ++surface.job;
  const coarse = 12;
  setTimeout(() => paint(job, coarse, 0, () => setTimeout(() => paint(job, surface.fine, 0, () => {}), 60)), 0);
}

/** Paint rows of cells from `row` on for some 6 ms, then go on later. */
function paint(job, cells, row, then) {
  if (job !== surface.job) return;
  const pen = $("ui-plane").getContext("2d");
  const size = $("ui-plane").width / cells;
  const until = performance.now() + 6;
  surface.values.set(lab.live.values);
  for (; row < cells && performance.now() < until; row++) {
    for (let column = 0; column < cells; column++) {
      pen.fillStyle = paintOf(outputsAt((column + 0.5) / cells, 1 - (row + 0.5) / cells));
      pen.fillRect(column * size, row * size, Math.ceil(size), Math.ceil(size));
    }
  }
  if (row < cells) return setTimeout(() => paint(job, cells, row, then), 0);
  drawPoints(pen);
  return then();
}

function outputsAt(x, y) {
  const { samples, bounds, values } = surface;
  samples.inputs.forEach((leaf, k) => { values[leaf] = bounds[k][0] + (bounds[k][1] - bounds[k][0]) * [x, y][k]; });
  lab.live.program.forward(values, surface.end ??= Math.max(...samples.outputs) + 1);
  return samples.outputs.map((node) => values[node]);
}

const HUES = ["#2166ac", "#b2182b", "#2f8f4e", "#8a4fbf", "#c77c11", "#11898f", "#6b7280", "#c2488f", "#7a8b12", "#4b5563"];

/** One output: blue below the threshold, red above, paler near it. Several: the hue of the largest. */
function paintOf(outputs) {
  if (outputs.length > 1) return `${HUES[outputs.indexOf(Math.max(...outputs)) % HUES.length]}66`;
  const { threshold, reach } = surface.samples;
  const t = Math.tanh((outputs[0] - threshold) / reach);
  const [r, g, b] = t > 0 ? [178, 24, 43] : [33, 102, 172];
  const mix = (full) => Math.round(247 + (full - 247) * Math.min(Math.abs(t), 1) * 0.75);
  return Number.isNaN(t) ? "#ffffff" : `rgb(${mix(r)},${mix(g)},${mix(b)})`;
}

/** Where a sample is on the plane, from 0 to 1. */
function spotOf(row) {
  return surface.columns.map((k, axis) => (row[k] - surface.bounds[axis][0]) / (surface.bounds[axis][1] - surface.bounds[axis][0]));
}

/** The sample that is nearest to a click on the plane. */
function nearest(event) {
  const frame = $("ui-plane").getBoundingClientRect();
  const [x, y] = [(event.clientX - frame.left) / frame.width, 1 - (event.clientY - frame.top) / frame.height];
  const far = lab.trainer.rows.map(spotOf).map(([a, b]) => Math.hypot(a - x, b - y));
  return far.indexOf(Math.min(...far));
}

/** The samples as dots: the chosen one with a ring. */
function drawPoints(pen) {
  const { samples } = surface;
  const wide = $("ui-plane").width;
  lab.trainer.rows.forEach((row, i) => {
    const [x, y] = spotOf(row);
    pen.beginPath();
    pen.arc(x * wide, (1 - y) * wide, samples.rows.length > 20 ? 4 : 8, 0, 2 * Math.PI);
    pen.fillStyle = hueOf(samples.targets[i]);
    pen.fill();
    pen.lineWidth = i === lab.trainer.sample ? 5 : 2;
    pen.strokeStyle = i === lab.trainer.sample ? "#f0a020" : "#ffffff";
    pen.stroke();
  });
}

function hueOf(target) {
  if (target === undefined) return "#4b5563";
  if (surface.samples.outputs.length === 1) return [target].flat()[0] > surface.samples.middle ? "#b2182b" : "#2166ac";
  return HUES[(Array.isArray(target) ? target.indexOf(Math.max(...target)) : target) % HUES.length];
}
