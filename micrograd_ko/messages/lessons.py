"""수업의 문장: 명령 lesson과 연습의 판정.

Sentences of the lessons: of the command, and of the verdicts on exercises.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "lesson.about": (
        "수업을 하나 엽니다: 예측, 실행, 연습. 번호가 없으면 수업의 목록을 보입니다.",
        "take a lesson: a prediction, a run, an exercise; without a number, show the path",
    ),
    "lesson.help.number": ("수업의 번호, 1부터 {last}까지", "number of a lesson, 1 to {last}"),
    "lesson.help.exercise": ("연습만 풉니다", "the exercise alone"),
    "lesson.help.write": (
        "연습 파일(.py), 노트북(.ipynb), 만져 보는 페이지(.html)를 폴더에 저장합니다(기본은 현재 폴더). 번호가 없으면 모든 수업을 저장합니다",
        "write the exercise (.py), the notebook (.ipynb) and the live page (.html) into a folder (by default this one); without a number, those of all lessons",
    ),
    "lesson.path": (
        "수업 {last}개 가운데 {done}개의 연습을 풀었습니다.",
        "The path: {last} lessons, {done} exercises solved.",
    ),
    "lesson.path.next": (
        "다음: python -m micrograd_ko lesson {number}",
        "Next: python -m micrograd_ko lesson {number}",
    ),
    "lesson.path.all": ("연습을 모두 풀었습니다.", "All exercises are solved."),
    "lesson.prediction": ("나의 예측 > ", "my prediction > "),
    "lesson.predicted": ("(나의 예측: {given})", "(my prediction: {given})"),
    "lesson.figure": ("(그림: {path})", "(figure: {path})"),
    "lesson.figure.unwritten": (
        "(그림 {path}을(를) 쓸 수 없어 건너뜁니다: {error})",
        "(the figure {path} cannot be written, {error}, and is left out)",
    ),
    "lesson.page": (
        "(만져 보는 페이지: python -m micrograd_ko lesson {number} --write)",
        "(the live page: python -m micrograd_ko lesson {number} --write)",
    ),
    "lesson.more": ("\nEnter를 누르면 이어집니다 > ", "\nEnter to go on > "),
    "lesson.on": (
        "\nEnter를 누르면 연습으로 갑니다(q는 그만두기) > ",
        "\nEnter for the exercise (q to stop) > ",
    ),
    "lesson.exercise": ("연습", "Exercise"),
    "lesson.gaps": (
        "빈칸 {gap}에 들어갈 파이썬 식을 쓰고 Enter를 누르십시오. ?를 쓰면 힌트를 보이고, q를 쓰면 그만둡니다.",
        "Type the Python expression for each gap {gap}, then Enter. ? gives a hint, q leaves.",
    ),
    "lesson.fill": ("빈칸 {place}/{count}", "gap {place}/{count}"),
    "lesson.again": (
        "다시 해 보십시오. Enter만 누르면 [ ] 안에 있는 앞의 답을 그대로 씁니다.",
        "Try again. Enter alone keeps your last answer, in [ ].",
    ),
    "lesson.no_expression": (
        "파이썬 식이 아닙니다: {given} ({error}). 값 하나를 내는 식을 쓰십시오(예: a + b).",
        "{given} is no Python expression ({error}). Write one that gives a value, such as a + b",
    ),
    "lesson.sign_typed": (
        "파이썬의 기호가 아닙니다: {sign} 대신 {plain} 를 쓰십시오.",
        "Python has no {sign}: type {plain} instead.",
    ),
    "lesson.value_alone": (
        "대입(=)과 return은 코드에 이미 있습니다. 값을 내는 식만 쓰십시오: {value}",
        "The = or return is in the code already. Type the expression alone: {value}",
    ),
    "lesson.augmented": (
        "{given}은(는) 식이 아니라 문장입니다. += 나 -= 없이, 새 값을 내는 식을 쓰십시오(예: a + b).",
        "{given} is a statement. Without += or -=, type an expression that gives the new value, such as a + b",
    ),
    "lesson.interrupted": (
        "계산을 멈췄습니다. 끝나지 않는 식이 아닌지 확인하십시오.",
        "Stopped. Does the expression ever come to an end?",
    ),
    "lesson.later": (
        "나중에 풀려면: python -m micrograd_ko lesson {number} --exercise",
        "To solve it later: python -m micrograd_ko lesson {number} --exercise",
    ),
    "lesson.in_a_file": (
        "파일에서 풀려면: python -m micrograd_ko lesson {number} --write 를 실행하고 {file}의 빈칸을 채운 뒤, python {file} 를 실행하십시오.",
        "To solve it in a file: run python -m micrograd_ko lesson {number} --write, fill the gaps in {file}, then run python {file}",
    ),
    "lesson.written": ("씀: {path}", "written: {path}"),
    "lesson.kept_file": (
        "그대로 둠(이미 있습니다): {path}",
        "left as it is, for it exists already: {path}",
    ),
    "lesson.program": (
        "빈칸 ____을(를) 채우고 python {file} 를 실행하면 답이 맞는지 알려 줍니다.",
        "Fill the gaps ____ and run python {file}: it judges your answer.",
    ),
    "lesson.colab": (
        "코랩에서는 먼저 다음 줄을 실행하십시오.",
        "On Colab, run the next line first.",
    ),
    "lesson.number": (
        "수업 {number}은(는) 없습니다. 1부터 {last}까지의 정수를 주십시오.",
        "There is no lesson {number}. Give a whole number from 1 to {last}.",
    ),
    "lesson.names": (
        "check의 두 번째 인수가 {type}입니다. 이름의 사전을 주십시오: check({number}, globals())",
        "check got a {type} as its second argument. Give the dictionary of names: check({number}, globals())",
    ),
    "lesson.cell": (
        "{line}번째 줄은 셀의 첫 줄이 아닙니다: {head}",
        "line {line} begins no cell: {head}",
    ),
    "lesson.missing": (
        "`{name}`이(가) 없습니다. 연습의 코드를 먼저 실행하십시오.",
        "There is no `{name}`. Run the code of the exercise first.",
    ),
    "lesson.gap": (
        "빈칸 {gap}이(가) 남아 있습니다: {line}",
        "A gap {gap} is left: {line}",
    ),
    "lesson.stopped": (
        "코드가 다음 줄에서 멈췄습니다: {line}\n  {kind}: {error}",
        "The code stopped at this line: {line}\n  {kind}: {error}",
    ),
    "lesson.unusable": (
        "연습의 함수를 부르거나 그 결과를 쓸 수 없습니다. 인수와 return을 확인하십시오.\n  {kind}: {error}",
        "A function of the exercise cannot be called, or what it returns cannot be used. Look at its arguments and its return.\n  {kind}: {error}",
    ),
    "lesson.tip.name": (
        "여기에 {name}(이)라는 이름은 없습니다. 쓸 수 있는 이름: {names}",
        "There is no {name} here. What you have: {names}",
    ),
    "lesson.tip.power": (
        "파이썬에서 거듭제곱은 ^가 아니라 ** 입니다: y ** 2",
        "In Python a power is **, not ^: y ** 2",
    ),
    "lesson.tip.truth": (
        "배열은 통째로 참이나 거짓이 될 수 없습니다. 원소마다 고르려면 if 대신 np.where(조건, 참일 때, 거짓일 때)를 쓰십시오.",
        "A whole array is neither true nor false. To choose for each entry, write np.where(condition, if true, if false) instead of if.",
    ),
    "lesson.tip.shapes": (
        "두 배열의 모양이 맞지 않습니다. 곱하는 순서와 전치(.T)를 확인하십시오.",
        "The shapes of the two arrays do not fit. Look at their order and at transposes (.T).",
    ),
    "lesson.tip.none": (
        "None은 값이 없다는 뜻입니다. 목록을 그 자리에서 바꾸는 reverse()나 sort()는 None을 돌려줍니다.",
        "None means that there is no value: reverse() and sort(), which change a list in place, return it.",
    ),
    "lesson.warned": (
        "NumPy의 경고: {warning}",
        "NumPy warns: {warning}",
    ),
    "lesson.of_gaps": ("(빈칸 {places}) {words}", "(gap {places}) {words}"),
    "lesson.right": ("맞습니다.", "Right."),
    "lesson.not_kept": (
        "(풀었다는 기록을 쓸 수 없어, 다음에는 이 연습이 풀지 않은 것으로 보입니다.)",
        "(The note that it is solved could not be written: next time it will look unsolved.)",
    ),
    "lesson.differs": (
        "{what}: 나온 값 {given}, 맞는 값 {wanted}.",
        "{what}: it gives {given}, right is {wanted}.",
    ),
    "lesson.count": (
        "결과가 {given}개인데 {wanted}개여야 합니다.",
        "It gives {given} results where {wanted} are due.",
    ),
    "lesson.none": (
        "값을 돌려주지 않았습니다. return이 빠졌습니까?",
        "It returns nothing. Is a return missing?",
    ),
    "lesson.no_number": (
        "실수여야 하는데 {type}입니다.",
        "It should be a real number (or an array of them), but is a {type}.",
    ),
    "lesson.nan": (
        "nan이나 inf가 있습니다. 0으로 나누었거나, 음수의 제곱근이나 로그를 구했거나, 수가 너무 커졌습니다.",
        "There is nan or inf in it: a division by 0, a root or logarithm of a negative number, or numbers that grew too large.",
    ),
    "lesson.entry": (
        "가장 많이 다른 자리 [{where}]: 나온 값 {given}, 맞는 값 {wanted}.",
        "Most of all at [{where}]: it gives {given}, right is {wanted}.",
    ),
    "lesson.shape": (
        "모양이 {given}입니다. 맞는 모양은 {wanted}입니다.",
        "Its shape is {given} and should be {wanted}.",
    ),
    "lesson.transposed": (
        "행과 열이 바뀌었습니다(전치).",
        "Rows and columns are swapped (transposed).",
    ),
    "lesson.sign": ("부호가 반대입니다.", "The sign is the opposite."),
    "lesson.zero": ("모두 0입니다.", "It is 0 everywhere."),
    "lesson.ratio": ("맞는 값의 {ratio}배입니다.", "It is {ratio} times the right value."),
}
