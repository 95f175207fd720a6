"""배열, 층, 손실, 학습의 문장.

Sentences of arrays, layers, losses and training.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── tensors ──
    "tensor.not_an_array": (
        "Tensor에는 실수의 배열만 담을 수 있는데 {type} {got}을(를) 받았습니다. {hint}",
        "A Tensor holds an array of real numbers, but it was given the {type} {got}. {hint}",
    ),
    "tensor.dtype": (
        "dtype={given}은(는) 쓸 수 없습니다. float64나 float32를 쓰십시오.",
        "dtype={given} cannot be used. Use float64 or float32.",
    ),
    "tensor.shapes": (
        "{call}: 모양이 맞지 않습니다. NumPy의 오류 메시지: {error}",
        "{call}: the shapes do not fit. NumPy says: {error}",
    ),
    "tensor.function": (
        "NumPy 함수 {name}은(는) Tensor에 쓸 수 없습니다. 미분되는 NumPy 함수는 {count}개인데, 그 가운데에 없습니다. {hint}기울기가 필요 없다면 t.data에 쓰십시오.",
        "The NumPy function {name} does not work on a Tensor. It is not among the {count} functions of NumPy's that are differentiated. {hint}Where no gradient is needed use it on t.data.",
    ),
    "tensor.function.instead": ("대신 쓸 수 있는 것: {instead}. ", "What can be written instead: {instead}. "),
    "tensor.in_place": (
        "ndarray의 {name}()은 배열을 제자리에서 바꾸는데, Tensor의 기록은 바뀌지 않습니다. 새로 만드십시오: {instead}",
        "{name}() of an ndarray changes it in place, but what a Tensor recorded stays. Make a new one: {instead}",
    ),
    "tensor.array": (
        "{node}: Tensor를 보통 배열로 바꾸면 기울기가 전달되지 않습니다. 값만 필요하다면 {x}.data를 쓰십시오. 여러 Tensor를 한 배열로 모으려면 np.stack([…])이나 np.concatenate([…])를 쓰십시오.",
        "{node}: as a plain array a Tensor would lose its gradient. If its numbers alone are needed write {x}.data. Tensors are put together by np.stack([…]) and np.concatenate([…]).",
    ),
    "tensor.assign": (
        "노드의 일부를 바꿔 쓰면 이미 기록한 계산과 달라집니다. np.where(조건, 새 값, t)로 새 Tensor를 만드십시오. 잎의 값을 바꾸려면 t.data[…] = …로 씁니다.",
        "Writing into a node would contradict what was recorded with it. Make a new Tensor, as by np.where(condition, new, t). "
        "The numbers of a leaf are changed by t.data[…] = …",
    ),
    "tensor.item": (
        "숫자 하나가 아니라 모양이 {shape}인 배열이므로 숫자나 참·거짓으로 바꿀 수 없습니다. t.sum()처럼 하나로 줄이거나, t.data를 쓰십시오.",
        "This is an array of shape {shape}, not one number, so it has no single number or truth value. Reduce it, as in t.sum(), or use t.data.",
    ),
    "tensor.iterate": (
        "스칼라 Tensor는 반복해서 꺼낼 수 없습니다.",
        "A Tensor of one number cannot be iterated.",
    ),
    # ── expand ──
    "expand.tensor": (
        "expand에는 Tensor가 와야 하는데 {type}을(를) 받았습니다. Value 그래프는 이미 펼쳐져 있습니다.",
        "expand needs a Tensor, but was given a {type}. A graph of Values is already expanded.",
    ),
    "expand.size": (
        "이 그래프에는 원소가 {size:,}개 있어 펼치기에 너무 큽니다 (최대 {limit:,}개). 표본 몇 개와 작은 신경망으로 그려 보십시오.",
        "This graph holds {size:,} numbers, too many to expand (at most {limit:,}). Take a few samples and a small network.",
    ),
    "expand.neuron": ("뉴런 {index}", "neuron {index}"),
    # ── options ──
    "option.unknown": (
        "{option}={given}은(는) 없습니다. 고를 수 있는 것: {options}",
        "{option}={given} does not exist. Choose one of: {options}",
    ),
    "option.meant": (
        "{option}={given}은(는) 없습니다. {option}='{meant}'을(를) 쓰려던 것으로 보입니다. 고를 수 있는 것: {options}",
        "{option}={given} does not exist. It looks as if {option}='{meant}' was meant. Choose one of: {options}",
    ),
    "keyword.unknown": (
        "{call}에는 {given}(이)라는 인자가 없습니다. 쓸 수 있는 인자: {options}",
        "{call} takes no argument called {given}. It takes: {options}",
    ),
    "keyword.meant": (
        "{call}에는 {given}(이)라는 인자가 없습니다. {meant}=(으)로 쓰십시오. 쓸 수 있는 인자: {options}",
        "{call} takes no argument called {given}. Write {meant}= instead. It takes: {options}",
    ),
    "keyword.optimizer": (
        "{call}에는 {given}(이)라는 인자가 없습니다. 옵티마이저의 인자이니 optimizer=SGD(model, lr=0.1)처럼 쓰십시오. {call}에 쓸 수 있는 인자: {options}",
        "{call} takes no argument called {given}: it belongs to the optimizer, as in optimizer=SGD(model, lr=0.1). {call} takes: {options}",
    ),
    "option.range": ("{option}={given}은(는) 쓸 수 없습니다. 쓸 수 있는 범위: {bounds}.", "{option}={given} cannot be used: {option} must be {bounds}."),
    # ── layers ──
    "nn.layer": ("층 {index}", "layer {index}"),
    "nn.layer.kind": ("{kind}에는 층이나 함수가 와야 하는데 {type} {got}을(를) 받았습니다.", "{kind} takes layers or functions, but was given the {type} {got}."),
    "nn.sizes": (
        "{name}={given}은(는) 층의 크기가 될 수 없습니다. 1 이상의 정수를 쓰십시오. 예: MLP(2, [16, 16, 1])",
        "{name}={given} cannot be the size of a layer. Use whole numbers from 1, for example MLP(2, [16, 16, 1])",
    ),
    "nn.input": (
        "{layer}에는 마지막 축이 {expected}인 배열이 와야 하는데 모양이 {shape}입니다.",
        "{layer} takes arrays whose last axis is {expected} long, but was given the shape {shape}.",
    ),
    "nn.rows": (
        "{layer}에는 (표본, {expected}) 모양의 배열이 와야 하는데 모양이 {shape}입니다. 마지막 축이 {expected}이고 축이 더 있으면 reshape(-1, {expected})(으)로 펴십시오.",
        "{layer} takes arrays of the shape (samples, {expected}), but was given {shape}. Where the last axis is {expected} long and there are more, flatten them: reshape(-1, {expected}).",
    ),
    "nn.batch": (
        "{layer}은(는) 학습할 때 표본이 둘 이상 필요한데 모양이 {shape}입니다. 표본 하나의 평균과 분산으로는 정규화할 수 없습니다. 예측할 때는 model.eval()을 먼저 부르고, 마지막 미니배치에 표본이 하나만 남는다면 batch_size를 바꾸십시오.",
        "{layer} needs at least two samples while training, but was given the shape {shape}: the mean and variance of one sample cannot normalise it. To predict, call model.eval() first; if one sample is left for the last batch of an epoch, change batch_size.",
    ),
    "nn.state": (
        "state_dict가 이 신경망과 맞지 않습니다. 빠진 것: {missing}. 알 수 없는 것: {unknown}. 모양이 다른 것: {shapes}.",
        "The state_dict does not fit this network. Missing: {missing}. Unknown: {unknown}. Of another shape: {shapes}.",
    ),
    "nn.forward": ("{kind}에 forward(self, x)를 적으십시오.", "Write forward(self, x) in {kind}."),
    "nn.summary.name": ("이름", "name"),
    "nn.summary.shape": ("모양", "shape"),
    "nn.summary.count": ("개수", "count"),
    "nn.summary.total": ("매개변수 합계", "parameters in all"),
    # ── losses ──
    "loss.shapes": (
        "{loss}: 예측의 모양 {prediction}과(와) 정답의 모양 {target}이(가) 다릅니다. 브로드캐스팅하면 엉뚱한 것끼리 비교하므로 모양을 맞추십시오. 예: 한 열로는 y.reshape(-1, 1), 클래스 번호로는 y.reshape(-1)",
        "{loss}: the prediction has the shape {prediction}, the target {target}. Broadcasting would compare the wrong pairs, so give both one shape, for example y.reshape(-1, 1) as a column, y.reshape(-1) as classes",
    ),
    "loss.logits": (
        "cross_entropy의 예측은 (표본, 클래스) 모양이어야 하는데 {shape}입니다.",
        "cross_entropy takes predictions of shape (samples, classes), but was given {shape}.",
    ),
    "loss.targets": (
        "{loss}의 정답은 {low}에서 {high}까지여야 하는데 {got}입니다.",
        "The targets of {loss} must lie from {low} to {high}, but are {got}.",
    ),
    "loss.signs": (
        "hinge의 정답은 -1 또는 1이어야 하는데 {got}이(가) 있습니다. 0과 1이라면 2 * y - 1로 바꾸십시오.",
        "The targets of hinge must be -1 or 1, but there is a {got}. If they are 0 and 1 write 2 * y - 1.",
    ),
    "loss.classes": (
        "클래스는 0부터 {last}까지의 정수여야 하는데 {got}이(가) 있습니다.",
        "Classes must be whole numbers from 0 to {last}, but there is a {got}.",
    ),
    "loss.empty": (
        "{loss}: 예측의 모양이 {shape}(이)라 표본이 하나도 없습니다. 빈 배치로는 평균을 낼 수 없으니, 배치를 나누는 곳이나 행을 고르는 조건을 확인하십시오.",
        "{loss}: the prediction has the shape {shape}, so there is not one sample. An empty batch has no mean; check how the batches are cut or the rows chosen.",
    ),
    "loss.masked": (
        "cross_entropy의 결과가 {result}입니다. 표본 {sample}의 정답이 클래스 {chosen}인데 그 로짓이 -inf, 곧 확률이 0입니다. 정답 클래스는 마스크(mask)로 가리지 마십시오.",
        "The result of cross_entropy is {result}: the target of sample {sample} is class {chosen}, whose logit is -inf, that is, its probability is 0. Do not mask the class that is the target.",
    ),
    "loss.surely_wrong": (
        "binary_cross_entropy의 결과가 {result}입니다. {place} 자리의 로짓이 {logit}인데 정답은 {target}입니다. 확률이 0이거나 1인 로짓은 정답이 같을 때만 쓸 수 있습니다.",
        "The result of binary_cross_entropy is {result}: the logit at {place} is {logit}, but the target is {target}. A logit of probability 0 or 1 can only be used where the target is the same.",
    ),
    "loss.data": (
        "{loss}의 결과가 {result}입니다. 계산하기 전부터 {what}에 {got}이(가) {count}곳 있습니다(첫 자리 {place}). {hint}",
        "The result of {loss} is {result}: before anything was computed {what} had {count} {got} (the first at {place}). {hint}",
    ),
    "loss.hint.data": ("데이터의 문제이니 그 행을 빼거나 값을 채우십시오.", "The fault is in the data; remove those rows or fill in a value."),
    "loss.weight.shape": (
        "{place}: 가중치는 표본마다 하나, 모양 ({samples},)이어야 하는데 모양이 {shape}입니다.",
        "{place}: there must be one weight for each sample, shape ({samples},), but the shape is {shape}.",
    ),
    "loss.weight.number": (
        "{place}: 표본 {at}의 가중치가 {got}입니다. 가중치는 0 이상의 유한한 수입니다.",
        "{place}: the weight of sample {at} is {got}. A weight is a finite number from 0.",
    ),
    "loss.weight.zero": (
        "{place}: 모든 가중치가 0이라서 학습할 표본이 없습니다. 쓸 표본에는 0보다 큰 가중치를 주십시오.",
        "{place}: all weights are 0, so there is no sample to learn from. Give those that are to count a weight above 0.",
    ),
    "loss.hint.parameter": (
        "앞선 학습이 발산했을 수 있으니 초깃값으로 되돌리고 학습률을 확인하십시오.",
        "Training may have diverged before; go back to initial values and check the learning rate.",
    ),
    "loss.hint.prediction": (
        "예측에 쓴 입력과 모델의 매개변수에 nan이나 inf가 없는지 확인하십시오.",
        "Check the inputs that it was made from, and the model's parameters, for nan and inf.",
    ),
    "loss.target": ("정답", "the target"),
    "loss.prediction": ("예측", "the prediction"),
    "loss.input": ("모양이 {shape}인 입력 배열", "the input array of shape {shape}"),
    # ── optimizers ──
    "optim.empty": (
        "{name}에 매개변수가 하나도 없습니다. model 또는 model.parameters()를 넘기십시오. 생성기(generator)는 한 번만 읽을 수 있으니 여러 번 쓰려면 list로 만드십시오.",
        "{name} was given no parameters. Pass the model, or model.parameters(). A generator can be read only once; make it a list to use it again.",
    ),
    "optim.nothing_to_train": (
        "{name}에 넘긴 {model}에는 학습할 매개변수가 없습니다. 매개변수는 Tensor(...)로 만들어 모듈의 속성이나 목록에 담습니다(상수, Value, 밑줄로 시작하는 속성은 세지 않습니다).",
        "{name} was given {model}, which has no parameter to train. A parameter is made with Tensor(...) and held as an attribute of a module, or in a list (constants, Values and attributes that start with _ do not count).",
    ),
    "optim.no_gradient": (
        "{name}.step(): 기울기가 있는 매개변수가 없습니다. loss.backward()를 먼저 부르십시오. 이미 불렀다면 이 매개변수들이 손실 계산에 쓰였는지 확인하십시오.",
        "{name}.step(): no parameter has a gradient. Call loss.backward() first; if you did, check that the loss uses these parameters.",
    ),
    "optim.parameter": (
        "{name}: '{node}'은(는) 매개변수가 아니라 상수이거나 연산의 결과입니다. 갱신할 수 있는 것은 Tensor(...)나 Value(...)로 만든 잎입니다.",
        "{name}: '{node}' is no parameter but a constant or the result of an op. What can be updated is a leaf, made with Tensor(...) or Value(...).",
    ),
    "optim.no_parameters": (
        "{name}.step(): 이 옵티마이저는 매개변수 없이 만들었습니다. {name}(model, ...)처럼 매개변수를 넘겨 만들거나, 배열의 사전이면 update(params, grads)를 쓰십시오.",
        "{name}.step(): this optimizer was made without parameters. Make it with them, as {name}(model, ...), or use update(params, grads) with dictionaries of arrays.",
    ),
    "optim.schedule": (
        "학습률 스케줄이 스텝 {step}에서 {given}을(를) 돌려주었습니다. 스텝의 번호(0부터)를 받아 0 이상의 유한한 수를 돌려주어야 합니다. 예: lambda step: 0.1 / (1 + step)",
        "The learning-rate schedule returned {given} at step {step}. It takes the step's number, from 0, and must return a finite number from 0, as lambda step: 0.1 / (1 + step) does.",
    ),
    "optim.held": (
        "params[{name!r}]에는 실수의 배열이 와야 하는데 {type} {got}을(를) 받았습니다. 정수의 배열은 astype(float)로 바꾸십시오.",
        "params[{name!r}] must be an array of floats, but is the {type} {got}. Make an array of whole numbers one with astype(float).",
    ),
    "optim.held.missing": (
        "params[{name!r}]의 기울기가 grads에 없습니다. grads의 이름: {names}",
        "There is no gradient for params[{name!r}] in grads, whose names are {names}.",
    ),
    "optim.held.shape": (
        "params[{name!r}]의 모양은 {shape}인데 grads[{name!r}]의 모양은 {got}입니다. 기울기의 모양은 매개변수의 모양과 같아야 합니다.",
        "params[{name!r}] has the shape {shape}, but grads[{name!r}] has {got}. A gradient has the shape of its parameter.",
    ),
    "optim.held.before": (
        "params[{name!r}]의 모양이 지난번 update 때와 다릅니다({why}). 옵티마이저의 상태(속도 등)는 이름마다 하나씩이니, 다른 신경망에는 옵티마이저를 새로 만드십시오.",
        "params[{name!r}] has another shape than in the update before ({why}). What is remembered, such as a velocity, goes by name; make a new optimizer for another network.",
    ),
    "optim.held.fixed": (
        "params[{name!r}]은(는) 쓸 수 없는(read-only) 배열이라 제자리에서 바꿀 수 없습니다. .copy()를 담으십시오.",
        "params[{name!r}] is a read-only array, which cannot be changed in place. Hold a .copy() of it.",
    ),
    "optim.held.gradient": (
        "grads[{name!r}]에는 숫자의 배열이 와야 하는데 {type} {got}을(를) 받았습니다.",
        "grads[{name!r}] must be an array of numbers, but is the {type} {got}.",
    ),
    "optim.no_state": (
        "옵티마이저의 상태는 optimizer.state_dict()가 만든 사전이어야 하는데 {got}을(를) 받았습니다.",
        "The state of an optimizer is a dictionary made by optimizer.state_dict(), but was {got}.",
    ),
    "optim.state": (
        "이 상태는 {optimizer}의 것이 아닙니다: {why}. 상태를 만든 것과 같은 옵티마이저를 같은 매개변수로 만드십시오.",
        "This state is not one of {optimizer}: {why}. Make the optimizer of the same kind, over the same parameters, as the one that gave the state.",
    ),
    "init.kind": (
        "init={given}은(는) 쓸 수 없습니다. 이름({options}), 0 이상의 표준편차, 또는 함수 (rng, shape) -> 배열을 주십시오.",
        "init={given} cannot be used. Give a name ({options}), a standard deviation from 0, or a function (rng, shape) -> array.",
    ),
    "init.shape": ("init 함수가 모양이 {expected}인 배열 대신 {got}을(를) 돌려주었습니다.", "The init function returned the shape {got} instead of {expected}."),
    "check.result": (
        "미분할 함수는 숫자 하나를 돌려주어야 하는데 {type}, 모양 {shape}을(를) 돌려주었습니다. .sum()이나 .mean()으로 줄이십시오.",
        "The function to differentiate must return one number, but it returned a {type} of shape {shape}. Reduce it with .sum() or .mean().",
    ),
    # ── training ──
    "train.diverged": (
        "학습이 발산했습니다: 에폭 {epoch}, 미니배치 {batch}의 손실이 {loss}입니다. 학습률을 줄이거나 초깃값과 입력의 표준화를 확인하십시오.",
        "Training diverged: the loss is {loss} in epoch {epoch}, batch {batch}. Lower the learning rate, or check the initial values and whether the inputs are standardised.",
    ),
    "train.validation_diverged": (
        "에폭 {epoch} 뒤 검증 손실이 {loss}입니다. 검증 데이터에 nan이나 inf가 없는지, 학습률이 크지 않은지 확인하십시오.",
        "After epoch {epoch} the validation loss is {loss}. Check the validation data for nan and inf, and whether the learning rate is too high.",
    ),
    "train.model": (
        "model에는 Module(예: MLP(2, [16, 1]))이 와야 하는데 {type} {got}을(를) 받았습니다.",
        "model must be a Module, such as MLP(2, [16, 1]), but was given the {type} {got}.",
    ),
    "train.validation.pair": (
        "validation은 (X, y) 두 배열이어야 하는데 {type} {got}을(를) 받았습니다. 비율로 나누려면 X, X_val, y, y_val = split(X, y, test=0.2)",
        "validation must be two arrays (X, y), but was given the {type} {got}. To set a share aside: X, X_val, y, y_val = split(X, y, test=0.2)",
    ),
    "train.optimizer.kind": (
        "optimizer에는 옵티마이저(예: SGD(model, lr=0.1)), 그 클래스, 또는 이름이 와야 하는데 {type} {got}을(를) 받았습니다. 이름: {options}",
        "optimizer takes an optimizer, such as SGD(model, lr=0.1), its class or its name, but was given the {type} {got}. Names: {options}",
    ),
    "train.optimizer.other": (
        "{optimizer}에 이 모델의 매개변수가 하나도 없어서, 학습해도 모델이 바뀌지 않습니다. 다른 모델로 만들었거나, 만든 뒤에 모델의 매개변수를 바꾼 것입니다. 이 모델로 다시 만드십시오: {name}(model, ...)",
        "{optimizer} holds not one parameter of this model, so training would not change it. It was made for another model, or the model's parameters were replaced since. Make it anew: {name}(model, ...)",
    ),
    "train.optimizer.partial": (
        "{optimizer}에 모델의 매개변수 {total}개 가운데 {missing}개가 없습니다: {names}. 이 매개변수는 학습되지 않습니다. 일부러 고정한 것이 아니라면 {name}(model, ...)(으)로 만드십시오.",
        "{optimizer} lacks {missing} of the model's {total} parameters: {names}. They will not be trained. Unless they are meant to stay fixed make it as {name}(model, ...).",
    ),
    "train.runaway": (
        "손실이 {first}에서 시작해 에폭 {epoch}에 {loss}까지 커졌습니다. 학습이 발산하고 있으니 학습률을 줄이거나 초깃값과 입력의 표준화를 확인하십시오.",
        "The loss has grown from {first} to {loss} in epoch {epoch}. Training is diverging: lower the learning rate, or check the initial values and whether the inputs are standardised.",
    ),
    "train.patience": (
        "조기 종료(patience)는 검증 데이터로 판단합니다. validation=(X, y)를 함께 주십시오.",
        "Early stopping (patience) goes by validation data. Give validation=(X, y) too.",
    ),
    "train.weight": (
        "손실 {loss}은(는) 표본의 가중치를 받지 않습니다. sample_weight를 쓰려면 손실에 키워드 인자 weight (n,)를 더해 가중 평균을 내게 하십시오: def {loss}(prediction, target, *, weight=None)",
        "The loss {loss} takes no weights of samples. To use sample_weight give it a keyword argument weight (n,), and let it return the weighted mean: def {loss}(prediction, target, *, weight=None)",
    ),
    "train.callback": (
        "on_epoch에는 (에폭, 기록)을 받는 함수나 그 목록이 와야 하는데 {type} {got}을(를) 받았습니다. 예: on_epoch=lambda epoch, history: print(epoch, history.loss[-1])",
        "on_epoch takes a function of (epoch, history), or a list of such, but was given the {type} {got}. For example: on_epoch=lambda epoch, history: print(epoch, history.loss[-1])",
    ),
    "train.checkpoint": (
        "{path}은(는) 다른 학습의 체크포인트입니다. 다른 점: {differs}. 설정을 그때와 같게 하면 이어서 학습하고, 처음부터 하려면 파일을 지우거나 다른 경로를 주십시오.",
        "{path} is the checkpoint of another training. What differs: {differs}. With the same it goes on; to begin anew delete the file, or give another path.",
    ),
    "train.checkpoint.broken": (
        "{path}은(는) 체크포인트 형식이지만 내용이 맞지 않습니다({error}). 파일을 지우고 처음부터 학습하거나, 다른 경로를 주십시오.",
        "{path} has the form of a checkpoint, but what it holds does not fit ({error}). Delete the file to begin anew, or give another path.",
    ),
    "nn.samples": (
        "예측할 X는 표본의 배열 (n, …)이어야 하는데 {got}을(를) 받았습니다. 표본 하나는 [[1.0, 2.0]]처럼 한 행으로 주십시오.",
        "X to predict for must be an array of samples (n, …), but was {got}. Give one sample as one row, such as [[1.0, 2.0]].",
    ),
    "nn.samples.result": (
        "{model}의 결과가 숫자 하나라서 표본마다의 예측이 아닙니다. forward가 표본의 축을 남기게 하십시오.",
        "What {model} gives is one number, not a prediction for each sample. Let its forward keep the axis of the samples.",
    ),
    "train.metric.value": (
        "지표 {name}의 결과는 숫자 하나여야 하는데 {type} {got}입니다. float을 돌려주게 하십시오.",
        "The metric {name} must give one number, but gave the {type} {got}. Let it return a float.",
    ),
    "loss.one_hot": (
        "{place}: 정답의 행 {row}의 합이 {total}입니다. 열이 여럿인 정답은 행마다 합이 1인 원-핫이나 확률이어야 합니다. 다중 레이블(multilabel)이면 열마다 따로 재십시오: {place}(scores[:, k], y[:, k])",
        "{place}: row {row} of the target adds up to {total}. A target of several columns is one-hot, or probabilities, each row of which adds up to 1. Of several labels measure each column: {place}(scores[:, k], y[:, k])",
    ),
    "loss.class": (
        "{place}: 정답에 {got}이(가) 있습니다. 출력이 {outputs}개이면 정답은 {options}입니다.",
        "{place}: there is {got} in the target. With {outputs} outputs it is {options}.",
    ),
    "nn.probabilities": (
        "어떤 손실로 확률을 구할지 알 수 없습니다: {loss}. predict_proba(X, loss=...)에 {options} 가운데 하나를 주거나 그 손실로 fit 하십시오. 수치를 예측하는 모델이면 predict(X)를 쓰십시오.",
        "There is no loss by which to read probabilities: {loss}. Give predict_proba(X, loss=...) one of {options}, or fit the model with it; for a model that predicts quantities use predict(X).",
    ),
    "train.progress": ("학습", "training"),
    "train.loss": ("손실", "loss"),
    "train.validation": ("검증", "val"),
    "train.metric.accuracy": ("정확도", "accuracy"),
}  # fmt: skip
