"""색인, 이미지, 차례를 다루는 층과 이름 자료의 문장.

Sentences of layers for places, images and sequences, and of the names that come along.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "nn.pair": (
        "{name}={given}: {low} 이상의 정수 하나, 또는 (세로, 가로)로 정수 둘을 쓰십시오. 예: {name}=2, {name}=(2, 3)",
        "{name}={given}: give one whole number from {low}, or two as (rows, columns), for example {name}=2, {name}=(2, 3)",
    ),
    # ── Embedding ──
    "nn.place": (
        "{layer}의 번호는 0부터 {last}까지의 정수인데 {place} 자리에 {got}이(가) 있습니다. 음수는 뒤에서부터 세지 않습니다. 번호의 종류 수가 count와 같은지, 번호를 표준화하지는 않았는지 확인하십시오.",
        "The numbers of {layer} are whole ones from 0 to {last}, but at {place} there is {got}. Negative ones do not count from the end. Check that count is how many there are, and that the numbers were not standardised.",
    ),
    "nn.place.kind": (
        "{layer}에는 번호의 배열이 와야 하는데 {type} {got}을(를) 받았습니다. 문자는 먼저 번호로 바꾸십시오. 예: [letters.index(c) for c in word]",
        "{layer} takes arrays of whole numbers, but was given the {type} {got}. Letters are to be numbered first, for example [letters.index(c) for c in word]",
    ),
    "nn.place.digits": (
        "{layer}: float32는 {limit:,}보다 큰 정수를 하나하나 구별하지 못하므로 번호를 그만큼 둘 수 없습니다. dtype=np.float64로 만드십시오.",
        "{layer}: float32 does not tell whole numbers above {limit:,} apart, so there cannot be so many rows. Make it with dtype=np.float64.",
    ),
    # ── images ──
    "nn.image": (
        "{layer}에는 (표본, {channels}, 세로, 가로) 모양의 배열이 와야 하는데 모양이 {shape}입니다. 한 줄로 편 이미지라면 X.reshape(-1, 채널, 세로, 가로)로 바꾸십시오. 예: 8×8은 X.reshape(-1, 1, 8, 8)",
        "{layer} takes arrays of shape (samples, {channels}, rows, columns), but was given the shape {shape}. Images that lie in one row each are shaped by X.reshape(-1, channels, rows, columns), for example those of 8×8 by X.reshape(-1, 1, 8, 8)",
    ),
    "nn.channels": ("채널", "channels"),
    "nn.window": (
        "{layer}: 윈도우의 크기 {window}이(가) 이미지의 크기 {image}보다 큽니다. size를 줄이거나, Conv2d라면 padding을 늘리십시오.",
        "{layer}: the window of size {window} is larger than the image of size {image}. Make size smaller, or padding larger if this is a Conv2d.",
    ),
    "nn.flatten": (
        "Flatten에는 첫 축이 표본인 배열이 와야 하는데 숫자 하나를 받았습니다.",
        "Flatten takes arrays whose first axis counts the samples, but was given a single number.",
    ),
    # ── sequences ──
    "nn.sequence": (
        "{layer}에는 (표본, 시각, {nin}) 모양의 배열이 와야 하는데 모양이 {shape}입니다. 시각은 하나 이상이어야 합니다.",
        "{layer} takes arrays of shape (samples, times, {nin}), but was given the shape {shape}. There must be at least one time.",
    ),
    "nn.cell": (
        "{layer}에는 (표본, {nin}) 모양의 배열이 와야 하는데 모양이 {shape}입니다. 여러 시각을 한꺼번에 다루는 것은 RNN입니다.",
        "{layer} takes arrays of shape (samples, {nin}), but was given the shape {shape}. What takes several times at once is RNN.",
    ),
    "nn.hidden": (
        "{layer}의 이전 상태 h는 모양이 {expected}이어(여)야 하는데 {shape}입니다. 처음이라면 h를 주지 마십시오.",
        "The state h before this step of {layer} must have the shape {expected}, but has {shape}. At the beginning leave h out.",
    ),
    # ── plots ──
    "plot.filters.title": ("필터: 빨강은 더하고 파랑은 뺀다", "Filters: red adds, blue takes away"),
    "plot.filter": ("필터 {number}", "filter {number}"),
    "plot.filter.channel": ("필터 {number}, 채널 {channel}", "filter {number}, channel {channel}"),
    "plot.filters.many": (
        "필터 그림 {count:,}개는 한 장에 그리기에 너무 많습니다(최대 {limit}개). 일부만 고르십시오. 예: layer.W.data[:4]",
        "{count:,} pictures of filters are too many for one plot (the limit is {limit}). Choose some, as by layer.W.data[:4]",
    ),
    "nn.time": ("시각 {index}", "time {index}"),
}  # fmt: skip
