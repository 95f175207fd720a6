"""그림의 문장.

Sentences of drawings.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "draw.suffix": (
        "'{path}': 파일 이름이 '{suffix}'(으)로 끝나서 어떤 형식으로 저장할지 알 수 없습니다. 쓸 수 있는 것: {options}",
        "'{path}': the file name ends in '{suffix}', which says no known format. Use one of: {options}",
    ),
    "draw.engine.missing": (
        "그래프를 배치할 프로그램이 없습니다. 설치: {install}. "
        "설치하지 않아도 .dot, .mmd, .tex, .txt로는 저장할 수 있습니다.",
        "There is no program here to lay the graph out. Install it: {install}. "
        "Without it .dot, .mmd, .tex and .txt can still be saved.",
    ),
    "draw.engine.unknown": (
        "engine='{given}'은(는) 없습니다. 고를 수 있는 것: {options}",
        "engine='{given}' does not exist. Choose one of: {options}",
    ),
    "draw.engine.failed": (
        "배치 프로그램 {engine}이(가) 실패했습니다: {error}",
        "The layout program {engine} failed: {error}",
    ),
    "draw.engine.dot": (
        "PDF에는 시스템 Graphviz의 dot이 필요합니다. 설치: {install}. 또는 .svg로 저장하십시오.",
        "A PDF needs the dot of a system Graphviz. Install it: {install}. Or save as .svg.",
    ),
    "draw.pdf.large": (
        "카드 {count:,}장은 PDF 한 쪽에 담을 수 없습니다. .svg로 저장해 브라우저에서 인쇄하십시오.",
        "{count:,} cards do not fit a page of PDF. Save as .svg and print it from a browser.",
    ),
    "draw.png.missing": (
        "PNG를 만들려면 resvg-py와 글꼴이 필요합니다. 설치: {install}. 또는 .svg로 저장하십시오.",
        "A PNG needs resvg-py and a font. Install them: {install}. Or save as .svg.",
    ),
    "draw.too_many": (
        "노드 {count:,}개를 접지 않고 그리기에는 너무 많습니다(최대 {limit:,}개). fold=True로 접거나 앞부분만 그리십시오.",
        "{count:,} nodes are too many to draw unfolded (the limit is {limit:,}). Use fold=True, or draw a part.",
    ),
    "draw.empty": (
        "그릴 노드가 없습니다: 빈 {type}을(를) 받았습니다. draw(y)나 draw([a, b])처럼 노드를 주십시오.",
        "There is no node to draw: the {type} is empty. Give nodes, as in draw(y) or draw([a, b]).",
    ),
    "draw.folded": (
        "노드 {count:,}개를 {shown}개로 접어 그렸습니다. 모두 보려면 fold=False",
        "{count:,} nodes, folded into {shown}. To see them all: fold=False",
    ),
    "draw.no_steps": (
        "이 그림에는 단계가 없습니다. draw(root, steps=True)로 그리거나 save(root, 'graph.html')을 쓰십시오.",
        "This drawing has no steps. Draw it with draw(root, steps=True), or use save(root, 'graph.html').",
    ),
    "draw.object": (
        "<계산 그래프: 노드 {nodes}개, 연산 {ops}개 - .save('graph.svg')로 저장>",
        "<computational graph: {nodes} nodes, {ops} ops - save it with .save('graph.svg')>",
    ),
    "draw.kind.input": ("입력", "input"),
    "draw.kind.weight": ("가중치", "weight"),
    "draw.kind.bias": ("편향", "bias"),
    "draw.kind.constant": ("상수", "constant"),
    "draw.kind.intermediate": ("중간값", "intermediate"),
    "draw.kind.loss": ("손실", "loss"),
    "draw.kind.result": ("결과", "result"),
    "draw.kind.folded": ("접은 그룹", "folded"),
    "draw.kind.parameter": ("가중치·편향", "weight, bias"),
    "draw.rms": ("{what}의 rms", "{what} rms"),
    "draw.value": ("값", "value"),
    "draw.gradient": ("기울기", "gradient"),
    "draw.local": ("국소 미분", "local derivative"),
    "draw.nodes": ("노드 {count:,}개", "{count:,} nodes"),
    "draw.legend.edge": ("화살표 ∂ = 국소 미분, 굵기 = |기울기|", "arrow ∂ = local derivative, width = |gradient|"),
    "draw.large.edge": ("화살표의 굵기 = |기울기|", "arrow width = |gradient|"),
    "draw.legend.pending": ("— = 아직 역전파 전", "— = before backward()"),
    "draw.born": ("여기서 처음 생김", "first arose here"),
    "draw.before": ("≠ 기여분의 합 {given}", "≠ contributions {given}"),
    "draw.before.apart": ("≠ 기여분의 합, 차이 {apart}", "≠ contributions by {apart}"),
    "draw.before.none": ("≠ 이 그래프에서 온 값이 아님", "≠ not from this graph"),
    "draw.before.nodes": ("≠ 이전 기울기 {count:,}개", "≠ {count:,} from before"),
    "draw.before.legend": (
        "≠ 이 그래프의 기여분 합과 다른 기울기: 이전 backward()에서 쌓였거나 남은 값, 또는 직접 넣은 값",
        "≠ a gradient that is not the sum of this graph's contributions: accumulated or left by an earlier backward(), or set by hand",
    ),
    "draw.before.clear": ("= 초기화하고 다시 구하기", "= clear it and start afresh"),
    "draw.changed": (
        "순전파 뒤에 .data가 바뀌어 그림에 옛 값과 새 값이 섞여 있습니다. 다시 순전파하고 그리십시오.",
        ".data was changed after the forward pass: this drawing mixes old values with new. Run forward again, then draw.",
    ),
    "draw.title": ("계산 그래프", "computational graph"),
    "draw.rest": ("그 밖", "the rest"),
    # ── networks ──
    "network.none": (
        "이 그래프에는 층으로 된 신경망이 없어서 view=\"network\"로 그릴 수 없습니다. 가중치와 입력의 곱을 더하는 뉴런이 층을 이루고, 표본마다 각 층을 한 번씩 지나야 합니다. 카드로 그리십시오: draw(loss). 가중치임을 알리려면 Value(0.5, \"w1\")처럼 이름을 붙이거나 Module로 만듭니다.",
        "This graph holds no network of layers, which view=\"network\" draws: neurons, sums of products of weights and inputs, in layers that each sample goes through once. Draw it as cards: draw(loss). What is a weight is told by a label, as in Value(0.5, \"w1\"), or by a Module.",
    ),
    "network.no_gradient": (
        "colour=\"gradient\"에는 미분할 손실이 필요합니다. 데이터와 손실을 함께 주십시오: draw(model, X, y, loss=\"mse\", colour=\"gradient\")",
        "colour=\"gradient\" needs one thing to differentiate. Give data and a loss: draw(model, X, y, loss=\"mse\", colour=\"gradient\")",
    ),
    "network.loss.missing": (
        "y를 주었지만 손실이 없습니다. 손실도 주거나(draw(model, X, y, loss=\"mse\")) y를 빼십시오(draw(model, X)).",
        "y was given, but no loss. Give one, as in draw(model, X, y, loss=\"mse\"), or leave y out: draw(model, X).",
    ),
    "network.targets.missing": (
        "loss를 주었지만 X와 y가 없습니다. 함께 주거나(draw(model, X, y, loss=\"mse\")) loss를 빼십시오(draw(model, X)).",
        "A loss was given, but not X and y. Give them, as in draw(model, X, y, loss=\"mse\"), or leave the loss out: draw(model, X).",
    ),
    "network.loss.values": (
        "loss='{loss}'은(는) Tensor의 손실이라 Value로 된 모델에 쓸 수 없습니다. (출력, 정답)의 함수를 주십시오: loss=lambda out, y: (out - y) ** 2",
        "loss='{loss}' is a loss of Tensors, and this model is made of Values. Give a function of (output, target): loss=lambda out, y: (out - y) ** 2",
    ),
    "network.width": (
        "입력이 몇 개인지 {model}에서 알 수 없습니다. 데이터를 함께 주십시오: draw(model, X)",
        "{model} does not tell how many inputs it takes. Give data too: draw(model, X)",
    ),
    "network.output": (
        "{model}이(가) 노드 대신 {type}을(를) 돌려주어 그릴 그래프가 없습니다. forward에서 Tensor나 Value(또는 그 목록)를 돌려주십시오.",
        "{model} returned a {type} instead of nodes, so there is no graph to draw. Return a Tensor, a Value or a list of Values from forward.",
    ),
    "network.title": ("신경망 {sizes}", "network {sizes}"),
    "network.column.input": ("입력", "input"),
    "network.column.hidden": ("은닉층 {index}", "hidden {index}"),
    "network.column.output": ("출력층", "output"),
    "network.more": ("… {count:,}개 더", "… {count:,} more"),
    "network.sample": ("표본 {sample:,} / {samples:,}", "sample {sample:,} / {samples:,}"),
    "network.colour.weight": ("가중치", "weight"),
    "network.colour.gradient": ("기울기", "gradient"),
    "network.width_means": ("선의 굵기 = |{what}|, 파선 = -", "line width = |{what}|, dashed = -"),
    "network.left_out": ("선은 {count:,}개 가운데 {shown:,}개만 그렸습니다.", "{shown:,} of {count:,} lines are drawn."),
    "network.outside": (
        "어느 뉴런에 속하는지 알 수 없는 가중치 {count:,}개는 이 그림에 없습니다.",
        "{count:,} weights belong to no neuron that was recognised, and are not in this drawing.",
    ),
    "network.object": (
        "<신경망 {sizes} - .save('network.svg')로 저장>",
        "<network {sizes} - save it with .save('network.svg')>",
    ),
    "network.suffix": (
        "'{path}': 신경망의 그림은 {suffix}(으)로 저장할 수 없습니다. 쓸 수 있는 것: {options}. 손실의 계산 그래프는 {suffix}(으)로도 저장할 수 있습니다: save(loss, 'graph{suffix}')",
        "'{path}': the drawing of a network cannot be saved as {suffix}. Use one of: {options}. The graph of a loss can be: save(loss, 'graph{suffix}')",
    ),
    "network.page.large": (
        "표본 하나를 계산하는 데 노드가 {count:,}개나 들어, 움직이는 페이지로 만들기에는 너무 큽니다(최대 {limit:,}개). .svg나 .png로 저장하거나, 층의 크기와 입력 수를 줄이십시오.",
        "One sample takes {count:,} nodes to compute, too many for a live page (at most {limit:,}). Save as .svg or .png, or take narrower layers and fewer inputs.",
    ),
    "network.no_graph": (
        "view=\"graph\"는 노드를 그립니다. 모델이 만든 손실을 주십시오: draw(loss)",
        "view=\"graph\" draws a node. Give the loss that the model led to: draw(loss)",
    ),
    "network.no_model": (
        "X, y, loss는 모델과 함께 주어야 합니다(draw(model, X, y, loss=\"mse\")). 여기에는 {type}이(가) 왔습니다.",
        "X, y and loss go with a model, as in draw(model, X, y, loss=\"mse\"), but a {type} was given.",
    ),
}  # fmt: skip
