"use strict";
// Pan and zoom: moves the window through which the drawing is seen. player.js, which comes later, plays the steps.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("ui-data").textContent);

const READABLE = 0.6;
const COMFORTABLE = 0.85;
let drawing = null; // the SVG in sight
let box = null; // all of it
let view = null; // what of it is in the window

/** Look at another drawing: all of it, or where it begins if all of it would be too small to read. */
function lookAt(svg) {
  drawing = svg;
  const whole = svg.viewBox.baseVal;
  box = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  view = { ...box };
  look();
  const scale = fitScale();
  if (scale > 0 && scale < READABLE) {
    zoom(COMFORTABLE / scale);
    const first = beginning();
    Object.assign(view, { x: first.x, y: Math.min(Math.max(box.y, first.y - view.height / 2), box.y + box.height - view.height) });
    look();
  }
}

/** Where the drawing begins: its leftmost card or circle. */
function beginning() {
  const spots = [...drawing.querySelectorAll(".card, .unit")].map((card) => card.getBBox());
  const first = spots.reduce((a, b) => (b.x < a.x - 1 || (Math.abs(b.x - a.x) <= 1 && b.y < a.y) ? b : a), spots[0] ?? box);
  const { a, e, d, f } = drawing.querySelector("g")?.transform.baseVal.consolidate()?.matrix ?? { a: 1, e: 0, d: 1, f: 0 };
  return { x: first.x * a + e - 12, y: first.y * d + f + first.height / 2 };
}

function look() {
  drawing.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  drawing.style.touchAction = view.width < box.width ? "none" : "auto"; // zoomed in, a finger moves the drawing
}

/** How many pixels of the screen a unit of the drawing takes when all of it is in sight. */
function fitScale() {
  const frame = drawing.getBoundingClientRect();
  return Math.min(frame.width / box.width, frame.height / box.height);
}

function zoom(factor, x = view.x + view.width / 2, y = view.y + view.height / 2) {
  const now = box.width / view.width;
  const wanted = Math.min(Math.max(now * factor, 0.7), Math.max(4 / fitScale(), 1));
  const share = now / wanted;
  view = { x: x - (x - view.x) * share, y: y - (y - view.y) * share, width: view.width * share, height: view.height * share };
  look();
}

function fit() {
  view = { ...box };
  look();
}

function pan(dx, dy) {
  view.x += dx * view.width;
  view.y += dy * view.height;
  look();
}

/** The point of the drawing under a point of the screen. */
function under(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
}

/** The part of the screen that cards take together. */
function around(ids) {
  const shown = ids.filter(Boolean).map((id) => $(id).getBoundingClientRect());
  const [left, top] = [Math.min(...shown.map((r) => r.left)), Math.min(...shown.map((r) => r.top))];
  const [right, bottom] = [Math.max(...shown.map((r) => r.right)), Math.max(...shown.map((r) => r.bottom))];
  return { left, top, right, bottom };
}

/** Zoomed in, keep what the current step is about in sight. */
function follow(step) {
  if (view.width >= box.width) return;
  const frame = $("ui-view").getBoundingClientRect();
  let { left, top, right, bottom } = around([step.card, step.source]);
  if (right - left > frame.width || bottom - top > frame.height) ({ left, top, right, bottom } = around([step.card]));
  if (left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom) return;
  const middle = under({ clientX: (left + right) / 2, clientY: (top + bottom) / 2 });
  view.x = middle.x - view.width / 2;
  view.y = middle.y - view.height / 2;
  look();
}

function drag(event) {
  if (event.button !== 0 || !event.target.closest("svg")) return;
  const svg = drawing;
  const start = under(event);
  const move = (moved) => {
    const here = under(moved);
    if (!svg.hasPointerCapture(moved.pointerId)) { // a click that trembles is a click
      if (Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) < 4) return;
      svg.setPointerCapture(moved.pointerId);
    }
    view.x += start.x - here.x;
    view.y += start.y - here.y;
    look();
  };
  const end = () => {
    svg.removeEventListener("pointermove", move);
    svg.removeEventListener("pointerup", end);
    svg.removeEventListener("pointercancel", end);
  };
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
}

$("ui-view").addEventListener("pointerdown", drag);
$("ui-view").addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return; // a plain wheel scrolls the page
  event.preventDefault();
  const { x, y } = under(event);
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, x, y);
}, { passive: false });
