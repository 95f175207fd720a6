// Gradient descent in the page: a step down, back again, and many of them, over the graph's own numbers or over samples
// that are put into its leaves one after the other. Nothing here knows the page.

const KEPT = 500; // changes that can be undone

class Trainer {
  /** samples: the leaves that differ from sample to sample, and for each sample their numbers (rows); or null. */
  constructor(live, samples) {
    this.live = live;
    this.rows = (samples?.rows ?? []).map((row) => row.map((x) => NOT_FINITE[x] ?? x));
    this.leaves = samples?.leaves ?? [];
    this.sample = samples?.chosen ?? 0;
    this.wholeBatch = this.rows.length > 1 && samples.mean;
    const { kinds } = live.given;
    const leaf = (node) => !live.inner[node] && live.program.reached[node];
    const named = (...wanted) => kinds.map((kind, node) => (wanted.includes(kind) && leaf(node) ? node : -1)).filter((node) => node >= 0);
    this.parameters = named("weight", "bias");
    if (!this.parameters.length) this.parameters = named("input");
    this.past = [];
    this.losses = [this.loss()];
    this.scratch = { values: live.values.slice(), gradients: new Float64Array(live.program.size), sums: new Float64Array(live.program.size) };
  }

  /** The loss of the batch, as the numbers are now. */
  loss() {
    if (!this.wholeBatch) return this.live.values[this.live.program.root];
    const values = this.copy();
    const losses = this.rows.map((row) => {
      this.put(row, values);
      this.live.program.forward(values);
      return values[this.live.program.root];
    });
    return losses.reduce((a, b) => a + b, 0) / losses.length;
  }

  copy() {
    this.scratch ??= { values: this.live.values.slice() };
    this.scratch.values.set(this.live.values);
    return this.scratch.values;
  }

  put(row, values) {
    this.leaves.forEach((leaf, k) => { values[leaf] = row[k]; });
  }

  /** The gradient of the batch's loss by each parameter, in their order. */
  slopes() {
    const { live } = this;
    if (!this.wholeBatch) return this.parameters.map((node) => live.gradients[node]);
    const values = this.copy();
    const { gradients, sums } = this.scratch;
    sums.fill(0);
    for (const row of this.rows) {
      this.put(row, values);
      live.program.forward(values);
      live.program.backward(values, gradients, null, sums);
    }
    return this.parameters.map((node) => sums[node] / this.rows.length);
  }

  /** One step of gradient descent; the numbers that follow are computed by the caller, once for several. */
  descend(rate) {
    const slopes = this.slopes();
    this.parameters.forEach((node, k) => { this.live.values[node] -= rate * slopes[k]; });
    if (!this.wholeBatch) this.live.compute();
    this.losses.push(this.loss());
  }

  /** Keep the numbers as they are, to come back to. */
  remember() {
    this.past.push({ leaves: this.live.values.slice(), rows: this.rows, losses: this.losses.length });
    if (this.past.length > KEPT) this.past.shift();
  }

  undo() {
    const before = this.past.pop();
    if (before === undefined) return false;
    for (let node = 0; node < before.leaves.length; node++) if (!this.live.inner[node]) this.live.values[node] = before.leaves[node];
    this.rows = before.rows;
    if (this.rows.length) this.put(this.rows[this.sample], this.live.values);
    this.live.compute();
    // another batch or sample has perhaps begun a shorter curve since
    this.losses.length = Math.min(before.losses, this.losses.length);
    this.losses[this.losses.length - 1] = this.loss();
    this.live.changed();
    return true;
  }

  /** Put another sample into the leaves. */
  choose(sample) {
    this.sample = sample;
    this.put(this.rows[sample], this.live.values);
    if (!this.wholeBatch) this.restart();
    this.live.changed();
  }

  /** Begin a new curve: it is that of another batch, or of other numbers. */
  restart() {
    this.live.compute();
    this.losses = [this.loss()];
  }
}
