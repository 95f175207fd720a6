// The numbers of the graph as they are now, and what is said of them. Leaves can be changed; all else follows by the
// rules of the op table (arithmetic.js). What nodes are called comes from #ui-data; numbers go into its sentences here.

const arrowOf = (card) => `e${card.slice(1)}`; // from the circle of its op
const signed = (figure) => (figure.startsWith("-") ? `(${figure})` : figure);

/** A graph's numbers: `given` is data.live, `rules` the table OPS. */
class Live {
  constructor(given, rules) {
    this.given = given;
    this.program = new Program(given.record, rules);
    const { size, edges, first, from, reached } = this.program;
    this.values = this.program.values();
    this.gradients = new Float64Array(size);
    this.shares = new Float64Array(edges);
    this.locals = new Float64Array(edges);
    this.befores = new Float64Array(edges); // of what had come to an edge's source before its share, in the order of the pass
    this.turn = new Int32Array(edges); // the how manieth that is
    this.turns = new Int32Array(size); // of how many
    this.inner = Array.from({ length: size }, (_, i) => first[i] < first[i + 1]);
    for (let i = size - 1; i >= 0; i--) {
      for (let e = first[i]; reached[i] && e < first[i + 1]; e++) if (reached[from[e]]) this.turn[e] = ++this.turns[from[e]];
    }
    this.listeners = [];
    this.version = 0;
    this.compute();
  }

  /** All numbers anew from the leaves. */
  compute() {
    this.program.forward(this.values);
    this.program.backward(this.values, this.gradients, this.shares);
    this.program.locals(this.values, this.locals);
    this.stale = true;
    this.version += 1;
  }

  /** Take numbers for leaves, by node, and tell all who show some. */
  change(leaves) {
    for (const [node, x] of leaves) this.values[node] = x;
    this.compute();
    this.tell();
  }

  /** All has been computed anew: to be shown. */
  tell() {
    for (const listener of this.listeners) listener();
  }

  /** The sum of what came to the source of edge e before e's own share. */
  before(e) {
    if (this.stale) this.addUp();
    return this.befores[e];
  }

  total(e) {
    return this.before(e) + this.shares[e];
  }

  addUp() {
    const { size, first, from, reached } = this.program;
    const sums = new Float64Array(size);
    for (let i = size - 1; i >= 0; i--) {
      for (let e = first[i]; reached[i] && e < first[i + 1]; e++) {
        if (!reached[from[e]]) continue;
        this.befores[e] = sums[from[e]];
        sums[from[e]] += this.shares[e];
      }
    }
    this.stale = false;
  }

  value(node) {
    return number(this.values[node]);
  }

  gradient(node) {
    return this.program.reached[node] ? number(this.gradients[node]) : "";
  }

  /** ∂L/∂x: the name of the root's derivative by a node, or of another node's. */
  derivative(node, of = this.program.root) {
    return `∂${this.given.bracketed[of]}/∂${this.given.bracketed[node]}`;
  }

  /** The op of a node over the numbers of its inputs. */
  inNumbers(node) {
    const { first, from } = this.program;
    return this.given.forms[this.given.record.ops[node]].replace(/\{(\d+)(!?)\}/g, (_, k, brackets) => {
      const figure = this.value(from[first[node] + Number(k)]);
      return brackets ? signed(figure) : figure;
    });
  }

  /** What fills the sentence of a node's forward step. */
  forwardWords(node) {
    const value = this.value(node);
    const sides = [...new Set([this.given.names[node], this.given.formulas[node], this.inNumbers(node)])];
    return { key: "step.forward", values: { equation: sides.filter((side) => side !== "" && side !== value).join(" = ") || value, value } };
  }

  /** What fills the sentence of a backward step, from `node` along its edge `e`. */
  backwardWords(node, e) {
    const parent = this.program.from[e];
    const turns = this.turns[parent];
    const [share, local, formula] = [this.shares[e], number(this.locals[e]), this.given.partials[node][e - this.program.first[node]]];
    const key = turns === 1 ? "step.backward" : this.turn[e] === 1 ? "step.backward.part" : "step.backward.part.sum";
    const values = {
      gradient: this.derivative(parent), arrival: String(this.turn[e]), arrivals: String(turns),
      upstream_name: this.derivative(node), local_name: this.derivative(parent, node),
      partial: Number(formula) === this.locals[e] && formula !== "" ? formula : `${formula} = ${local}`,
      upstream: number(this.gradients[node]), local: signed(local), contribution: number(share), added: signed(number(share)),
      before: this.turn[e] > 1 ? number(this.before(e)) : "", total: number(this.total(e)),
    };
    return { key, values };
  }
}

/**
 * One drawing of live numbers, step by step: `given` says which nodes it shows (nodes), on which cards (of), and on
 * which arrows their inputs come (arrows).
 */
class Scene {
  constructor(given, live) {
    this.live = live;
    this.cards = given.cards;
    this.edges = given.edges;
    this.nodes = given.nodes;
    this.whole = given.nodes.length === live.program.size;
    this.nodeOf = new Map();
    this.edgeOf = new Map();
    const { first, from, reached } = live.program;
    given.nodes.forEach((node, k) => {
      this.nodeOf.set(given.of[k], node); // of a sum on one card the last, which is all of it
      given.arrows[k].forEach((id, i) => { if (id) this.edgeOf.set(id, first[node] + i); });
    });
    const card = new Map(given.nodes.map((node, k) => [node, given.of[k]]));
    const made = given.nodes.map((node, k) => [node, given.arrows[k].filter(Boolean), given.arrows[k]]).filter(([, , all]) => all.length);
    this.root = given.nodes.at(-1);
    this.steps = made.map(([node, arrows]) => ({
      phase: "forward", card: card.get(node), source: "", edges: [...arrows, arrowOf(card.get(node))], node,
    }));
    this.steps.push({ phase: "backward", card: card.get(this.root), source: "", edges: [], node: this.root });
    for (const [node, , all] of made.reverse()) {
      all.forEach((id, i) => {
        const edge = first[node] + i;
        if (!reached[node] || !reached[from[edge]]) return;
        const edges = [id, arrowOf(card.get(node))].filter(Boolean);
        this.steps.push({ phase: "backward", card: card.get(from[edge]), source: card.get(node), edges, node, edge });
      });
    }
  }

  /** The largest finite |gradient| shown. */
  get largest() {
    if (this.measured !== this.live.version) {
      this.measured = this.live.version;
      this.most = this.measure();
    }
    return this.most;
  }

  measure() {
    const sizes = this.cards.filter((card) => card.gradient).map((card) => Math.abs(this.live.gradients[this.nodeOf.get(card.id)]));
    return Math.max(0, ...sizes.filter(Number.isFinite));
  }

  words(index) {
    const { phase, node, edge } = this.steps[index];
    if (phase === "forward") return this.live.forwardWords(node);
    if (edge !== undefined) return this.live.backwardWords(node, edge);
    const values = { gradient: this.live.derivative(node), contribution: this.figure(index), total: this.figure(index) };
    return { key: this.whole ? "step.seed" : "step.arrived", values };
  }

  /** Whether a step forward leaves a sum on one card that has terms to come. */
  isPartial(index) {
    const { phase, card, node } = this.steps[index];
    return phase === "forward" && this.nodeOf.get(card) !== node;
  }

  /** What the sum is called that a partial one becomes. */
  wholeName(index) {
    return this.live.given.names[this.nodeOf.get(this.steps[index].card)];
  }

  /** The number that a step leaves in its cell. */
  size(index) {
    const { phase, node, edge } = this.steps[index];
    if (phase === "forward") return this.live.values[node];
    return edge === undefined ? this.live.gradients[node] : this.live.total(edge);
  }

  figure(index) {
    return number(this.size(index));
  }

  shade(index) {
    return this.steps[index].phase === "forward" ? 0 : shadeOf(this.size(index), this.largest);
  }

  value(id) {
    const node = this.nodeOf.get(id);
    return node === undefined ? undefined : this.live.value(node);
  }

  gradient(id) {
    return this.live.gradient(this.nodeOf.get(id));
  }

  /** The local derivative at an arrow, as in sentences; with 2 digits as on the drawing. */
  local(id, digits = 4) {
    const edge = this.edgeOf.get(id);
    return edge === undefined ? undefined : number(this.live.locals[edge], digits);
  }

  /** The widths of all arrows. */
  pens() {
    const { largest } = this;
    const widths = this.edges.map(({ id }) => [id, penOf(this.live.shares[this.edgeOf.get(id)], largest)]);
    const arrows = this.cards.filter((card) => card.sign).map((card) => [arrowOf(card.id), penOf(this.live.gradients[this.nodeOf.get(card.id)], largest)]);
    return [...widths, ...arrows];
  }
}

// ── as viz/palette.py ──

/** Where a gradient stands on the scale of colours, from -1 to 1. */
function shadeOf(gradient, largest) {
  if (!largest || !Number.isFinite(gradient)) return 0;
  return Math.sign(gradient) * Math.min(Math.abs(gradient) / largest, 1) ** 0.6;
}

/** The width of a line, by its share of the largest gradient. */
function penOf(share, largest) {
  return largest && Number.isFinite(share) ? 1 + 2.6 * Math.min(Math.abs(share) / largest, 1) : 1.2;
}
