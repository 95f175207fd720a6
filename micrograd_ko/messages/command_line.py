"""명령줄의 문장.

Sentences of the command line.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── command line ──
    "cli.about": (
        "micrograd_ko - 역전파(오차역전파법)를 한 단계씩 보여 주는 자동 미분 엔진",
        "micrograd_ko - an autograd engine that shows backpropagation step by step",
    ),
    "cli.lang": ("언어: ko 또는 en", "language: ko or en"),
    "cli.usage": ("사용법: ", "usage: "),
    "cli.options": ("선택 사항", "options"),
    "cli.positionals": ("인자", "arguments"),
    "cli.commands": ("명령", "commands"),
    "cli.help": ("이 도움말을 보인다", "show this help"),
    "cli.version": ("버전을 보인다", "show the version"),
    "cli.error": ("오류: {error}", "error: {error}"),
    "cli.missing": ("빠진 인자가 있습니다: {names}", "missing: {names}"),
    "cli.value": ("{name} 뒤에 값이 하나 있어야 합니다.", "{name} needs one value."),
    "cli.argument": ("{error}", "{error}"),
    "cli.choice": ("{name}에 쓸 수 없는 값 {given}. 쓸 수 있는 값: {options}",
                   "{name} cannot be {given}. Use one of: {options}"),
    "cli.unrecognized": ("알 수 없는 인자: {given}. 쓸 수 있는 인자는 --help로 볼 수 있습니다. 빼기 기호로 시작하는 식은 괄호로 묶으십시오: \"(-2*x)\"",
                         "unknown argument: {given}. See --help for what there is. Put an "
                         "expression that starts with a minus in brackets: \"(-2*x)\""),
    "cli.number": (
        "{name}은(는) {low} 이상의 정수(최대 {high:,})여야 하는데 '{given}'을(를) 받았습니다.",
        "{name} must be a whole number from {low} to {high:,}, but was '{given}'.",
    ),
    "cli.explicit": ("{name}은(는) 값을 받지 않는데 {given}을(를) 받았습니다.",
                     "{name} takes no value, but was given {given}."),
    "cli.memory": ("메모리가 부족합니다. 더 작은 값으로 다시 해 보십시오.",
                   "There is not enough memory. Try again with smaller numbers."),
    "cli.failed": ("실패: {error}", "failed: {error}"),
    "cli.write": ("'{path}'에 쓸 수 없습니다: {error}. 다른 곳을 고르십시오.",
                  "cannot write '{path}': {error}. Choose another place."),
    "cli.saved": ("저장: {path}", "saved: {path}"),
    "cli.stopped": ("멈췄습니다.", "stopped."),
    "demo.about": (
        "뉴런 하나를 그리고 작은 신경망을 학습시켜 그린다",
        "draw one neuron, then train a small network and draw it",
    ),
    "demo.folder": ("그림을 담을 폴더 (기본: {default})",
                    "the folder for the drawings (default: {default})"),
    "demo.epochs": ("학습할 에폭 수 (기본: {default})",
                    "number of training epochs (default: {default})"),
    "demo.neuron": (
        "\n1. 뉴런 하나: L = tanh(w₁x₁ + w₂x₂ + b)\n   backward()를 부른 뒤의 모습입니다. 손실 L에서 입력 쪽으로 따라가며 읽습니다.\n",
        "\n1. One neuron: L = tanh(w₁x₁ + w₂x₂ + b)\n   After backward(); read from the loss L "
        "towards the inputs.\n",
    ),
    "demo.reading": (
        "\n   w₁의 기울기 {gradient} = 출력 쪽에서 온 기울기 {upstream} × 국소 미분 {local}\n",
        "\n   gradient of w₁ {gradient} = upstream gradient {upstream} × local derivative "
        "{local}\n",
    ),
    "demo.training": (
        "\n2. 작은 신경망 2-3-1: 부리의 길이와 깊이로 턱끈펭귄(Chinstrap)을 구별한다 ({count}마리)\n   데이터: Palmer Penguins (Horst, Hill, Gorman 2020), CC0\n",
        "\n2. A small network 2-3-1: tell Chinstrap penguins by the length and depth of their "
        "bill ({count} birds)\n"
        "   Data: Palmer Penguins (Horst, Hill, Gorman 2020), CC0\n",
    ),
    "demo.progress": ("학습", "training"),
    "demo.loss": ("손실", "loss"),
    "demo.accuracy": ("정확도", "accuracy"),
    "demo.result": (
        "   손실 {first:.3f} -> {last:.3f}, 정확도 {accuracy:.1%} (언제나 '아니다'라고 답하면 {baseline:.1%})",
        "   loss {first:.3f} ->"
        " {last:.3f}, accuracy {accuracy:.1%} (always answering 'no' gives {baseline:.1%})",
    ),
    "demo.files": ("\n3. 그림을 열어 보십시오 (웹 브라우저로 열립니다):",
                   "\n3. Open the drawings (a web browser shows them):"),
    "demo.hidden": ("은닉층 뉴런 {index}", "hidden neuron {index}"),
    "demo.output": ("출력 뉴런", "output neuron"),
    "demo.neuron_scope": ("뉴런 1 : tanh(w·x + b)", "neuron 1: tanh(w·x + b)"),
    "demo.sum": ("합", "sum"),
    "demo.length": ("길이", "length"),
    "demo.depth": ("깊이", "depth"),
    "draw.about": ("식 하나를 계산하고, 기울기를 구하고, 그린다",
                   "evaluate an expression, differentiate it and draw it"),
    "draw.expr": (
        "식. 예: \"tanh(w*x + b)\". 결과에 이름을 줄 수도 있다: \"L = tanh(w*x + b)\"",
        "the expression, e.g. \"tanh(w*x + b)\"; the result may get a name: \"L = tanh(w*x + b)\"",
    ),
    "draw.names": ("이름에 줄 값. 예: w=2 x=-1 b=0.5", "values for its names, e.g. w=2 x=-1 b=0.5"),
    "draw.output": ("저장할 파일. 끝이 형식을 정한다: {options}",
                    "the file to save; its ending says the format: {options}"),
    "draw.wrt": ("기울기를 구할 이름, 쉼표로 나눈다 (기본: 모두)",
                 "names to differentiate with respect to, comma-separated (default: all)"),
    "draw.unfold": ("노드가 400개를 넘어도 접지 않는다",
                    "do not fold graphs of more than 400 nodes"),
    "draw.functions": ("쓸 수 있는 함수: {options}", "functions: {options}"),
    # ── step ──
    "step.about": ("식 하나의 순전파와 역전파를 키 하나로 한 단계씩 따라간다",
                   "walk through the forward and backward pass of an expression, a key for each "
                   "step"),
    "keys.line": ("n 다음  b 뒤로  r 끝까지  0 처음  g 그림  ? 도움말  q 끝내기",
                  "n next  b back  r run  0 start  g draw  ? help  q quit"),
    "keys.end": ("끝입니다. g 전체 그림  b 뒤로  0 처음  q 끝내기",
                 "This is the end. g draw all  b back  0 start  q quit"),
    "keys.gradients": ("기울기", "gradients"),
    "keys.help": (
        "n Space Enter → ↓ j  다음 단계\nb Backspace ← ↑ k    한 단계 뒤로\nr End                끝까지, 남은 단계를 모두 보여 주며\n0 Home               처음으로\ng                    지금까지 전달된 기울기와 함께 그리기\n? h                  이 도움말\nq Esc Ctrl-C Ctrl-D  끝내기\n한글 입력 상태에서도 같은 자리의 키가 그대로 동작합니다. 글자가 한 박자 늦게 입력되면 화살표를 쓰십시오.",
        "n Space Enter → ↓ j  the next step\n"
        "b Backspace ← ↑ k    one step back\n"
        "r End                all steps that are left\n"
        "0 Home               back to the start\n"
        "g                    draw with the gradients so far\n"
        "? h                  this help\n"
        "q Esc Ctrl-C Ctrl-D  quit\n"
        "Keys work in Korean input mode, too. Use the arrows if letters arrive one key late there.",
    ),
    # ── repl ──
    "repl.about": ("노드가 만들어질 때마다 알려 주는 파이썬 대화창을 연다",
                   "open a Python prompt that tells of every node as it is made"),
    "repl.plain": ("IPython이 있어도 파이썬 기본 대화창을 쓴다",
                   "use Python's own console even if IPython is installed"),
    "repl.guide": (
        "문장을 실행할 때마다 새로 만든 노드를 알려 줍니다. 한 줄씩 따라 해 보십시오:\n  x = Value(2.0); w = Value(-3.0)\n  y = tanh(w * x + 5)\n  y.backward(); draw(y)\n  explain(y, x)\n  s = Stepper(y); s.next()\n알림 끄기 watching.stop()  알림 켜기 watching.start()\n이 안내 다시 보기 guide  나가기 exit() 또는 Ctrl-D",
        "Every statement tells which nodes it made. Try, line by line:\n"
        "  x = Value(2.0); w = Value(-3.0)\n"
        "  y = tanh(w * x + 5)\n"
        "  y.backward(); draw(y)\n"
        "  explain(y, x)\n"
        "  s = Stepper(y); s.next()\n"
        "watching.stop(): be quiet  watching.start(): tell again\n"
        "guide: show this  exit() or Ctrl-D: leave",
    ),
    "repl.more": ("… 그 밖에 노드 {count:,}개", "… and {count:,} more nodes"),
    "repl.on": ("<노드를 알리는 중. 끄려면 watching.stop()>",
                "<telling of new nodes; watching.stop() ends it>"),
    "repl.off": ("<알림이 꺼져 있음. 켜려면 watching.start()>",
                 "<telling nothing; watching.start() begins again>"),
    "ops.about": ("표에 있는 연산과 그 미분을 보인다",
                  "list the ops of the table and their derivatives"),
    "ops.header": ("연산|기호|이름|식|국소 미분", "op|symbol|name|formula|local derivative"),
    "ops.header.arrays": (
        "배열 연산|기호|이름|식|입력마다의 기여분 (g는 출력 쪽에서 온 기울기)",
        "array op|symbol|name|formula|what each input gets (g is the upstream gradient)",
    ),
    "doctor.about": ("설치 상태를 점검하고, 빠진 것을 설치하는 명령을 알려 준다",
                     "check the installation and say how to mend it"),
    "doctor.ok": ("있음", "ok"),
    "doctor.missing": ("없음", "missing"),
    "doctor.notice": ("주의", "notice"),
    "doctor.python": ("파이썬", "Python"),
    "doctor.encoding": ("글자 인코딩", "text encoding"),
    "doctor.encoding.fix": (
        "환경 변수 PYTHONUTF8=1을 켜면 기호가 모두 보입니다.",
        "set the environment variable PYTHONUTF8=1 to see every symbol.",
    ),
    "doctor.engine": ("그래프 배치", "graph layout"),
    "doctor.dot": ("시스템 dot (PDF에만 필요)", "system dot (for PDF only)"),
    "doctor.font": ("한국어 글꼴 (PNG)", "Korean font (PNG)"),
    "doctor.extra": ("추가 기능 [{name}]", "extra [{name}]"),
    "doctor.ready": ("꼭 필요한 것은 모두 있습니다.", "Everything that is required is here."),
    "doctor.broken": ("꼭 필요한 것이 빠졌습니다. 위의 명령을 실행하십시오.",
                      "Something that is required is missing. Run the commands above."),
    # ── train ──
    "train.about": ("데이터셋 하나로 신경망을 학습시킨다", "train a network on one of the data sets"),
    "train.data": ("학습할 데이터", "the data set"),
    "train.epochs": ("학습할 에폭 수(모든 표본을 한 번씩 보면 1에폭)", "how often all samples are seen"),
    "train.optimizer": ("갱신 규칙", "the update rule"),
    "train.lr": ("학습률", "the learning rate"),
    "train.batch_size": ("미니배치의 크기(학습 스텝마다 쓰는 표본 수)", "samples in one step"),
    "train.hidden": ("은닉층의 크기", "sizes of the hidden layers"),
    "train.activation": ("활성화 함수의 이름", "name of the activation function"),
    "train.seed": ("난수 시드. 시드가 같으면 결과도 같다 (기본 0)",
                   "the seed; the same seed gives the same result (default 0)"),
    "train.path": ("mnist나 boston의 파일 또는 폴더", "file or folder of mnist or boston"),
    "train.download": ("mnist가 없으면 내려받는다", "download mnist if it is not there"),
    "train.plot": ("결과 그림을 저장할 파일 (.png, .svg, .pdf)",
                   "save plots of the result (.png, .svg, .pdf)"),
    "train.save": ("학습한 모델을 저장할 파일 (.npz, .json, .safetensors)",
                   "save the trained model (.npz, .json, .safetensors)"),
    "train.keep": ("학습 상태를 저장하고 이어서 학습할 체크포인트 파일",
                   "keep training in this file, and go on from it"),
    "train.start": (
        "{data}: 학습 {train:,}개, 검증 {validation:,}개, 시험 {test:,}개\n{model}, 매개변수 {count:,}개, {optimizer}, "
        "학습률 {lr:g}",
        "{data}: {train:,} samples to train on, {validation:,} to validate, {test:,} to test\n{model}, {count:,} parameters, "
        "{optimizer}, learning rate {lr:g}",
    ),
    "train.no_mnist": (
        "{error} 명령줄에서는 --download로 내려받거나 --data로 파일이 있는 곳을 알려 줍니다.",
        "{error} On the command line, fetch it with --download or say with --data where it is.",
    ),
    "train.download_only": ("--download는 mnist에만 씁니다. {data}에는 내려받을 것이 없습니다.",
                            "--download is for mnist alone. {data} needs no download."),
    "train.part.train": ("학습", "training"),
    "train.part.validation": ("검증", "validation"),
    "train.part.test": ("시험", "test"),
    "train.result": ("{part}: 손실 {loss}, 정확도 {accuracy}",
                     "{part}: loss {loss}, accuracy {accuracy}"),
    "train.result.regression": ("{part}: 평균제곱오차 {mse}, R² {r2}",
                                "{part}: mean squared error {mse}, R² {r2}"),
    "train.seconds": ("{epochs}에폭, {seconds}초", "{epochs} epochs, {seconds} s"),
    "cli.real": ("숫자여야 하는데 '{given}'입니다.", "A number is needed, not '{given}'."),
    # ── expressions of the command line ──
    "expr.long": ("식이 너무 깁니다: {got:,}자 (최대 {limit:,}자).",
                  "The expression is too long: {got:,} characters (at most {limit:,})."),
    "expr.deep": (
        "괄호나 연산이 너무 깊이 겹쳤습니다 (최대 {limit}겹). 중간 결과에 이름을 붙여 식을 나누십시오.",
        "The expression is nested too deeply (at most {limit} levels). Split it and name the "
        "parts.",
    ),
    "expr.empty": ("식이 비어 있습니다. 예: tanh(w*x + b)",
                   "The expression is empty. For example: tanh(w*x + b)"),
    "expr.syntax": ("여기서 식을 읽을 수 없습니다.", "The expression cannot be read here."),
    "expr.unsupported": (
        "여기에 쓸 수 없습니다. 식에 쓸 수 있는 것: 숫자, 이름, + - * / **, 괄호, 함수 호출. 거듭제곱은 ^가 아니라 **입니다.",
        "This cannot stand in an expression. Use numbers, names, + - * / **, parentheses and "
        "function calls. A power is **, not ^.",
    ),
    "expr.name": (
        "'{name}'의 값을 모릅니다. 값을 준 이름: {options}. 예: {name}=1.5",
        "'{name}' has no value. Names with a value: {options}. For example: {name}=1.5",
    ),
    "expr.function": ("'{name}'(이)라는 함수가 없습니다. 쓸 수 있는 함수: {options}",
                      "There is no function '{name}'. Functions: {options}"),
    "expr.call": ("여기서 함수를 잘못 불렀습니다: {error}",
                  "The function is called wrongly here: {error}"),
    "expr.number": ("숫자가 너무 큽니다. 1.8e308까지 쓸 수 있습니다.",
                    "The number is too large. Numbers go up to 1.8e308."),
    "expr.nonfinite": (
        "여기서 값이 {result}이(가) 됩니다: {call}",
        "The value becomes {result} here: {call}",
    ),
    "expr.placed": ("{error}{place}", "{error}{place}"),
    "expr.none": ("(없음)", "(none)"),
    "expr.binding": ("'{given}'을(를) 읽을 수 없습니다. 이름=숫자로 쓰십시오. 예: x=1.5",
                     "'{given}' cannot be read. Write name=number, for example x=1.5"),
    "expr.binding.twice": ("'{name}'에 값을 두 번 주었습니다.",
                           "'{name}' was given a value twice."),
    "expr.binding.function": ("'{name}'은(는) 함수의 이름이라 값을 줄 수 없습니다.",
                              "'{name}' is the name of a function and cannot be given a value."),
    "expr.wrt": ("--wrt의 '{name}'이(가) 식에 없습니다. 식에 있는 이름: {options}",
                 "'{name}' of --wrt is not in the expression. Its names: {options}"),
    "expr.unused": ("'{name}'에 값을 주었지만 식에 없습니다. 식에 있는 이름: {options}",
                    "'{name}' was given a value but is not in the expression. Its names: {options}"),
}  # fmt: skip
