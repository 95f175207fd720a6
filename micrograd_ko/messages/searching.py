"""하이퍼파라미터 탐색의 문장. Sentences of the search for hyperparameters."""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── spaces ──
    "search.range": (
        "{name}{got}: 두 끝은 유한한 수여야 하고 {low} low < high여야 합니다. 예: log_uniform(1e-6, 1e-2), uniform(0, 0.5)",
        "{name}{got}: the two ends must be finite numbers with {low} low < high. For example log_uniform(1e-6, 1e-2), uniform(0, 0.5)",
    ),
    "search.range.whole": (
        "whole{got}: 두 끝은 정수여야 하고 low < high여야 합니다. 예: whole(1, 5)",
        "whole{got}: the two ends must be whole numbers with low < high. For example whole(1, 5)",
    ),
    "search.choice": (
        "choice({got}): 고를 값의 목록을 쓰십시오. 예: choice(['relu', 'tanh'])",
        "choice({got}): write a list of what to choose from. For example choice(['relu', 'tanh'])",
    ),
    "search.space": (
        "space[{name!r}]에 {type} {got}이(가) 왔습니다. log_uniform(1e-6, 1e-2), uniform(0, 0.5), whole(1, 5), choice([…]), 목록, SciPy의 분포 가운데 하나를 쓰십시오.",
        "space[{name!r}] is the {type} {got}. Use log_uniform(1e-6, 1e-2), uniform(0, 0.5), whole(1, 5), choice([…]), a list, or a frozen distribution of SciPy.",
    ),
    "search.spaces": (
        "space는 이름을 키로, 범위를 값으로 하는 사전이어야 하는데 {type} {got}을(를) 받았습니다. 예: {{'lr': log_uniform(1e-6, 1)}}",
        "space must be a dictionary from names to ranges, but is the {type} {got}. For example {{'lr': log_uniform(1e-6, 1)}}",
    ),
    # ── options ──
    "search.objective": (
        "search에는 목적 함수가 와야 하는데 {type} {got}을(를) 받았습니다. objective{call}(으)로 불러 점수를 돌려주는 함수나, scikit-learn의 추정기를 쓰십시오.",
        "search needs an objective, but was given the {type} {got}. Use a function that is called as objective{call} and returns a score, or an estimator of scikit-learn.",
    ),
    "search.call": (
        "{objective}{call}(으)로 부를 수 없습니다: {error}. 찾을 값들의 이름과 seed를, epochs=를 주었으면 epochs도 받게 하십시오.",
        "This call is not possible: {objective}{call}: {error}. Let it take the names that are searched and seed, and also epochs where epochs= is given.",
    ),
    "search.taken": (
        "'{name}'은(는) 찾을 값의 이름으로 쓸 수 없습니다: 목적 함수가 그 이름으로 시드와 에폭 수를 받습니다.",
        "'{name}' cannot be the name of what is searched: the objective gets the seed and the epochs by that name.",
    ),
    "search.data": (
        "추정기 {estimator}을(를) 탐색하려면 데이터도 주십시오: search(추정기, space, X, y)",
        "To search the estimator {estimator}, give the data too: search(estimator, space, X, y)",
    ),
    "search.validation": (
        "validation={got}은(는) 쓸 수 없습니다. 검증용으로 떼어 놓을 비율(0과 1 사이)이나 (X, y)를 쓰십시오.",
        "validation={got} cannot be used. Give the share to set aside, between 0 and 1, or an (X, y).",
    ),
    "search.epochs": (
        "give_up={give_up}에는 epochs=도 필요합니다: 끝까지 가는 시도가 학습할 에폭 수를 주십시오.",
        "give_up={give_up} needs epochs= as well: for how many epochs is a trial trained that goes all the way?",
    ),
    "search.give_up": (
        "give_up={give_up}은(는) epochs={epochs}보다 작은 정수여야 하고, 점점 커져야 합니다. 예: epochs=20, give_up=(2, 6)",
        "give_up={give_up} must be whole numbers below epochs={epochs}, each larger than the one before. For example epochs=20, give_up=(2, 6)",
    ),
    "search.executor": (
        "executor에 {type} {got}을(를) 받았습니다. {hint}",
        "executor was given the {type} {got}. {hint}",
    ),
    "search.executor.hint": (
        "None(순서대로), 프로세스의 수, concurrent.futures의 Executor 가운데 하나를 쓰십시오.",
        "Use None (one after another), a number of processes, or an Executor of concurrent.futures.",
    ),
    "search.executor.dask": (
        "Dask라면 executor=client.get_executor()로 쓰십시오.",
        "With Dask, write executor=client.get_executor().",
    ),
    "search.no_processes": (
        "executor={count}: 이 플랫폼에서는 프로세스를 시작할 수 없습니다({error}). executor=None으로 하나씩 순서대로 실행하십시오.",
        "executor={count}: no process can be started on this platform ({error}). Write executor=None: one after another.",
    ),
    "search.pickle": (
        "목적 함수 {objective}을(를) 다른 프로세스로 보낼 수 없습니다: {error}. 모듈의 최상위 수준에 def로 정의하십시오. lambda와 함수 안의 함수는 보낼 수 없습니다.",
        "The objective {objective} cannot be sent to another process: {error}. Write it with def at the top level of a module: a lambda, or a function in a function, cannot be sent.",
    ),
    # ── what went wrong ──
    "search.broken": (
        "{executor}이(가) 작업자를 잃고 멈추었습니다: {error}. 작업자가 죽어도 이어서 하려면 executor=2처럼 프로세스의 수를 주거나, Dask의 client.get_executor()를 쓰십시오.",
        "The {executor} lost a worker and broke down: {error}. To go on when a worker dies, give a number of processes, as in executor=2, or client.get_executor() of Dask.",
    ),
    "search.process_died": (
        "이 시도를 실행하던 프로세스가 거듭 종료되었습니다. 메모리가 부족하거나, 스크립트에 if __name__ == '__main__': 이 없을 때 그렇습니다.",
        "The processes that made this attempt died each time. It happens for lack of memory, or where a script has no if __name__ == '__main__':",
    ),
    "search.all_failed": (
        "시도 {count}개가 모두 실패했습니다. 처음 실패한 것({parameters}): {error}",
        "All {count} trials failed. The first that did ({parameters}): {error}",
    ),
    "search.all_diverged": (
        "시도 {count}개가 모두 발산했습니다. 처음 것({parameters}): {error}. 학습률의 범위를 낮추십시오.",
        "All {count} trials diverged. The first ({parameters}): {error}. Lower the range of the learning rate.",
    ),
    "search.some_failed": (
        "시도 {all}개 가운데 {count}개가 오류로 실패했고, 탐색은 나머지로 이어졌습니다. 처음 것은 {number}번: {error}. 자세한 것은 결과의 .trials[{number} - 1].details에 있습니다.",
        "{count} of {all} trials failed with an error; the search went on with the others. The first is number {number}: {error}. For more see .trials[{number} - 1].details of the result.",
    ),
    "search.stopped": (
        "Ctrl-C로 멈추었습니다. 시도 {planned}개 가운데 {done}개의 결과를 돌려줍니다.",
        "Stopped by Ctrl-C: the result holds what was done, {done} of {planned} trials.",
    ),
    # ── its plot ──
    "plot.trials.title": ("하이퍼파라미터마다의 점수", "Scores by hyperparameter"),
    "plot.trials.score": ("점수", "score"),
    "plot.trials.stage": ("단계 {stage}", "stage {stage}"),
    "plot.trials.given_up": ("일찍 포기", "given up early"),
    "plot.trials.low": ("더 낮은 점수", "lower still"),
    "plot.trials.failed": ("발산·실패", "diverged or failed"),
    "plot.trials.best": ("최고 ({number}번, {score:.4g})", "best (no. {number}, {score:.4g})"),
    "plot.trials.kind": (
        "trials(result)에는 micrograd_ko.searching.search의 결과가 와야 하는데 {kind}을(를) 받았습니다.",
        "trials(result) needs the result of micrograd_ko.searching.search, but was given a {kind}.",
    ),
    "plot.trials.none": (
        "시도 {count}개 가운데 점수가 있는 것이 없어 그릴 것이 없습니다.",
        "None of the {count} trials has a score, so there is nothing to plot.",
    ),
    # ── the command ──
    "search.about": (
        "학습률과 가중치 감소를 로그 척도로 무작위로 찾는다",
        "search the learning rate and the weight decay at random in log scale",
    ),
    "search.help.trials": (
        "한 단계에서 시도할 횟수 (기본 15)",
        "how many to try in each stage (default 15)",
    ),
    "search.help.stages": (
        "단계의 수. 단계마다 범위를 좁힌다 (기본 3)",
        "how many stages; each narrows the ranges (default 3)",
    ),
    "search.help.epochs": (
        "시도마다 학습할 에폭 수 (기본 train의 4분의 1)",
        "how often a trial sees all samples (default a quarter of what train does)",
    ),
    "search.help.give_up": (
        "성능이 나쁜 시도를 포기할 에폭 (기본 --epochs의 9분의 1과 3분의 1)",
        "epochs after which the worse trials are given up (default a ninth and a third of --epochs)",
    ),
    "search.help.range": (
        "찾을 범위 (기본 {low},{high})",
        "the range to search (default {low},{high})",
    ),
    "search.help.workers": (
        "나누어 실행할 프로세스의 수. 결과는 같다 (기본 1)",
        "processes to share the work; the result is the same (default 1)",
    ),
    "search.help.plot": (
        "시도마다의 점수를 그려 저장할 파일 (.png, .svg, .pdf)",
        "file for a plot of all trials (.png, .svg, .pdf)",
    ),
    "search.help.out": ("모든 시도를 적을 CSV 파일", "CSV file for all trials"),
    "search.cli.range": (
        "{given}은(는) 범위가 아닙니다. LOW,HIGH로 쓰십시오. 예: 1e-4,1",
        "{given} is no range. Write LOW,HIGH, as in 1e-4,1",
    ),
    "search.chosen": (
        "고른 값(학습률 {lr}, 가중치 감소 {weight_decay})으로 {epochs}에폭을 학습하고, 시험 데이터로 한 번 평가합니다.",
        "With what was chosen (learning rate {lr}, weight decay {weight_decay}), train for {epochs} epochs and measure on the test data, once.",
    ),
    # ── what is shown ──
    "search.progress": ("탐색", "search"),
    "search.best": ("최고", "best"),
    "search.number": ("번호", "no."),
    "search.stage": ("단계", "stage"),
    "search.score": ("점수", "score"),
    "search.state": ("상태", "state"),
    "search.seconds": ("초", "s"),
    "search.state.done": ("끝까지", "done"),
    "search.state.given_up": ("{epochs}에폭에서 포기", "given up at {epochs}"),
    "search.state.diverged": ("발산", "diverged"),
    "search.state.failed": ("실패", "failed"),
    "search.state.stopped": ("멈춤", "stopped"),
    "search.more": ("… 그 밖에 {count}개", "… and {count} more"),
    "search.failure": ("{number}번 실패: {error}", "number {number} failed: {error}"),
    "search.unfinished": (
        "Ctrl-C로 멈추어 여기까지의 결과입니다.",
        "This is as far as it got before Ctrl-C.",
    ),
}
