"""배열, 층, 손실, 학습의 문장.

Sentences of arrays, layers, losses and training.
"""

MESSAGES: dict[str, tuple[str, str]] = {

}  # fmt: skip
