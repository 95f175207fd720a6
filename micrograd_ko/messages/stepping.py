"""한 단계씩 보는 것의 문장.

Sentences of steps, explanations, watching, and the page. The page fills those of the steps itself,
so their placeholders are plain names without a format.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── one step ──
    "step.forward": ("{equation} = {value}", "{equation} = {value}"),
    "step.forward.array": ("{equation}: 모양 {shape}, rms {value}", "{equation}: shape {shape}, rms {value}"),
    "step.seed": (
        "{gradient} = {contribution} (자기 자신에 대한 기울기: 여기서 시작합니다)",
        "{gradient} = {contribution} (its gradient with respect to itself: the pass starts here)",
    ),
    "step.backward": (
        "{gradient} = {upstream_name} × {local_name} = {upstream} × {local} = {contribution}",
        "{gradient} = {upstream_name} × {local_name} = {upstream} × {local} = {contribution}",
    ),
    "step.backward.part": (
        "{gradient}의 {arrival}/{arrivals}번째 기여분 = {upstream_name} × {local_name} = {upstream} × {local} = {contribution}",
        "part {arrival} of {arrivals} of {gradient} = {upstream_name} × {local_name} = {upstream} × {local} = {contribution}",
    ),
    "step.backward.part.sum": (
        "{gradient}의 {arrival}/{arrivals}번째 기여분 = {upstream_name} × {local_name} = {upstream} × {local} = {contribution}, "
        "지금까지의 합 {before} + {added} = {total}",
        "part {arrival} of {arrivals} of {gradient} = {upstream_name} × {local_name} = {upstream} × {local} = {contribution}, "
        "sum so far {before} + {added} = {total}",
    ),
    "step.backward.array": (
        "{gradient} = {whole} (g는 {upstream_name}): 모양 {shape}, rms {contribution}",
        "{gradient} = {whole} (g is {upstream_name}): shape {shape}, rms {contribution}",
    ),
    "step.backward.array.part": (
        "{gradient}의 {arrival}/{arrivals}번째 기여분 = {whole} (g는 {upstream_name}): 모양 {shape}, rms {contribution}",
        "part {arrival} of {arrivals} of {gradient} = {whole} (g is {upstream_name}): shape {shape}, rms {contribution}",
    ),
    "step.backward.array.part.sum": (
        "{gradient}의 {arrival}/{arrivals}번째 기여분 = {whole} (g는 {upstream_name}): 모양 {shape}, rms {contribution}, "
        "지금까지 더한 것의 rms {total}",
        "part {arrival} of {arrivals} of {gradient} = {whole} (g is {upstream_name}): shape {shape}, rms {contribution}, "
        "rms of the sum so far {total}",
    ),
    "step.backward.group": (
        "{gradient}: 접은 그룹에서 온 기여분 {contribution}, 지금까지의 합 {total}",
        "{gradient}: {contribution} came from a folded group, sum so far {total}",
    ),
    "step.arrived": (
        "{gradient} = {contribution} (다음 층에서 온 기여분의 합)",
        "{gradient} = {contribution} (the sum of what came from the next layer)",
    ),
    "step.local": ("국소 미분 {local_name} = {partial}", "local derivative {local_name} = {partial}"),
    "step.start": (
        "시작. 아직 아무것도 계산하지 않았습니다.",
        "Start. Nothing has been computed yet.",
    ),
    "step.end": ("(끝)", "(the end)"),
    "step.phase.forward": ("순전파", "forward"),
    "step.phase.backward": ("역전파", "backward"),
    "step.place": (
        "{got}번째 단계는 없습니다. 단계는 {last}까지입니다.",
        "There is no step {got}. The last is {last}.",
    ),
    "record.epochs": (
        "epochs에는 남길 에폭의 목록이 와야 하는데 {given}을(를) 받았습니다. 예: epochs=[0, 10, {given}]. 몇 에폭마다 남기려면 every={given}을(를) 쓰십시오.",
        "epochs needs a list of the epochs to keep, but was {given}. For example: epochs=[0, 10, {given}]. To keep one every so often use every={given}.",
    ),
    # ── the page ──
    "page.empty": ("그릴 그래프가 없습니다. 기록한 에폭이 하나는 있어야 합니다.", "There is no graph to draw. At least one epoch has to be recorded."),
    "page.several": (
        "역전파의 단계는 뿌리 하나에서 시작하는데 뿌리 {count}개를 받았습니다. 하나만 주거나(draw({last}, steps=True)), 함께 그리려면 단계 없이 draw([...])나 .svg로 그리십시오.",
        "The steps of a backward pass begin at one root, but {count} were given. Give one of them (draw({last}, steps=True)), or draw them together without steps: draw([...]), or save as .svg.",
    ),
    "page.differs": (
        "{title}의 그래프가 {last}의 그래프와 다릅니다. 한 페이지에는 값만 다른 같은 그래프를 담습니다.",
        "The graph of {title} is not that of {last}. One page holds one graph, whose numbers alone differ.",
    ),
    "page.network.title": ("신경망: 눌러 보고 바꾸어 보기", "a network to press and change"),
    "page.network.start": (
        "{sizes} 신경망입니다. 동그라미를 누르면 그 뉴런의 계산이, 선을 누르면 그 가중치의 기울기가 왜 그 값인지 보입니다. 슬라이더로 값을 바꾸고, 한 스텝 하강하거나 학습시켜 보십시오.",
        "A {sizes} network. Press a circle to see what that neuron computes, a line to see why its weight has the gradient that it has. Change numbers with the slider, take one step down, or train.",
    ),
    "page.network.close": ("← 신경망", "← network"),
    "page.network.sample": ("표본", "sample"),
    "page.network.target": ("정답 {target}", "target {target}"),
    "page.network.batch": ("모든 표본으로 학습 (끄면 이 표본만)", "train on all samples (else on this one)"),
    "page.network.plane": ("입력 평면 위의 출력", "the output over the plane of inputs"),
    "page.network.weights": ("선의 색: 가중치", "lines: weights"),
    "page.network.gradients": ("선의 색: 기울기", "lines: gradients"),
    "page.network.what.weights": ("가중치", "weight"),
    "page.network.what.gradients": ("기울기", "gradient"),
    "page.network.scale": ("선의 색과 굵기 = {what}의 부호와 크기, 파선 = −", "colour and width of lines = sign and size of the {what}, dashed = −"),
    "page.network.hidden": ("동그라미 {count:,}개는 그리지 않았습니다(계산에는 있습니다)", "{count:,} circles are not drawn (they are computed)"),
    "page.network.rows": ("표본 {count:,}개 가운데 {shown:,}개", "{shown:,} of {count:,} samples"),
    "page.network.mean": ("{count}개의 평균 L = {loss}", "mean L of {count} = {loss}"),
    "page.network.mean.right": (
        "{count}개의 평균 L = {loss} · 맞힌 것 {right}/{count}",
        "mean L of {count} = {loss} · right: {right}/{count}",
    ),
    "page.network.slope": (
        "이 표본: {own}\n{count}개의 평균: {mean} ← 학습 스텝에 쓰는 값",
        "this sample: {own}\nmean of {count}: {mean} ← what a step uses",
    ),
    "page.network.input": ("이 표본의 입력을 바꿉니다", "this changes the sample's input"),
    "page.network.why": (
        "가중치의 기울기 = 뒤 뉴런의 기울기 ∂L/∂z × 앞에서 들어온 값",
        "a weight's gradient = the next neuron's ∂L/∂z × the value that comes in",
    ),
    "page.network.why.sum": (
        "가중치의 기울기 = 표본마다 (뒤 뉴런의 기울기 ∂L/∂z × 앞에서 들어온 값)을 더한 것",
        "a weight's gradient = the sum over the samples of (the next neuron's ∂L/∂z × the value that comes in)",
    ),
    "page.network.rest": (
        "(여기에 다른 경로로 온 {rest} 더하기: {gradient})",
        "(with {rest} that comes another way: {gradient})",
    ),
    "page.network.last": (
        "{derivative} = {gradient}: 손실에서 곧바로 온 기울기 (손실 상자를 누르면 그 계산이 보입니다)",
        "{derivative} = {gradient}: straight from the loss (press its box to see how)",
    ),
    "page.network.opened": (
        "{name}의 계산 전체입니다. '다음'을 누르면 처음부터 한 단계씩 보입니다.",
        "All of what makes {name}. Press 'next' to go through it step by step.",
    ),
    "page.network.not_mean": (
        "이 손실은 표본마다의 손실의 평균이 아니어서, 학습은 지금 보이는 표본 하나로 합니다.",
        "This loss is not the mean of the samples' losses, so training is on the sample in sight alone.",
    ),
    "page.network.keys": (
        "키: Tab 동그라미와 선 · Enter 누르기 · Esc 돌아오기 · D 한 스텝 하강 · U 되돌리기 · + - 0 크기 · L 언어 · T 밝기",
        "Keys: Tab circles and lines · Enter press · Esc back · D one step down · U undo · + - 0 zoom · L language · T theme",
    ),
    "page.network.output": ("정답 {target} · 출력 {output} (경계 {threshold})", "target {target} · output {output} (threshold {threshold})"),
    "page.learned": ("손실이 처음의 1% 아래로 내려가 멈췄습니다.", "Stopped: the loss is below 1% of what it was."),
    "page.partial": ("아직 {name}의 앞쪽 항만 더한 값입니다.", "Only the first terms of {name} so far."),
    "page.diverged": ("손실이 발산해 멈췄습니다. 되돌리고 학습률을 줄이십시오.", "The loss diverged, so training stopped. Undo, and take a smaller learning rate."),
    "page.rule": ("경사 하강: w ← w − η · ∂L/∂w", "gradient descent: w ← w − η · ∂L/∂w"),
    "page.quiz.wait": ("퀴즈는 역전파 단계에서 묻습니다. '다음'으로 넘기십시오.", "The quiz asks at backward steps. Go on with 'next'."),
    "page.network.terms": ("{count}개 항의 합", "the sum of {count} terms"),
    "page.network.op": (
        "{name} 때문에 이 신경망의 페이지를 만들 수 없습니다: {why}. .svg나 .png로 저장하거나 save(loss, 'loss.html')을 쓰십시오.",
        "This network has no page because of {name}: {why}. Save it as .svg or .png, or use save(loss, 'loss.html').",
    ),
    "page.side": ("실험과 표", "panel and table"),
    "page.lab": ("값을 바꾸어 보기", "change numbers"),
    "page.rate": ("학습률 η", "learning rate η"),
    "page.rate.wrong": ("학습률은 0보다 큰 숫자입니다. 예: 0.1", "The learning rate is a number above 0, such as 0.1"),
    "page.down": ("한 스텝 하강", "one step down"),
    "page.undo": ("↶ 되돌리기", "↶ undo"),
    "page.run": ("▶ 학습", "▶ train"),
    "page.halt": ("❚❚ 멈춤", "❚❚ stop"),
    "page.descents": ("{count}스텝", "steps: {count}"),
    "page.curve": ("손실 곡선", "loss curve"),
    "page.taken": (
        "그래프를 만들 때 정해진 것({taken})은 값을 바꾸어도 그대로입니다.",
        "What was settled when the graph was made ({taken}) stays as it is, whatever the numbers become.",
    ),
    "page.fixed.folded": (
        "접은 그래프라서 값을 바꿀 수 없습니다. 노드가 400개 이하이면 바꿀 수 있습니다.",
        "Numbers cannot be changed here, as the graph is folded; up to 400 nodes they can.",
    ),
    "page.fixed.arrays": (
        "배열의 그래프라서 값을 바꿀 수 없습니다. 신경망이면 save(..., view=\"network\")로, 작은 그래프면 expand로 펼쳐서 저장하십시오.",
        "Numbers cannot be changed here, as these are arrays. Save a network with view=\"network\", or a small graph after expand().",
    ),
    "page.fixed.op": ("{name} 때문에 페이지에서 값을 바꿀 수 없습니다:", "Numbers cannot be changed here because of {name}:"),
    "page.fixed.array": ("배열 전체를 다루는 연산입니다", "it works on whole arrays"),
    "page.fixed.rule": ("규칙을 옮길 수 없습니다: {error}", "its rule cannot be carried over: {error}"),
    "page.title": ("계산 그래프: 한 단계씩", "computational graph: step by step"),
    "page.noscript": ("단계를 넘기려면 자바스크립트가 필요합니다. 그림은 마지막 모습입니다.", "Stepping needs JavaScript. The drawing shows the end of the passes."),
    "page.toolbar": ("단계 넘기기", "stepping"),
    "page.back": ("◀ 이전", "◀ back"),
    "page.next": ("다음 ▶", "next ▶"),
    "page.play": ("▶ 재생", "▶ play"),
    "page.pause": ("❚❚ 멈춤", "❚❚ pause"),
    "page.reset": ("처음으로", "start over"),
    "page.steps": ("단계", "step"),
    "page.epoch": ("에폭", "epoch"),
    "page.words": ("지금 단계", "the current step"),
    "page.view": ("그림", "drawing"),
    "page.zoom": ("크기", "zoom"),
    "page.in": ("크게", "zoom in"),
    "page.out": ("작게", "zoom out"),
    "page.fit": ("모두 보기", "show all"),
    "page.table": ("값과 기울기의 표", "table of values and gradients"),
    "page.name": ("이름", "name"),
    "page.theme": ("화면 밝기", "light/dark"),
    "page.quiz": ("퀴즈", "quiz"),
    "page.quiz.question": ("다음 기울기는? {gradient} = {upstream_name} × {local_name} = ?", "The next gradient? {gradient} = {upstream_name} × {local_name} = ?"),
    "page.quiz.sum": (
        "다음 기울기는? {gradient} = 지금까지의 합 {before} + {upstream_name} × {local_name} = ?",
        "The next gradient? {gradient} = the sum so far {before} + {upstream_name} × {local_name} = ?",
    ),
    "page.quiz.answer": ("답", "answer"),
    "page.quiz.check": ("확인", "check"),
    "page.quiz.reveal": ("답 보기", "show me"),
    "page.quiz.right": ("맞았습니다. {right}/{tried}", "Right. {right}/{tried}"),
    "page.quiz.wrong": (
        "아닙니다. 흘러온 기울기 × 국소 미분 = {upstream} × {local} 계산을 다시 하고, 지금까지의 합이 있으면 더하십시오.",
        "No. Upstream gradient × local derivative = {upstream} × {local}; add the sum so far if there is one.",
    ),
    "page.quiz.number": ("숫자를 쓰십시오. 예: -0.25", "Write a number, such as -0.25"),
    "page.quiz.score": ("맞힌 개수 {right}/{tried}", "{right}/{tried} right"),
    "page.trace.gradient": ("{name}의 기울기 {total}", "gradient of {name}: {total}"),
    "page.trace.count": ("{name}에서 {root}까지 가는 경로 {count}개", "{count} paths from {name} to {root}"),
    "page.trace.many": ("{name}에서 {root}까지 가는 경로 {count}개: 기울기 {total}", "{count} paths from {name} to {root}: gradient {total}"),
    "page.trace.sum": ("{name}에서 {root}까지 가는 경로 {count}개: {sum} = {total}", "{count} paths from {name} to {root}: {sum} = {total}"),
    "page.rms": ("배열의 값과 기울기는 크기(rms)로 나타내며 부호가 없습니다", "of an array, value and gradient are its size (rms), without a sign"),
    "page.before.nodes": ("≠ 이전 기울기 {held}개", "≠ {held} from before"),
    "page.before.legend": (
        "지금 .grad에 이 페이지의 기울기(backward() 한 번)가 아닌 값이 들어 있음: 이전 backward()에서 쌓였거나 남은 값, 또는 직접 넣은 값. 초기화:",
        ".grad does not hold the gradient of this page, that of one backward(): accumulated or left by an earlier one, or set by hand. Clear it:",
    ),
    "page.keys": (
        "키: ← → 이동 · 스페이스 재생/멈춤 · Home/End 처음/끝 · Q 퀴즈 · D 한 스텝 하강 · U 되돌리기 · + - 0 크기 · L 언어 · T 밝기. 노드를 가리키면 손실까지의 경로와 곱이 보입니다.",
        "Keys: ← → move · space play/pause · Home/End first/last · Q quiz · D one step down · U undo · + - 0 zoom · L language · T theme. Point at a node to see its paths to the loss, and their products.",
    ),
    # ── frames for slides ──
    "frames.folder": (
        "'{folder}'은(는) 폴더가 아니라 파일입니다. 그림을 담을 폴더의 이름을 주십시오.",
        "'{folder}' is a file. Give the name of a folder to put the frames into.",
    ),
    "frames.format": (
        "format={given}: 그림의 형식은 {options} 가운데 하나입니다. 애니메이션은 animation='gif'나 animation='apng'로 함께 만듭니다.",
        "format={given}: frames are written as one of {options}. A moving picture comes with animation='gif' or animation='apng'.",
    ),
    "frames.animation": (
        "animation={given}: 애니메이션의 형식은 {options} 가운데 하나이고, None이면 만들지 않습니다.",
        "animation={given}: a moving picture is one of {options}; None makes none.",
    ),
    "frames.seconds": (
        "seconds={given}: 한 단계를 보여 줄 시간은 0초보다 길고 {longest}초 이하여야 합니다. 보통 1.2입니다.",
        "seconds={given}: the time for each step must be a number above 0 and at most {longest}. The usual is 1.2.",
    ),
    "frames.many": (
        "단계를 모두 그리면 그림이 {count:,}장입니다(최대 {limit:,}장). 더 작은 그래프나 더 적은 에폭을 주거나, 페이지로 저장하십시오: save(root, 'graph.html')",
        "All steps would make {count:,} frames (the limit is {limit:,}). Give a smaller graph or fewer epochs, or save the page: save(root, 'graph.html')",
    ),
    "frames.foreign": (
        "'{path}'은(는) save_frames가 만든 파일이 아니어서 덮어쓰지도 지우지도 않았습니다. 다른 폴더를 고르거나 그 파일을 옮기십시오.",
        "'{path}' was not made by save_frames, so it was neither replaced nor deleted. Choose another folder, or move that file.",
    ),
    "frames.pillow": (
        "애니메이션을 만들려면 Pillow가 필요합니다. 설치: {install}. animation=None이면 낱장만 저장합니다.",
        "A moving picture needs Pillow. Install it: {install}. With animation=None the frames alone are saved.",
    ),
    # ── watching ──
    "watch.on": ("<노드가 만들어질 때마다 알리는 중 - 멈추려면 .stop()>", "<telling of every new node - .stop() ends it>"),
    "watch.off": ("<멈춤>", "<stopped>"),
    # ── why a gradient is what it is ──
    "explain.title": ("{derivative} = {total}: {x}에서 {y}까지 가는 경로 {count}개의 합", "{derivative} = {total}: the sum over {count} paths from {x} to {y}"),
    "explain.title.one": ("{derivative} = {total}: {x}에서 {y}까지 가는 경로 하나", "{derivative} = {total}: the one path from {x} to {y}"),
    "explain.none": ("{derivative} = 0: {x}에서 {y}까지 가는 경로가 없습니다.", "{derivative} = 0: there is no path from {x} to {y}."),
    "explain.sum": ("  합: {terms} = {total}", "  sum: {terms} = {total}"),
    "explain.rest": (
        "  경로 {count}개 가운데 기여분이 가장 큰 {shown}개입니다. 이들의 합은 {carried}이고, 모든 기여분의 절댓값을 더한 것의 {share}입니다.",
        "  These are the {shown} largest of {count} paths. Their sum is {carried}; they carry {share} of the sizes of all contributions.",
    ),
    "explain.other": (
        "  {x}.grad는 {grad}입니다. 잎의 기울기는 backward()마다 누적되고, 다른 뿌리에서 온 것일 수도 있습니다. {y}.zero_grad() 뒤에 {y}.backward()를 한 번 부르면 {total}입니다.",
        "  {x}.grad is {grad}: gradients of leaves add up over calls of backward(), and may come from another root. After {y}.zero_grad() one {y}.backward() gives {total}.",
    ),
    "explain.changed": (
        "  {x}.grad는 {grad}입니다. 순전파 뒤에 .data가 바뀌어 위의 결과에는 옛 값과 새 값이 섞여 있으므로 둘을 비교할 수 없습니다. 새 값으로 다시 순전파하십시오.",
        "  {x}.grad is {grad}. .data was changed after the forward pass, so the numbers above mix old values with new, and the two cannot be compared. Run forward again.",
    ),
    "explain.more": ("…({count}개)…", "…({count} more)…"),
    "explain.tensor": (
        "explain은 스칼라 하나하나의 경로를 보여 줍니다. Tensor 그래프는 먼저 펼치십시오: small, w = expand(loss, W); explain(small, w[0, 0])",
        "explain shows paths of single numbers. Expand a Tensor graph first: small, w = expand(loss, W); explain(small, w[0, 0])",
    ),
    "orders.same": (
        "노드 {count}개의 기울기가 모두 같습니다: 두 번 쓰인 중간값이 없습니다. a = x * x; y = a + a * a로 비교해 보십시오.",
        "All {count} gradients agree: no intermediate value is used twice. Compare with a = x * x; y = a + a * a.",
    ),
    "orders.lucky": (
        "노드 {count}개의 기울기가 모두 같습니다: 두 번 쓰인 중간값이 있지만, 여기서는 우연히 순서가 맞았습니다. a = x * x; y = a + a * a로 비교해 보십시오.",
        "All {count} gradients agree: a value is used twice, but here the order happened to be right. Compare with a = x * x; y = a + a * a.",
    ),
    "orders.title": ("노드 {count}개 가운데 {wrong}개의 기울기가 다릅니다.", "{wrong} of {count} gradients differ."),
    "orders.node": ("노드", "node"),
    "orders.right": ("위상 순서(다 모인 뒤)", "topological order (when complete)"),
    "orders.walk": ("깊이 우선(오자마자)", "depth first (at once)"),
    "orders.more": ("  … 그 밖에 {count}개", "  … and {count} more"),
    "orders.first": (
        "깊이 우선 순회는 {node}에 닿자마자, 그때까지 모인 기울기 {passed}만 넘겼습니다. {missing}에서 올 기여분은 아직 없었습니다.\n모두 모이면 {right}입니다. 위상 순서에서는 모두 모일 때까지 기다립니다.",
        "Depth first passed on the gradient of {node} as soon as it got there: only the {passed} gathered by then, before what comes from {missing} had arrived.\n"
        "With all of it the gradient is {right}. Topological order waits until all has arrived.",
    ),
}  # fmt: skip
