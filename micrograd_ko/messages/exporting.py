"""내보내기의 문장.

Sentences of exporting: ONNX files, PyTorch's state dicts, networkx graphs.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "export.package": (
        "{what}에는 {package} 패키지가 필요한데 설치되어 있지 않습니다. 설치: {command}",
        "{what} needs the package {package}, which is not installed. Install it: {command}",
    ),
    "export.result": (
        "내보낼 모델은 Tensor 하나를 돌려주어야 하는데 {type} {got}을(를) 돌려주었습니다.",
        "A model that is exported returns one Tensor. This one returned the {type} {got}.",
    ),
    "export.unused": (
        "결과 {name}이(가) 입력에서 계산한 값이 아닙니다. 모델이 입력을 보통 배열로 바꾸면(예: 인덱스로 쓰면) 그래프는 그 관계를 알지 못합니다. 입력에 연산을 적용해 얻은 결과를 내보내십시오.",
        "The result {name} was not computed from the input. What a model makes of a mere array of it, such as an index, the graph does not know. Export a model whose result is made of its input by ops.",
    ),
    "export.branch": (
        "모델이 {line}에서 입력에 따라 달라지는 값을 읽어 파이썬에서 썼습니다: {what}. 파일에는 예로 기록한 그래프 하나만 남으므로 다른 입력에서는 틀릴 수 있어 내보내지 않습니다. 표본마다 다른 분기는 relu, maximum, where(x > 0, a, b)로 쓰고, .data 대신 노드로 계산하고, 모양은 x.data.shape 대신 x.shape로 읽으십시오.",
        "At {line} the model read numbers that depend on its input and used them in Python: {what}. A file holds only the graph of the example and could be wrong for other inputs, so it is not written. Write a branch that differs from sample to sample with relu, maximum or where(x > 0, a, b); compute with nodes in place of .data; read a shape as x.shape, not x.data.shape.",
    ),
    "export.written": (
        "모델의 forward가 {line}에서 {name}.data를 바꿉니다. 파일에서는 그 일이 되풀이되지 않습니다. 값을 바꾸는 일은 forward 밖에서 하십시오.",
        "The model's forward changes {name}.data at {line}, which a file would not do again. Change numbers outside of forward.",
    ),
    "export.training": (
        "함수가 {what}을(를) 학습 모드로 부릅니다: 난수를 뽑거나 배치의 통계를 씁니다. 내보내기 전에 모델마다 model.eval()을 부르십시오.",
        "The function calls {what} as in training, when it draws random numbers or follows the batch. Call model.eval() of each model before exporting.",
    ),
    "export.unlike": (
        "표본이 {rows}개일 때와 {others}개일 때 모델이 다른 그래프를 만듭니다({first}, {second}). 표본마다 반복하는 for 문이라면 배열의 연산으로 쓰거나, 표본의 수를 정해 export_onnx(..., batch=1)로 내보내십시오.",
        "With {rows} samples the model makes another graph than with {others} ({first}, {second}). Write a loop over samples as ops on arrays, or export it for a fixed number of samples, export_onnx(..., batch=1).",
    ),
    "export.batch": (
        "연산 {op}({node})의 값이 표본의 수에 따라 달라져 임의의 표본 수에 맞게 적을 수 없습니다: {rows}개일 때 {first}, {others}개일 때 {second}. forward에서 난수를 뽑거나 표본의 수로 나누는지 확인하십시오. 표본의 수를 정하면 export_onnx(..., batch=1)로 내보낼 수 있습니다.",
        "Something in the op {op} ({node}) changes with the number of samples, in a way that cannot be written for any number: {first} with {rows}, {second} with {others}. See whether forward draws random numbers, or divides by the number of samples. For a fixed number, export_onnx(..., batch=1) can write it.",
    ),
    "export.varies": (
        "연산 {op}({node})의 값이 부를 때마다 다릅니다: 한 번은 {first}, 한 번은 {second}. forward에서 난수를 뽑거나 입력을 그래프 밖에서 계산합니다. 그런 계산은 파일에 적을 수 없습니다.",
        "Something in the op {op} ({node}) is another one at each call: {first}, then {second}. Forward draws random numbers, or computes with its input outside the graph, which a file cannot hold.",
    ),
    "export.row": (
        "배열 연산 {name}은(는) ONNX로 적을 수 없습니다. 적을 수 있는 배열 연산: {options}.",
        "The array op {name} cannot be written in ONNX. Array ops that can: {options}.",
    ),
    "export.op": (
        "연산 {op}의 규칙을 ONNX로 옮길 수 없습니다. {why}",
        "The rule of the op {op} cannot be written in ONNX. {why}",
    ),
    "export.function": (
        "{name}에 해당하는 것이 ONNX에 없습니다.",
        "ONNX has nothing for {name}.",
    ),
    "export.samples": (
        "X에는 표본의 배열 (n, …)을 주십시오. {type} {got}을(를) 받았습니다.",
        "X takes an array of samples (n, …). It was given the {type} {got}.",
    ),
    "export.samples.shape": (
        "X에 표본이 하나도 없습니다(모양 {shape}). 예로 쓸 표본을 한 줄 이상 (n, …)으로 주십시오.",
        "X holds no sample (shape {shape}). Give at least one row as an example, (n, …).",
    ),
    "export.width": (
        "{model}의 입력이 어떤 모양인지 알 수 없습니다. 표본 몇 줄을 주십시오: export_onnx(model, path, X).",
        "What shape the input of {model} has is not known. Give some samples: export_onnx(model, path, X).",
    ),
    "export.name": (
        "{option}에는 빈 문자열이 아닌 이름을 주십시오. 입력과 출력의 이름은 서로 달라야 합니다. 받은 것: {given}.",
        "{option} is a name, text that is not empty; input and output have different ones. It was given {given}.",
    ),
    "export.differs": (
        "표본 {rows}개로 비교하니 만든 파일의 결과가 모델과 {apart}만큼 다릅니다. 파일을 쓰지 않았습니다. forward가 표본의 수나 입력값을 그래프 밖에서 쓰는지 확인하고, 아니라면 이 모델과 함께 알려 주십시오.",
        "Compared on {rows} samples, the file differs from the model by {apart}, so it was not written. See whether forward uses the number of samples, or numbers of its input, outside the graph; if not, please report it with this model.",
    ),
    "export.differs.shape": (
        "표본 {rows}개로 비교하니 만든 파일의 결과는 모양이 {shape}인데 모델의 결과는 {expected}입니다. 파일을 쓰지 않았습니다. forward가 표본의 수를 어떻게 쓰는지 확인하거나, export_onnx(..., batch=1)로 표본의 수를 정하십시오.",
        "Compared on {rows} samples, the file's result has the shape {shape}, the model's {expected}, so it was not written. See how forward uses the number of samples, or fix it, export_onnx(..., batch=1).",
    ),
    "export.fails": (
        "표본 {rows}개로 비교하려 하니 만든 파일이 실행되지 않습니다: {error}. 파일을 쓰지 않았습니다. forward가 표본의 수를 어떻게 쓰는지 확인하거나, export_onnx(..., batch=1)로 표본의 수를 정하십시오.",
        "Compared on {rows} samples, the file does not run: {error}. It was not written. See how forward uses the number of samples, or fix it, export_onnx(..., batch=1).",
    ),
    # ── PyTorch ──
    "export.torch.model": (
        "첫 인자로 Module을 주십시오. {type} {got}을(를) 받았습니다.",
        "The first argument is a Module. It was given the {type} {got}.",
    ),
    "export.torch.dict": (
        "from_torch의 둘째 인자는 이름을 키로 텐서를 담은 사전입니다. {type} {got}을(를) 받았습니다. PyTorch 모델이면 model.state_dict()를 주십시오.",
        "The second argument of from_torch is a dict of tensors by name. It was given the {type} {got}. Of a PyTorch model, give model.state_dict().",
    ),
    "export.torch.array": (
        "state_dict의 {name}에는 숫자의 배열이 있어야 하는데 {type} {got}이(가) 있습니다.",
        "Under {name} a state dict holds an array of numbers. This one holds the {type} {got}.",
    ),
    "export.torch.layer": (
        "{layer}에 맞는 층이 PyTorch의 state_dict에 없습니다. 옮길 수 있는 것: {options}, 그리고 이것들을 담은 Module.",
        "There is no layer of PyTorch whose state dict {layer} fits. Those that do: {options}, and modules that hold them.",
    ),
    "export.torch.parameter": (
        "{model}의 매개변수 {name}은(는) state_dict의 어느 이름에도 없어 옮기면 사라집니다. 층이나 사용자 Module의 속성으로 두십시오.",
        "The parameter {name} of {model} has no name in the state dict and would be lost. Let a layer, or a Module of your own, hold it as an attribute.",
    ),
    "export.torch.state": (
        "state_dict가 모델과 맞지 않아 아무것도 바꾸지 않았습니다. 빠진 이름: {missing}. 모르는 이름: {unknown}. 다른 모양(PyTorch의 것 ≠ 모델의 것): {shapes}.",
        "The state dict does not fit the model, and nothing was changed. Missing: {missing}. Unknown: {unknown}. Other shapes (PyTorch's ≠ the model's): {shapes}.",
    ),
}
