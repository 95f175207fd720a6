"""파일을 쓰고 읽는 문장.

Sentences of files that are written and read: models, graphs, checkpoints.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── what is to be written ──
    "files.path": (
        "파일의 경로에는 문자열이나 Path가 와야 하는데 {type} {got}을(를) 받았습니다. 예: 'model.npz'",
        "The path of a file is text or a Path, but was the {type} {got}. For example: 'model.npz'",
    ),
    "files.suffix": (
        "{path}: '{suffix}'(으)로 끝나는 이름으로는 저장하거나 불러올 수 없습니다. 확장자가 형식을 정합니다: {options}. 예: save(model, 'model.npz'){hint}",
        "{path}: nothing is saved or loaded under a name that ends with '{suffix}'. The end of the name says the format: {options}. For example: save(model, 'model.npz'){hint}",
    ),
    "files.suffix.drawing": (
        ". 그림이나 페이지로 남기려면 viz의 save를 쓰십시오: from viz import save",
        ". For a drawing or a page use the save of viz: from viz import save",
    ),
    "files.tree.kind": (
        "파일에 담을 수 없는 것이 {place}에 있습니다: {type} {got}. 담을 수 있는 것: 키가 문자열인 dict, list, str, int, float, bool, None, 그리고 bool이나 정수, 실수의 배열.",
        "There is something at {place} that a file does not hold: the {type} {got}. It holds dicts with text keys, lists, str, int, float, bool, None, and arrays of bools, ints or floats.",
    ),
    "files.tree.deep": (
        "{place}: {deepest}단계보다 깊은 데이터는 파일에 담지 않습니다. 자기 자신을 담은 목록이 아닌지 확인하십시오.",
        "{place}: data nested deeper than {deepest} levels is not put into a file. Check whether a list holds itself.",
    ),
    "files.unwritten": (
        "{path}에 저장하지 못했습니다({error}). 기존 파일은 그대로입니다. {hint}",
        "{path} could not be saved ({error}). A file that was there before is as it was. {hint}",
    ),
    "files.unwritten.full": (
        "디스크나 할당량이 가득 찼습니다. 공간을 비우거나 다른 폴더에 저장하십시오.",
        "The disk or the quota is full. Make room, or save in another folder.",
    ),
    "files.unwritten.closed": (
        "파일이나 폴더에 쓸 권한이 없거나, 다른 프로그램이 파일을 열고 있습니다. 쓸 수 있는 폴더를 고르거나 그 프로그램을 닫으십시오.",
        "The file or folder may not be written to, or another program holds the file open. Choose a folder that can be written to, or close that program.",
    ),
    "files.unwritten.other": (
        "경로가 맞는지, 폴더가 아직 있는지 확인하십시오.",
        "Check that the path is right and that its folder still exists.",
    ),
    "files.no_file": (
        "{path}은(는) 파일이 아니라 폴더나 장치입니다. 파일 이름을 적으십시오. 예: {path}/model.npz",
        "{path} is no file but a folder or a device. Name a file, such as {path}/model.npz",
    ),
    # ── what is to be read ──
    "files.missing": (
        "{path} 파일이 없습니다. 이름과 폴더를 확인하십시오.",
        "There is no file {path}. Check its name and folder.",
    ),
    "files.unread": (
        "{path} 파일을 읽지 못했습니다({error}). 이름과 읽을 권한을 확인하십시오.",
        "The file {path} could not be read ({error}). Check its name and whether you may read it.",
    ),
    "files.broken": (
        "{path}을(를) 읽지 못했습니다: {what}",
        "{path} could not be read: {what}",
    ),
    "files.kind": (
        "{path}에는 {found} 종류의 데이터가 들어 있는데 여기서는 {wanted} 종류를 읽습니다. {hint}",
        "{path} holds the kind {found}, but this reads the kind {wanted}. {hint}",
    ),
    "files.kind.model": ("모델은 micrograd_ko.load(path)로 읽습니다.", "A model is read with micrograd_ko.load(path)."),
    "files.kind.graph": ("그래프는 micrograd_ko.load(path)로 읽습니다.", "A graph is read with micrograd_ko.load(path)."),
    "files.kind.checkpoint": (
        "학습 도중의 체크포인트는 fit(..., checkpoint=path)로 이어서 학습합니다.",
        "A training is resumed from its checkpoint with fit(..., checkpoint=path).",
    ),
    "files.kind.other": (
        "그 파일을 쓴 함수로 읽으십시오.",
        "Read it with what wrote that kind.",
    ),
    "files.looks": ("첫머리를 보면 {name} 파일입니다.", "By its first bytes it is a {name} file."),
    "files.looks.empty": ("빈 파일입니다(0바이트).", "It is empty (0 bytes)."),
    # ── what is wrong with it ──
    "files.foreign": (
        "micrograd_ko가 쓴 파일이 아닙니다. save나 fit의 checkpoint로 만든 파일을 주십시오. 다른 프로그램의 배열은 그 프로그램이나 np.load로 읽습니다.",
        "it was not written by micrograd_ko. Give a file that save or the checkpoint of fit made. Arrays of another program are read with that program, or with np.load.",
    ),
    "files.newer": (
        "더 새로운 micrograd_ko가 쓴 파일입니다(형식 {found}, 여기서 읽는 형식은 {known}까지). 업데이트하십시오: python -m pip install -U micrograd_ko",
        "it was written by a newer micrograd_ko (format {found}; this one reads up to {known}). Update: python -m pip install -U micrograd_ko",
    ),
    "files.version": (
        "형식 번호 {found}은(는) 없습니다. 파일이 손상되었으니 다시 저장하거나 사본에서 읽으십시오.",
        "there is no format {found}. The file is damaged: save it again, or read a copy.",
    ),
    "files.utf8": (
        "{place}번째 바이트가 UTF-8 문자가 아닙니다. 손상된 파일이거나 다른 인코딩으로 저장한 파일이니, UTF-8로 다시 저장하십시오.",
        "byte {place} is no UTF-8 text. It is damaged, or was saved in another encoding: save it as UTF-8 again.",
    ),
    "files.json": (
        "{line}번째 줄 {column}번째 글자에서 JSON이 끊기거나 어긋났습니다. 잘린 파일이면 사본에서 읽고, 직접 고친 파일이면 그 자리를 확인하십시오.",
        "its JSON breaks off or goes wrong in line {line}, column {column}. If the file was cut off read a copy; if it was edited by hand look there.",
    ),
    "files.nested": (
        "JSON이 읽을 수 있는 것보다 깊이 중첩되어 있습니다. micrograd_ko는 그런 파일을 쓰지 않으니 믿을 수 있는 파일인지 확인하십시오.",
        "its JSON is nested deeper than can be read. micrograd_ko writes no such file: check whether it can be trusted.",
    ),
    "files.deep": (
        "{deepest}단계보다 깊이 중첩되어 있습니다. micrograd_ko는 그런 파일을 쓰지 않으니 믿을 수 있는 파일인지 확인하십시오.",
        "it is nested deeper than {deepest} levels. micrograd_ko writes no such file: check whether it can be trusted.",
    ),
    "files.twice": (
        "{name}이(가) 두 번 들어 있어 어느 것이 맞는지 알 수 없습니다. 하나를 지우거나 다시 저장하십시오.",
        "{name} stands in it twice, so which one is right cannot be told. Remove one, or save it again.",
    ),
    "files.constant": (
        "JSON에 없는 값 {got}이(가) 있습니다. {{\"$float\": \"nan\"}}처럼 적으십시오.",
        "it holds {got}, which JSON does not have. Write it as {{\"$float\": \"nan\"}}.",
    ),
    "files.number": (
        "숫자 {got}이(가) 너무 큽니다. 실수는 1.8e308까지, 정수는 400자리까지 담습니다. 그 값을 고치십시오.",
        "the number {got} is too large. Floats go up to 1.8e308, whole numbers have up to 400 digits. Mend that number.",
    ),
    "files.more": (
        "알 수 없는 항목이 있습니다: {names}. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "it has parts that are not known here: {names}. It is damaged: save it again, or read a copy.",
    ),
    "files.mark": (
        "'$'로 시작하는 {got}은(는) 알 수 없는 표시입니다. 손상된 파일이거나 직접 고친 파일이니 그 자리를 확인하십시오.",
        "{got}, which starts with '$', is no sign that is known. It is damaged, or was edited by hand: look there.",
    ),
    "files.part": (
        "{place}에는 {expected} 종류가 와야 하는데 {got}이(가) 있습니다. 손상된 파일이거나 직접 고친 파일이니 그 자리를 확인하십시오.",
        "at {place} there must be one of {expected}, but there is {got}. It is damaged, or was edited by hand: look there.",
    ),
    "files.field": (
        "{place}에 '{name}' 항목이 없습니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "{place} has no '{name}'. It is damaged: save it again, or read a copy.",
    ),
    # ── of arrays ──
    "files.dtype": (
        "배열의 종류 {got}은(는) 읽지 않습니다. 읽는 것: {options}. 배열을 그 가운데 하나로 바꾸어 다시 저장하십시오.",
        "arrays of the type {got} are not read. These are: {options}. Save the array again as one of them.",
    ),
    "files.numbers": (
        "{dtype} 배열에 그 종류로 담을 수 없는 값이 있습니다. 그 값을 고치거나 사본에서 읽으십시오.",
        "an array of {dtype} holds something that this type cannot. Mend that number, or read a copy.",
    ),
    "files.shape": (
        "배열의 모양이 {got}(이)라고 적혀 있는데 원소는 {count}개입니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "an array is said to have the shape {got}, but there are {count} numbers. It is damaged: save it again, or read a copy.",
    ),
    "files.array": (
        "{name}(이)라는 배열이 없거나 두 번 쓰였습니다. 손상된 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "there is no array called {name}, or it is used twice. It is damaged: save it again, or read a copy.",
    ),
    "files.unused": (
        "내용에서 쓰지 않는 것이 들어 있습니다: {names}. 다른 프로그램이 고친 파일이니 다시 저장하거나 사본에서 읽으십시오.",
        "it holds what its contents do not name: {names}. Another program has changed it: save it again, or read a copy.",
    ),
    # ── of .npz ──
    "files.zip": (
        "온전한 zip 파일이 아닙니다({error}). 잘리거나 손상된 파일이니 사본에서 읽거나 다시 저장하십시오.",
        "it is no whole zip file ({error}). It was cut off or damaged: read a copy, or save it again.",
    ),
    "files.deflated": (
        "{name}(풀면 {size}바이트)이 압축되어 있습니다. 작은 파일이 메모리를 채우지 못하도록 압축하지 않은 것만 읽으니, save로 다시 저장하십시오.",
        "{name} ({size} bytes unpacked) is compressed. Only what is stored as it is is read, so that no small file fills the memory: save it again with save.",
    ),
    "files.claimed": (
        "내용이 {claimed}바이트라고 적혀 있는데 파일은 {size}바이트뿐입니다. 손상되었거나 조작된 파일이니 믿을 수 있는 사본에서 읽으십시오.",
        "what is in it claims {claimed} bytes, but the file has only {size}. It is damaged or made up: read a copy that can be trusted.",
    ),
    "files.member": (
        "파일에 든 {name}이(가) 손상되었습니다({error}). 사본에서 읽거나 다시 저장하십시오.",
        "{name} in it is damaged ({error}). Read a copy, or save it again.",
    ),
    "files.npy": (
        "{name}의 첫머리가 숫자의 배열이 아닙니다: {got}. 객체의 배열은 코드를 실행할 수 있어 읽지 않으니, bool이나 정수, 실수의 배열로 다시 저장하십시오.",
        "{name} does not begin as an array of numbers: {got}. Arrays of objects could run code and are not read: save it again as an array of bools, ints or floats.",
    ),
    # ── of .safetensors ──
    "files.safetensors": (
        "온전한 .safetensors 파일이 아닙니다({error}). 잘리거나 손상된 파일이니 사본에서 읽거나 다시 저장하십시오.",
        "it is no whole .safetensors file ({error}). It was cut off or damaged: read a copy, or save it again.",
    ),
    "files.safetensors.long": (
        "배열 밖의 내용이 {length}자라서 .safetensors의 머리말({longest}바이트)에 들어가지 않습니다. .npz로 저장하십시오.",
        "what is beside the arrays has {length} characters, too many for the header of .safetensors ({longest} bytes). Save it as .npz.",
    ),
    "files.safetensors.package": (
        ".safetensors 파일에는 safetensors 패키지가 필요합니다. 설치하십시오: {command}. 설치하지 않으려면 .npz나 .json으로 저장하십시오.",
        ".safetensors files need the package safetensors. Install it: {command}. Without it save as .npz or .json.",
    ),
}  # fmt: skip
