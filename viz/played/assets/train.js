// Gradient descent in the page: a step down, back again, and many of them, over the graph's own numbers or over samples
// that are put into its leaves one after the other. Nothing here knows the page.

const KEPT = 500; // changes that can be undone

class Trainer {
  /** samples: the leaves that differ from sample to sample, and for each sample their numbers (rows); or null. */
  constructor(live, samples) {
    this.live = live;
    this.samples = samples;
    this.rows = (samples?.rows ?? []).map((row) => row.map((x) => NOT_FINITE[x] ?? x));
    this.leaves = samples?.leaves ?? [];
    this.sample = samples?.chosen ?? 0;
    this.wholeBatch = this.rows.length > 1 && samples.mean;
    const { kinds } = live.given;
    const leaf = (node) => !live.inner[node] && live.program.reached[node];
    const named = (...wanted) => kinds.map((kind, node) => (wanted.includes(kind) && leaf(node) ? node : -1)).filter((node) => node >= 0);
    this.parameters = named("weight", "bias");
    if (!this.parameters.length) this.parameters = named("input");
    this.scratch = { values: live.values.slice(), gradients: new Float64Array(live.program.size), sums: new Float64Array(live.program.size) };
    this.past = [];
    this.steps = 0; // of descent
    this.losses = [this.loss()];
  }

  /** Of the batch, as the numbers are now: its loss, the slope of that by each parameter, and how many samples are right. */
  measured() {
    if (this.known?.version === this.live.version && this.known.rows === this.rows && this.known.whole === this.wholeBatch) return this.known;
    this.known = { version: this.live.version, rows: this.rows, whole: this.wholeBatch, ...(this.wholeBatch ? this.ofAll() : this.ofOne()) };
    return this.known;
  }

  ofOne() {
    const { values, gradients, program } = this.live;
    return { loss: values[program.root], slopes: this.parameters.map((node) => gradients[node]), outputs: [] };
  }

  ofAll() {
    const { program } = this.live;
    const { values, gradients, sums } = this.scratch;
    const count = this.rows.length;
    let loss = 0;
    values.set(this.live.values);
    sums.fill(0);
    const outputs = this.rows.map((row) => {
      this.put(row, values);
      program.forward(values);
      program.backward(values, gradients, null, sums);
      loss += values[program.root];
      return this.samples.outputs.map((node) => values[node]);
    });
    return { loss: loss / count, slopes: this.parameters.map((node) => sums[node] / count), outputs };
  }

  loss() {
    return this.measured().loss;
  }

  put(row, values) {
    this.leaves.forEach((leaf, k) => { values[leaf] = row[k]; });
  }

  /** One step of gradient descent. */
  descend(rate) {
    const { slopes } = this.measured();
    this.parameters.forEach((node, k) => { this.live.values[node] -= rate * slopes[k]; });
    this.live.compute();
    this.losses.push(this.loss());
    this.steps += 1;
  }

  /** Keep the numbers as they are, to come back to. */
  remember() {
    this.past.push({ leaves: this.live.values.slice(), rows: this.rows, losses: this.losses.length, steps: this.steps });
    if (this.past.length > KEPT) this.past.shift();
  }

  undo() {
    const before = this.past.pop();
    if (before === undefined) return false;
    for (let node = 0; node < before.leaves.length; node++) if (!this.live.inner[node]) this.live.values[node] = before.leaves[node];
    this.rows = before.rows;
    this.steps = before.steps;
    if (this.rows.length) this.put(this.rows[this.sample], this.live.values);
    this.live.compute();
    // another batch or sample has perhaps begun a shorter curve since
    this.losses.length = Math.min(before.losses, this.losses.length);
    this.losses[this.losses.length - 1] = this.loss();
    this.live.tell();
    return true;
  }

  /** Put another sample into the leaves. */
  choose(sample) {
    this.sample = sample;
    this.put(this.rows[sample], this.live.values);
    this.live.compute();
    if (!this.wholeBatch) this.restart();
    this.live.tell();
  }

  /** Begin a new curve: it is that of another batch, or of other numbers. */
  restart() {
    this.losses = [this.loss()];
  }
}
