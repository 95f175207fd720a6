"""다시 실행의 문장.

Sentences of replay.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "replay.compiling": (
        "replay: 이 컴퓨터에서 처음 쓰는 연산 코드를 컴파일합니다. 처음 한 번만 몇 초 걸리고, 결과는 {folder}에 남습니다.",
        "replay: compiling code that is used on this computer for the first time. It takes a few seconds, this once, and is kept in {folder}",
    ),
    "replay.waiting": (
        "replay: 다른 프로세스가 같은 코드를 컴파일하고 있어, 끝나기를 기다립니다.",
        "replay: another process is compiling the same code; waiting for it.",
    ),
    "replay.damaged": (
        "replay: {path} 파일이 손상되었거나 다른 내용이어서 다시 컴파일합니다.",
        "replay: the file {path} is damaged or holds something else, so this is compiled again.",
    ),
    "replay.not_kept": (
        "replay: {folder}에 쓸 수 없어({why}) 컴파일한 코드를 이 프로세스에서만 씁니다. 쓸 수 있는 폴더를 환경 변수 MICROGRAD_KO_CACHE로 정하면 남습니다.",
        "replay: cannot write to {folder} ({why}), so the compiled code serves this process alone. It is kept if the environment variable MICROGRAD_KO_CACHE names a folder that can be written.",
    ),
    "replay.without": (
        "replay: {missing}이(가) 없어 NumPy로 실행합니다. 결과는 같지만 느립니다. 빠르게 하려면: python -m pip install numba filelock",
        "replay: {missing} is not installed, so this runs through NumPy: the same results, slower. To make it fast: python -m pip install numba filelock",
    ),
    "replay.no_machine": (
        "replay: Numba로 컴파일하지 못해({why}) NumPy로 실행합니다. 결과는 같지만 느립니다. 새 버전이면 될 수 있습니다: python -m pip install --upgrade numba",
        "replay: Numba cannot compile here ({why}), so this runs through NumPy: the same results, slower. A newer version may do: python -m pip install --upgrade numba",
    ),
    "replay.other_numpy": (
        "replay: NumPy {version}의 내부 반복문을 알아보지 못해 NumPy의 함수로 실행합니다. 결과는 같지만 느립니다. 빠르게 하려면 NumPy나 micrograd_ko를 다른 버전으로 바꾸십시오.",
        "replay: the inner loops of NumPy {version} are not where they are looked for, so this runs through NumPy's functions: the same results, slower. To make it fast, install another version of NumPy or of micrograd_ko.",
    ),
    "replay.source": (
        "replay()에는 그래프의 노드나 노드를 돌려주는 함수를 주십시오. {type}을(를) 받았습니다.",
        "replay() takes a node of a graph, or a function that returns one. It was given a {type}.",
    ),
    "replay.result": (
        "replay()가 기록한 함수는 연산의 결과인 노드 하나를 돌려주어야 하는데 {type} {got}을(를) 돌려주었습니다.",
        "A function that replay() records returns one node, the result of an op. It returned the {type} {got}.",
    ),
    "replay.unused": (
        "{number}번째 입력 {name}이(가) 그래프에 없습니다. 입력을 NumPy로 먼저 바꾸면(예: 원-핫, 표준화) 그래프는 그 관계를 알지 못합니다. 바꾼 뒤의 배열을 입력으로 주십시오.",
        "Input {number}, {name}, is not in the graph. What NumPy makes of it first, such as one-hot rows, the graph does not know. Give the array as it is after that.",
    ),
    "replay.inputs": (
        "입력은 {expected}개인데 {got}개를 받았습니다.",
        "The program takes {expected} inputs, but it was given {got}.",
    ),
    "replay.shapes": (
        "기록된 그래프의 모양은 바뀌지 않습니다. 기록할 때: {then}, 지금: {now}. 노드 대신 함수를 replay(함수, inputs=...)로 주면 모양마다 다시 기록합니다.",
        "The shapes of a recorded graph are fixed. When it was recorded: {then}, now: {now}. Give replay() the function instead of its node, and it records anew for each shape.",
    ),
    "replay.shape": (
        "기록한 뒤에 매개변수 {name}의 모양이 바뀌었습니다: {then}에서 {now}(으)로. replay()를 다시 부르십시오.",
        "The shape of the parameter {name} has changed since it was recorded, from {then} to {now}. Call replay() again.",
    ),
    "replay.dtype": (
        "매개변수 {name}은(는) {own}인데 그래프의 결과는 {result}입니다. replay에서는 모든 값의 dtype이 같아야 합니다. 데이터와 매개변수의 dtype을 맞추십시오.",
        "The parameter {name} is {own}, but the result of the graph is {result}. All numbers of a replay are of one kind: give data and parameters the same dtype.",
    ),
    "replay.differs": (
        "replay의 결과 {found}이(가) 함수를 다시 부른 결과 {expected}와(과) 다릅니다. 함수가 입력값을 그래프 밖에서(.data나 float()로) 계산합니다. 그 계산도 노드로 하거나, 계산한 값을 입력으로 주십시오.",
        "The replay gives {found} where the function gives {expected}. The function computes with the numbers of its inputs outside the graph, by .data or float(). Compute with nodes there, too, or give what is computed as an input.",
    ),
    "replay.leaf": (
        "{name}은(는) 잎이라서 재실행할 연산이 없습니다. 연산의 결과인 노드를 주십시오.",
        "{name} is a leaf, with no op to run again. Give a node that an op made.",
    ),
    "replay.taken": (
        "그래프의 {name}에서 꺼낸 것({taken})에 따라 파이썬이 그래프를 다르게 만들었을 수 있는데, 그래프는 그것을 알지 못합니다. 노드 대신 함수를 replay(함수, inputs=...)로 주면 달라질 때 다시 기록합니다.",
        "What was taken of {name} ({taken}) may have decided how Python made this graph, and the graph does not know. Give replay() the function instead of its node, and it records anew when that turns out differently.",
    ),
    "replay.state": (
        "기록한 뒤에 {name}이(가) 바뀌었습니다. 기록에는 그때의 값만 남아 있습니다. rerecord=False를 빼면 다시 기록합니다.",
        "{name} has changed since the recording, which knows only what it was then. Without rerecord=False it is recorded anew.",
    ),
    "replay.changes": (
        "함수가 부를 때마다 {name}을(를) 바꿉니다. 재실행할 때는 함수를 부르지 않으므로 그 일이 되풀이되지 않습니다. 바뀌는 값은 inputs=로 주고, 횟수를 세는 일은 함수 밖에서 하십시오.",
        "The function changes {name} each time it is called. A replay does not call it, and would not do that again. Give numbers that change as inputs, and count outside the function.",
    ),
    "replay.noise": (
        "함수가 {name}에서 난수를 뽑습니다. 재실행하면 기록할 때 뽑은 값이 되풀이됩니다. 뽑은 배열을 inputs=로 주거나 nn.Dropout을 쓰십시오.",
        "The function draws random numbers from {name}. A replay would repeat those of the recording. Give the drawn array as an input, or use nn.Dropout.",
    ),
    "replay.written": (
        "기록하는 함수가 {line}에서 {name}.data를 바꿉니다. 재실행할 때는 그 일이 되풀이되지 않습니다. 갱신은 함수 밖에서, program.step(optimizer, ...)으로 하십시오.",
        "The function that is recorded changes {name}.data at {line}, which a replay would not do again. Update outside the function, with program.step(optimizer, ...).",
    ),
    "replay.turns": (
        "replay가 벌써 {times}번 다시 기록했습니다. {line}에서 읽는 {comparison}의 값이 자꾸 달라지기 때문입니다. 결과는 맞지만 replay 없이 실행하는 것보다 느립니다. 그 계산을 노드로 하거나 함수 밖으로 옮기십시오.",
        "replay has recorded {times} times by now, since {comparison}, which {line} reads, comes out differently again and again. The results are right, but slower than without replay. Do that with nodes, or outside the function.",
    ),
    "replay.shared": (
        "매개변수 {first}와(과) {second}이(가) 같은 배열을 함께 씁니다. 재실행에서는 매개변수마다 자리가 따로 있어 서로 다른 값이 됩니다. 가중치를 공유하려면 같은 Tensor 하나를 두 곳에서 쓰십시오.",
        "The parameters {first} and {second} share one array. In a replay each has a place of its own, and they would part. To tie weights, use one and the same Tensor in both places.",
    ),
    "replay.parameters": (
        "optimizer의 매개변수 {name}은(는) 그래프에 있지만 replay(parameters=...)에 없어서 기울기를 구하지 않습니다. parameters=에 넣거나 optimizer에서 빼십시오.",
        "The optimizer's parameter {name} is in the graph, but not among replay(parameters=...), so it gets no gradient. Add it there, or take it from the optimizer.",
    ),
    "replay.copy": (
        "Program은 복사하거나 피클로 저장할 수 없습니다. 모델을 저장하고(state_dict), 불러온 뒤에 replay()를 다시 부르십시오.",
        "A Program cannot be copied or pickled. Save the model (state_dict), and call replay() again after loading.",
    ),
    "replay.where": (
        "그래프에 조건으로 고른 노드 {node}이(가) 있는데, 그 조건이 어디에서 왔는지 그래프는 알지 못합니다. 노드 대신 함수를 replay(함수, inputs=...)로 주면 조건이 바뀔 때 다시 기록합니다.",
        "The graph holds {node}, chosen by a condition, and does not know where that comes from. Give replay() the function instead of its node, and it records anew when the condition changes.",
    ),
    "replay.no_optimizer": (
        "첫 인자로 옵티마이저(SGD, Adam 등)를 주십시오. {type}을(를) 받았습니다. 예: program.step(SGD(model, lr=0.1), X, y)",
        "The first argument is an optimizer, such as SGD or Adam. It was given a {type}. For example: program.step(SGD(model, lr=0.1), X, y)",
    ),
    "replay.guard": (
        "{line}의 비교 {comparison}의 결과가 기록할 때({outcome})와 달라졌습니다. 기록된 그래프에는 그때의 분기만 있습니다. replay(함수, inputs=...)는 다시 기록하고, 표본마다 다른 분기는 relu, maximum, where로 씁니다.",
        "The comparison {comparison} at {line} goes another way than when it was recorded ({outcome}). The recorded graph knows only the branch of then. replay() of the function records anew; a branch that differs from sample to sample is written with relu, maximum or where.",
    ),
    "replay.loss": (
        "학습할 손실은 숫자 하나여야 하는데 모양이 {shape}입니다. mean()이나 sum()으로 하나로 줄이십시오.",
        "A loss to train on is one number, but its shape is {shape}. Make it one with mean() or sum().",
    ),
    "replay.backward": (
        "역전파를 하려면 먼저 program(...)으로 순전파를 해야 합니다.",
        "Call program(...) first: backward() goes back over the last forward pass.",
    ),
    "replay.not_finite": (
        "replay의 결과가 {value}입니다. 어디에서 생겼는지는 with detect_anomaly(): 안에서 replay 없이 실행하면 알 수 있습니다.",
        "The result of the replay is {value}. To see where it arose, run the code without replay inside with detect_anomaly():",
    ),
    "replay.empty": (
        "빈 배열(모양 {shape})은 재실행할 수 없습니다.",
        "An empty array (shape {shape}) cannot be replayed.",
    ),
    "replay.branch": (
        "규칙이 배열의 값에 따라 if로 분기합니다. 값을 몰라도 옮길 수 있도록 where(조건, a, b)로 쓰십시오.",
        "A rule branches with `if` on the numbers of an array. Write where(condition, a, b), which can be read without numbers.",
    ),
    "replay.function": (
        "replay는 NumPy의 {name}을(를) 지원하지 않습니다.",
        "replay does not know NumPy's {name}.",
    ),
    "replay.tapes": (
        "배열에서 계산한 값을 옵티마이저의 설정이나 상태에 담을 수 없습니다.",
        "A number that is computed from arrays cannot become an option or a memory of an optimizer.",
    ),
    "replay.op": (
        "연산 {op}은(는) replay로 옮길 수 없습니다. {why}",
        "The op {op} cannot be replayed. {why}",
    ),
}
