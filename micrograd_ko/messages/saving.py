"""모델과 그래프를 저장하는 문장.

Sentences of models and graphs that are saved.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── what is to be saved ──
    "saving.thing": (
        "저장할 수 있는 것은 모델(Module)이나 노드, 노드의 목록인데 {type} {got}을(를) 받았습니다. 예: save(model, 'model.npz'). 배열은 np.save로 저장합니다.",
        "A model (Module), a node or a list of nodes can be saved, but this is the {type} {got}. For example: save(model, 'model.npz'). Arrays are saved with np.save.",
    ),
    "saving.graph_alone": (
        "optimizer와 history는 모델과 함께 저장합니다. 그래프를 저장할 때는 빼고 부르십시오: save(loss, 'graph.json')",
        "An optimizer and a history are saved with a model. Leave them out for a graph: save(loss, 'graph.json')",
    ),
    "saving.option": (
        "{option}에 맞지 않는 {got}을(를) 받았습니다. optimizer에는 옵티마이저, history에는 fit이 돌려준 History, into에는 모델을 주십시오.",
        "{option} was given {got}, which is none. optimizer takes an optimizer, history the History that fit returned, into a model.",
    ),
    "saving.function.named": (
        "모델 안의 함수 {got}은(는) 파일에 담을 수 없습니다. 표의 연산으로 바꾸면 이름으로 저장됩니다: micrograd_ko.{name}",
        "The function {got} in the model cannot be put into a file. Use the op of the table instead, which is saved by its name: micrograd_ko.{name}",
    ),
    "saving.function.own": (
        "모델 안의 함수 {got} {name}은(는) 파일에 담을 수 없습니다. 표의 연산(op(...)로 만든 것도)을 쓰거나, Module의 하위 클래스에 담고 load(path, into=...)로 불러오십시오.",
        "The function {got} {name} in the model cannot be put into a file. Use an op of the table (one made with op(...) will do), or put it into a subclass of Module and load that with load(path, into=...).",
    ),
    "saving.row": (
        "연산 '{name}'은(는) 표에 없어서 이름으로 저장할 수 없습니다. 먼저 op(...)로 등록하십시오.",
        "The op '{name}' is not in the table, so it cannot be saved by its name. Register it first with op(...).",
    ),
    "saving.param": (
        "연산 '{name}'의 매개변수 {param}={got}은(는) 파일에 담을 수 없습니다. 숫자, 튜플, slice, 배열을 쓰십시오.",
        "The parameter {param}={got} of the op '{name}' cannot be put into a file. Use numbers, tuples, slices or arrays.",
    ),
    "saving.data": (
        "'{node}'에 파일에 담을 수 없는 것이 있습니다: {type} {got}. Value의 .data는 float, Tensor의 .data는 float64나 float32의 배열이어야 합니다.",
        "'{node}' holds what a file does not: the {type} {got}. The .data of a Value must be a float, that of a Tensor an array of float64 or float32.",
    ),
    "saving.subclass": (
        "'{node}'은(는) {type}이라서 그래프 파일에 담지 않습니다. 파일에는 Value와 Tensor만 있고, 하위 클래스가 더한 것은 잃게 됩니다. pickle로 저장하거나, 모델이라면 모델을 저장하십시오.",
        "'{node}' is a {type}, which no file of a graph holds: there are only Values and Tensors in it, and what a subclass adds would be lost. Save it with pickle; if it belongs to a model, save the model.",
    ),
    "saving.generator": (
        "난수 생성기 {got}의 상태는 파일에 담지 않습니다. 담는 것: {options}. np.random.default_rng(seed)로 만든 것을 쓰십시오.",
        "The state of the generator {got} is not kept in files. These are: {options}. Use one that np.random.default_rng(seed) made.",
    ),
    "saving.optimizer": (
        "옵티마이저 {got}은(는) 이름으로 저장할 수 없습니다. 저장할 수 있는 것: {options}. 직접 만든 것이라면 빼고 저장하고, optimizer.state_dict()를 따로 남기십시오.",
        "The optimizer {got} cannot be saved by its name. These can: {options}. If it is your own save without it, and keep optimizer.state_dict() apart.",
    ),
    "saving.optimizer.other": (
        "{got}이(가) 갱신하는 매개변수가 이 모델에 없습니다. 이 모델로 만든 옵티마이저를 주십시오. 예: Adam(model)",
        "{got} moves parameters that are not this model's. Give an optimizer that was made for this model, such as Adam(model).",
    ),
    "draw.suffix.numbers": (
        ". 다시 불러올 모델이나 그래프를 저장하려면 micrograd_ko의 save를 쓰십시오: from micrograd_ko import save",
        ". To save a model or graph that is to be loaded again use the save of micrograd_ko: from micrograd_ko import save",
    ),
    # ── what is loaded ──
    "saving.into_graph": (
        "{path}에는 그래프가 들어 있어 into에 넣을 수 없습니다. into 없이 부르십시오: load(path)",
        "{path} holds a graph, which cannot be put into a model. Call it without into: load(path)",
    ),
    "saving.into": (
        "직접 만든 클래스가 든 모델 {name}의 값만 들어 있습니다. 같은 모델을 만들어 넣으십시오: load(path, into={name}(...))",
        "it holds only the numbers of the model {name}, which has classes of your own. Make such a model to put them into: load(path, into={name}(...))",
    ),
    "saving.into.other": (
        "파일의 모델은 {into}과(와) 구조가 다릅니다. 파일의 것: {made}. into 없이 load(path)로 불러오십시오. 값만 옮기려면 model.load_state_dict(load(path).state_dict())",
        "the model in the file was built otherwise than {into}. In the file: {made}. Load it without into, load(path); to take over the numbers alone: model.load_state_dict(load(path).state_dict())",
    ),
    "saving.state": (
        "저장된 값이 모델에 맞지 않습니다. 파일에 없는 것: {missing}. 모델에 없는 것: {unknown}. 모양이나 종류가 다른 것: {wrong}. 저장할 때와 같은 모델을 만드십시오.",
        "its numbers do not fit the model. Missing in the file: {missing}. Unknown to the model: {unknown}. Of another shape or type: {wrong}. Make the model as it was when it was saved.",
    ),
    "saving.modules": (
        "모델에는 모듈이 {expected}개인데 파일에는 {got}개의 상태가 있거나, 드롭아웃의 위치가 다릅니다. 저장할 때와 같은 모델을 만드십시오.",
        "the model has {expected} modules, but the file the states of {got}, or its dropouts stand elsewhere. Make the model as it was when it was saved.",
    ),
    "saving.schedule": (
        "{optimizer}의 학습률은 스케줄을 따랐는데, 함수는 파일에 담기지 않습니다. 다시 주십시오: optimizer.schedule = cosine(...)",
        "the learning rate of {optimizer} followed a schedule, a function, which no file holds. Give it again: optimizer.schedule = cosine(...)",
    ),
    "saving.unknown_op": (
        "표에 없는 연산 {name}을(를) 씁니다. 직접 만든 연산이면 불러오기 전에 먼저 정의하십시오: op(...) 또는 array_op(...)",
        "it uses the op {name}, which is not in the table. If it is your own define it before loading: op(...) or array_op(...)",
    ),
    "saving.params": (
        "연산 {name}의 매개변수가 맞지 않습니다: {error}. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the parameters of the op {name} do not fit: {error}. It is damaged: save it again, or read a copy.",
    ),
    "saving.class": (
        "클래스 {name}은(는) 파일에서 만들지 않습니다. 만드는 것: {options}. 직접 만든 클래스라면 load(path, into=...)로, 새 버전의 층이라면 micrograd_ko를 업데이트하십시오.",
        "the class {name} is not built from files. These are: {options}. For a class of your own use load(path, into=...); for a layer of a newer version update micrograd_ko.",
    ),
    "saving.settings": (
        "층 {name}을(를) 만들 수 없습니다: {error}. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the layer {name} cannot be made: {error}. It is damaged: save it again, or read a copy.",
    ),
    "saving.size": (
        "층 {name}의 크기 {got}이(가) 파일에 든 값의 개수보다 훨씬 큽니다. 손상되었거나 조작된 파일이니 믿을 수 있는 사본에서 읽으십시오.",
        "the layer {name} of the size {got} is much larger than the numbers in the file. It is damaged or made up: read a copy that can be trusted.",
    ),
    "saving.many": (
        "모듈이 {most}개보다 많습니다. 조작된 파일일 수 있으니 믿을 수 있는 사본에서 읽으십시오.",
        "it has more than {most} modules. It may be made up: read a copy that can be trusted.",
    ),
    "saving.again": (
        "{place}이(가) 아직 없는 {got}번째 모듈을 가리킵니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "{place} points to the module {got}, which is not there yet. It is damaged: save it again, or read a copy.",
    ),
    "saving.shared": (
        "{name}와(과) {first}이(가) 같은 매개변수라고 적혀 있는데 그럴 수 없습니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "{name} and {first} are said to be one parameter, which cannot be. It is damaged: save it again, or read a copy.",
    ),
    "saving.generator.state": (
        "{place}의 난수 상태가 범위를 벗어납니다: {got}. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the state of the random numbers at {place} is out of range: {got}. It is damaged: save it again, or read a copy.",
    ),
    "saving.optimizer.kind": (
        "{got}(이)라는 옵티마이저는 없습니다. 있는 것: {options}. 새 버전의 것이라면 micrograd_ko를 업데이트하십시오.",
        "there is no optimizer {got}. There are: {options}. For one of a newer version update micrograd_ko.",
    ),
    "saving.optimizer.names": (
        "옵티마이저가 갱신하는 매개변수가 모델에 없거나 두 번 나옵니다: {got}. 저장할 때와 같은 모델에 넣으십시오.",
        "the optimizer moves parameters that the model does not have, or that are named twice: {got}. Put it into the model as it was when it was saved.",
    ),
    "saving.optimizer.state": (
        "옵티마이저의 상태가 맞지 않습니다: {error}. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the state of the optimizer does not fit: {error}. It is damaged: save it again, or read a copy.",
    ),
    "saving.loss": (
        "{got}(이)라는 손실은 없습니다. 있는 것: {options}. 새 버전의 것이라면 micrograd_ko를 업데이트하십시오.",
        "there is no loss {got}. There are: {options}. For one of a newer version update micrograd_ko.",
    ),
    "saving.roots": (
        "그래프의 뿌리 {got}이(가) 노드 {count}개 가운데 없습니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the roots {got} are not among the {count} nodes of the graph. It is damaged: save it again, or read a copy.",
    ),
    "saving.parents": (
        "{place}의 입력 {got}이(가) 그 노드보다 앞에 있지 않습니다. 그래프에는 순환이 없어야 합니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the inputs {got} of {place} do not come before it; a graph has no cycles. It is damaged: save it again, or read a copy.",
    ),
    "saving.inputs": (
        "{place}: 연산 '{name}'의 입력이 {got}개일 수 없습니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "{place}: the op '{name}' cannot have {got} inputs. It is damaged: save it again, or read a copy.",
    ),
    "saving.mixed": (
        "{place}: 연산 '{name}'에 Value와 Tensor가 섞여 있습니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "{place}: Values and Tensors are mixed in the op '{name}'. It is damaged: save it again, or read a copy.",
    ),
    "saving.grad": (
        "{place}: 값 {data}와(과) 기울기 {grad}의 모양이 다릅니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "{place}: the value {data} and the gradient {grad} differ in shape. It is damaged: save it again, or read a copy.",
    ),
    "saving.kind": (
        "{place}의 종류 {got}은(는) 없습니다. 있는 것: {options}. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "the kind {got} of {place} does not exist. There are: {options}. It is damaged: save it again, or read a copy.",
    ),
}  # fmt: skip
