"use strict";
// Pan and zoom: moves the window through which the drawing is seen. player.js, which comes after it, plays the steps.

const $ = (id) => document.getElementById(id);
const svg = document.querySelector("#ui-view svg");

const READABLE = 0.6;
const COMFORTABLE = 0.85;
const whole = svg.viewBox.baseVal;
const box = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
let view = { ...box };
let untouched = true;

function look() {
  untouched = false;
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  svg.style.touchAction = view.width < box.width ? "none" : "auto"; // zoomed in, a finger moves the drawing
}

/** How many pixels of the screen a unit of the drawing takes when all of it is in sight. */
function fitScale() {
  const frame = svg.getBoundingClientRect();
  return Math.min(frame.width / box.width, frame.height / box.height);
}

function zoom(factor, x = view.x + view.width / 2, y = view.y + view.height / 2) {
  const now = box.width / view.width;
  const wanted = Math.min(Math.max(now * factor, 0.7), Math.max(4 / fitScale(), 1));
  const share = now / wanted;
  view = { x: x - (x - view.x) * share, y: y - (y - view.y) * share, width: view.width * share, height: view.height * share };
  look();
}

/** A drawing too small to read comes nearer with the first step, unless someone has moved it before. */
function comeNearer() {
  const scale = fitScale();
  if (untouched && scale > 0 && scale < READABLE) zoom(COMFORTABLE / scale);
  untouched = false;
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
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
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
  comeNearer();
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
  if (event.button !== 0) return;
  const start = under(event);
  const move = (moved) => {
    const here = under(moved);
    view.x += start.x - here.x;
    view.y += start.y - here.y;
    look();
  };
  const end = () => {
    svg.removeEventListener("pointermove", move);
    svg.removeEventListener("pointerup", end);
    svg.removeEventListener("pointercancel", end);
  };
  svg.setPointerCapture(event.pointerId);
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
}

svg.addEventListener("pointerdown", drag);
svg.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return; // a plain wheel scrolls the page
  event.preventDefault();
  const { x, y } = under(event);
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, x, y);
}, { passive: false });
