// The quiz: asks for the next gradient, and checks the answer. One program with player.js.

/** A product of numbers; nan and inf are no answers that a person writes, and within a sum the card shows it already. */
const isAskable = (index) => {
  const { card, source } = scene.steps[index];
  return Boolean(scene.words(index).values.local) && !isBroken(scene.figure(index)) && card !== source;
};

function ask() {
  const { values } = scene.words(state.step);
  $("ui-sentence").textContent = fill(words(values.before ? "page.quiz.sum" : "page.quiz.question"), values);
  $("ui-local").textContent = "";
  $("ui-score").textContent = fill(words("page.quiz.score"), { right: state.right, tried: state.tried });
}

/** Right if it is what a person gets from the rounded numbers on the drawing. */
function isRight(given, values) {
  const wanted = Number(scene.figure(state.step));
  const local = Math.abs(Number(values.local.replace(/[()]/g, "")));
  const rounded = 0.006 * Math.abs(Number(values.upstream)); // an arrow shows two decimals; of a small number two digits
  const allowed = local >= 0.01 ? Math.max(0.02 * Math.abs(wanted), rounded) : 0.05 * Math.abs(wanted);
  return Math.abs(given - wanted) <= allowed + 1e-9;
}

function answer(event) {
  event.preventDefault();
  const { values } = scene.words(state.step);
  const given = read($("ui-given").value);
  if (!Number.isFinite(given)) {
    $("ui-verdict").textContent = words("page.quiz.number");
    return;
  }
  state.tried += 1;
  if (isRight(given, values)) {
    state.right += 1;
    goOn();
    $("ui-verdict").textContent = fill(words("page.quiz.right"), { right: state.right, tried: state.tried });
  } else {
    $("ui-verdict").textContent = fill(words("page.quiz.wrong"), values);
    $("ui-given").select();
    say();
  }
}

/** Past the question, with the focus where the next key is expected. */
function goOn() {
  goto(state.step + 1);
  $($("ui-next").disabled ? "ui-back" : "ui-next").focus();
}

function toggleQuiz() {
  state.quiz = !state.quiz;
  $("ui-quiz").setAttribute("aria-pressed", String(state.quiz));
  goto(state.step === scene.steps.length && state.quiz ? 0 : state.step);
  if (state.quiz && !state.asked) $("ui-verdict").textContent = words("page.quiz.wait");
}
