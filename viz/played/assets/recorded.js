// A drawing whose numbers were recorded when the page was made: whole arrays, folded graphs, ops that a browser cannot
// compute. It answers what a Scene answers (live.js).

class Recorded {
  constructor(given, takes, steps) {
    Object.assign(this, { cards: given.cards, edges: given.edges, takes, steps, take: takes[0], whole: true });
  }

  words(index) {
    return { key: this.steps[index].key, values: { total: this.take.steps[index].figure, ...this.steps[index].words, ...this.take.steps[index].words } };
  }

  isPartial() {
    return false;
  }

  figure(index) {
    return this.take.steps[index].figure;
  }

  shade(index) {
    return this.take.steps[index].shade;
  }

  value(id) {
    return this.take.values[id];
  }

  gradient(id) {
    return this.take.gradients[id];
  }

  local(id, digits = 4) {
    return (digits === 2 ? this.take.labels : this.take.locals)[id];
  }

  pens() {
    return Object.entries(this.take.pens);
  }
}
