// The arithmetic of a graph: forward, backward and local derivatives, in the engine's order and so to its last bit.
// The rules come from the op table as OPS (viz/played/arithmetic.py); what they call and Math lacks stands here.

/** Python's %: with the sign of q. */
function mod(p, q) {
  const rest = p % q;
  if (rest === 0) return q < 0 ? -0 : 0;
  return rest < 0 !== q < 0 ? rest + q : rest;
}

/** C's pow: 1 to any power, nan too, is 1, and (-1) to ±inf. */
function pow(p, q) {
  return p === 1 || (p === -1 && Math.abs(q) === Infinity) ? 1 : Math.pow(p, q);
}

/** Math.hypot is up to 2 ulp off in V8; one step of Newton's, its terms without cancellation (Borges 2019), mends it. */
function hypot(p, q) {
  const a = Math.max(Math.abs(p), Math.abs(q));
  const b = Math.min(Math.abs(p), Math.abs(q));
  if (!(a > 1e-140 && a < 1e150)) return Math.hypot(p, q); // a square would be 0 or inf
  const h = Math.sqrt(a * a + b * b);
  const over = h <= 2 * b ? h - b : h - a;
  const excess = h <= 2 * b
    ? a * (2 * over - a) + (over - 2 * (a - b)) * over
    : 2 * over * (a - 2 * b) + ((4 * over - b) * b + over * over);
  return h - excess / (2 * h);
}

const NOT_FINITE = { nan: NaN, inf: Infinity, "-inf": -Infinity }; // as JSON has them

/**
 * A graph, node by node in topological order, that computes itself.
 *
 * record: ops, parents, leaves, constants (arithmetic.py: numbers). rules: OPS. root: what is differentiated.
 * Numbers lie in Float64Arrays: by node (values, gradients), or by edge, which are a node's inputs in order,
 * node after node (shares, locals); edge `first[i] + k` is the input k of node i, and comes from node `from[edge]`.
 * `reached[i]` is 1 where a gradient arrives; elsewhere, at constants too, gradients and shares are NaN.
 */
class Program {
  constructor(record, rules, root = record.ops.length - 1) {
    this.size = record.ops.length;
    this.root = root;
    this.leaves = Float64Array.from(record.leaves, (x) => NOT_FINITE[x] ?? x ?? 0);
    this.first = new Int32Array(this.size + 1);
    record.parents.forEach((inputs, i) => { this.first[i + 1] = this.first[i] + inputs.length; });
    this.from = Int32Array.from(record.parents.flat());
    this.edges = this.from.length;
    this.makes = record.ops.map((op) => (op < 0 ? null : rules[op].forward));
    this.gives = record.ops.flatMap((op) => (op < 0 ? [] : rules[op].backward));
    this.reached = this.reach(record.constants);
    this.blank = Float64Array.from(this.reached, (arrives) => (arrives ? 0 : NaN));
  }

  /** The nodes that the root is made from, without constants and what only those are made from. */
  reach(constants) {
    const reached = new Uint8Array(this.size);
    reached[this.root] = 1;
    for (let i = this.root; i >= 0; i--) {
      if (!reached[i]) continue;
      for (let e = this.first[i]; e < this.first[i + 1]; e++) reached[this.from[e]] = constants[this.from[e]] ? 0 : 1;
    }
    return reached;
  }

  /** Fresh values: those of the leaves are there, the others are 0 until forward(). */
  values() {
    return this.leaves.slice();
  }

  /** Compute every node from the leaves in `values`, or the first so many. */
  forward(values, end = this.size) {
    const { first, from, makes } = this;
    for (let i = 0; i < end; i++) {
      const make = makes[i];
      if (make === null) continue;
      const e = first[i];
      const inputs = first[i + 1] - e;
      if (inputs === 2) values[i] = make(values[from[e]], values[from[e + 1]]);
      else if (inputs === 1) values[i] = make(values[from[e]]);
      else values[i] = make(...this.inputs(i, values));
    }
  }

  /**
   * Fill `gradients` from 1 at the root, and `shares`, if given, with what each edge passes on. Into `sums`, if given,
   * the gradients of the leaves are added, as backward() adds to .grad: from 0 on, the sum over several samples.
   */
  backward(values, gradients, shares = null, sums = null) {
    const { first, from, reached } = this;
    gradients.set(this.blank);
    gradients[this.root] = 1;
    if (shares !== null) shares.fill(NaN);
    for (let i = this.root; i >= 0; i--) {
      if (!reached[i]) continue;
      const g = gradients[i];
      for (let e = first[i]; e < first[i + 1]; e++) {
        if (!reached[from[e]]) continue;
        const share = this.share(i, e, g, values);
        gradients[from[e]] += share;
        if (shares !== null) shares[e] = share;
      }
      if (sums !== null && first[i] === first[i + 1]) sums[i] += g;
    }
  }

  /** Fill `out` with the local derivative of every edge: its share of a gradient of 1. */
  locals(values, out) {
    for (let i = 0; i < this.size; i++) {
      for (let e = this.first[i]; e < this.first[i + 1]; e++) out[e] = this.share(i, e, 1, values);
    }
  }

  /** What edge e, an input of node i, gets of the gradient g. */
  share(i, e, g, values) {
    const { first, from } = this;
    const start = first[i];
    const inputs = first[i + 1] - start;
    const give = this.gives[e];
    if (inputs === 2) return give(g, values[i], values[from[start]], values[from[start + 1]]);
    if (inputs === 1) return give(g, values[i], values[from[start]]);
    return give(g, values[i], ...this.inputs(i, values));
  }

  inputs(i, values) {
    return Array.from(this.from.subarray(this.first[i], this.first[i + 1]), (parent) => values[parent]);
  }
}
