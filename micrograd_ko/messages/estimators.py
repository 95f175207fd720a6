"""scikit-learn 추정기의 문장. Sentences of the estimators for scikit-learn."""

MESSAGES: dict[str, tuple[str, str]] = {
    "estimators.package": (
        "MLPClassifier와 MLPRegressor는 scikit-learn 1.6 이상이 있어야 합니다 ({error}). 설치: {command}",
        "MLPClassifier and MLPRegressor need scikit-learn 1.6 or later ({error}). Install it: {command}",
    ),
    "estimators.one_class": (
        "클래스가 {label} 하나뿐입니다 (one class). 클래스가 둘 이상 있어야 구별하는 법을 학습할 수 있습니다. y와, 가중치가 0인 표본을 확인하십시오.",
        "There is only one class, {label}. It takes two or more to learn to tell them apart. Look at y, and at samples whose weight is 0.",
    ),
    "estimators.new_class": (
        "y에 처음 보는 클래스 {new}이(가) 있습니다 (classes). 이 신경망은 {known}만 구별합니다. partial_fit은 처음 부를 때 classes=에 모든 클래스를 주고, 다른 클래스를 새로 학습하려면 warm_start=False로 fit을 부르십시오.",
        "y holds the classes {new}, which are new. This network tells only {known} apart. Give all classes= to the first partial_fit; to learn others anew, call fit with warm_start=False.",
    ),
    "estimators.no_classes": (
        "partial_fit을 처음 부를 때는 classes=에 모든 클래스를 주어야 합니다. 나중에 올 클래스를 y만 보고는 알 수 없습니다. 예: partial_fit(X, y, classes=[0, 1, 2])",
        "The first call of partial_fit needs classes=, all of them: y alone does not tell which are still to come. For example partial_fit(X, y, classes=[0, 1, 2])",
    ),
    "estimators.classes_again": (
        "classes={given}은(는) 처음 partial_fit에 준 {known}과(와) 다릅니다. 같은 것을 주거나 생략하십시오.",
        "classes={given} differs from the {known} of the first partial_fit. Give the same, or leave it out.",
    ),
    "estimators.several_outputs": (
        "y의 열 {columns}개에 클래스가 셋 이상 있습니다 (multiclass-multioutput). 0과 1로 된 여러 열(다중 레이블)은 학습할 수 있습니다. 그렇지 않다면 sklearn.multioutput.MultiOutputClassifier로 감싸십시오.",
        "The {columns} columns of y hold more than two classes each (multiclass-multioutput). Several columns of 0 and 1 (labels) can be learned. For others wrap this in sklearn.multioutput.MultiOutputClassifier.",
    ),
    "estimators.outputs": (
        "y의 열이 {got}개인데 이 신경망은 {expected}개를 예측합니다. 다른 모양을 새로 학습하려면 warm_start=False로 fit을 부르십시오.",
        "y has {got} columns, but this network predicts {expected}. To learn another shape anew, call fit with warm_start=False.",
    ),
    "estimators.weight.shape": (
        "sample_weight의 모양은 ({n},)이어야 하는데 {shape}입니다: 표본마다 숫자 하나입니다.",
        "sample_weight must have the shape ({n},), one number for each sample, but has {shape}.",
    ),
    "estimators.weight.negative": (
        "sample_weight에 음수 {got}이(가) 있습니다. 0은 그 표본을 빼고, 2는 두 번 넣은 것과 같습니다. 0 이상의 수를 쓰십시오.",
        "sample_weight holds the negative number {got}. 0 leaves a sample out, 2 counts it twice. Use numbers from 0.",
    ),
    "estimators.weight.zero": (
        "sample_weight가 모두 0입니다 (all weights are zero). 학습할 표본이 남지 않습니다.",
        "All of sample_weight is zero: no sample with a weight is left to learn from.",
    ),
    "estimators.too_few": (
        "표본이 {n}개뿐이어서 validation_fraction={fraction}만큼 검증용으로 떼어 놓을 수 없습니다. early_stopping=False로 두거나 표본을 더 쓰십시오.",
        "With only {n} sample(s), validation_fraction={fraction} cannot be set aside for validation. Use early_stopping=False, or more samples.",
    ),
    "estimators.changed": (
        "warm_start: {option}={given}인데 이 신경망은 {made}(으)로 만들어졌습니다. 구조를 바꾸려면 warm_start=False로 fit을 부르십시오.",
        "warm_start: {option}={given}, but this network was made with {made}. To change its structure, call fit with warm_start=False.",
    ),
}
