// Begins: puts the scene on the stage, and ties keys and buttons to what they do.

/** Everything anew, in the language chosen: numbers or words have changed. */
function redraw() {
  if (network) drawNetwork();
  if (scene) {
    drawArrows();
    show();
  }
  drawLab();
  drawTakes();
}

// ── the same graph at several times ──

const takes = data.takes ?? [{ title: "", held: {} }];
let takeNow = 0;

function chooseTake(k) {
  takeNow = k;
  $("ui-verdict").textContent = "";
  if (lab.live) {
    lab.trainer.past = [];
    lab.touched = false;
    lab.live.change(takes[k].leaves.map((x, i) => [i, NOT_FINITE[x] ?? x]).filter(([i, x]) => x !== null && !lab.live.inner[i]));
    lab.trainer.restart();
  } else {
    scene.take = takes[k];
  }
  redraw();
}

function drawTakes() {
  if (takes.length === 1) return;
  const title = `${takes[takeNow].title} · ${root.label} ${scene.value(root.id)}`;
  write($("ui-title"), title);
  $("ui-take").setAttribute("aria-valuetext", title);
}

// ── buttons and keys ──

function toggleTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  if (network) redraw();
}

/** Who moves by hand ends the playing. */
function byHand(action) {
  return () => {
    stop();
    if (scene) action();
  };
}

/** Where there is something to step through. */
function onStage(action) {
  return () => scene && action();
}

const forth = byHand(next);
const back = byHand(() => goto(state.step - 1));
const first = byHand(() => goto(0));
const last = byHand(() => goto(scene.steps.length));
const quiz = onStage(toggleQuiz);
const KEYS = {
  ArrowRight: forth, ArrowLeft: back, n: forth, b: back, Home: first, End: last, " ": onStage(play), q: quiz, l: () => speak(other()), t: toggleTheme,
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
  d: () => lab.live && descend(), u: () => lab.live && undo(), Escape: () => network && closeUnit(),
};
const SHIFTED = { ArrowRight: () => pan(0.1, 0), ArrowLeft: () => pan(-0.1, 0), ArrowUp: () => pan(0, -0.1), ArrowDown: () => pan(0, 0.1) };

/** The name of a key; of one that types Hangul the letter on it. */
function keyOf({ key, code }) {
  if (/^[ㄱ-ㅣ가-힣]$|^Process$/.test(key)) return /^Key(.)$/.exec(code)?.[1].toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}

function press(event) {
  const at = event.target;
  const typing = at.matches("input[type=text]") || event.ctrlKey || event.metaKey || event.altKey;
  const own = (at.matches("input[type=range]") && /^(Arrow|Home|End)/.test(event.key)) || (at.matches("button, [role=button]") && event.key === " ");
  if (typing || own) return;
  const action = (event.shiftKey && SHIFTED[event.key]) || KEYS[keyOf(event)];
  if (!action) return;
  event.preventDefault();
  action();
}

const CLICKS = {
  "ui-back": back, "ui-next": forth, "ui-reset": first, "ui-play": onStage(play),
  "ui-quiz": quiz, "ui-theme": toggleTheme, "ui-language": () => speak(other()),
  "ui-in": () => zoom(1.25), "ui-out": () => zoom(0.8), "ui-fit": fit, "ui-reveal": goOn,
  "ui-down": descend, "ui-undo": undo, "ui-run": run,
};
for (const [id, action] of Object.entries(CLICKS)) $(id).addEventListener("click", action);
$("ui-step").addEventListener("input", byHand(() => goto(Number($("ui-step").value))));
$("ui-take").addEventListener("input", () => chooseTake(Number($("ui-take").value)));
$("ui-answer").addEventListener("submit", answer);
$("ui-slide").addEventListener("input", slide);
$("ui-slide").addEventListener("change", () => { lab.sliding = false; });
$("ui-value").addEventListener("change", typed);
document.addEventListener("keydown", press);

addEventListener("beforeprint", () => drawing.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`)); // all of it
addEventListener("afterprint", look);

$("ui-take").max = takes.length - 1;
$("ui-epochs").hidden = takes.length === 1;
const live = data.live ? new Live(data.live, OPS) : null;
if (data.network) {
  openNetwork();
} else {
  stage(live ? new Scene(data.scene, live) : new Recorded(data.scene, takes, data.steps));
  lookAt(document.querySelector("#ui-view svg"));
  if (live) openLab(live, null);
}
if (live && takes.length > 1) chooseTake(0); // the drawing is that of the last
speak(state.language);
