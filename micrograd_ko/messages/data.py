"""데이터의 문장.

Sentences of data.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── arguments ──
    "data.whole": (
        "{name}은(는) {least} 이상의 정수여야 하는데 {got}을(를) 받았습니다.",
        "{name} must be a whole number of at least {least}, but was given {got}.",
    ),
    "data.noise": (
        "noise는 표준편차이므로 0 이상의 유한한 수여야 하는데 {got}을(를) 받았습니다. 예: noise=0.1",
        "noise is a standard deviation, a finite number of at least 0, but was given {got}. For example: noise=0.1",
    ),
    "data.array": (
        "{name}에는 행이 하나 이상 있는 숫자 배열이 와야 하는데 {got}을(를) 받았습니다. 예: np.array([[0.0, 1.0], [1.0, 0.0]])",
        "{name} must be an array of numbers with at least one row, but was given {got}. For example: np.array([[0.0, 1.0], [1.0, 0.0]])",
    ),
    "data.text": (
        "{place}에는 숫자가 와야 하는데 문자열 {got}이(가) 있습니다(모양 {shape}). 문자열 레이블은 번호로 바꾸십시오: names, y = np.unique(y, return_inverse=True). 문자열로 적은 숫자라면 .astype(float), 문자열로 된 특성이라면 그 열을 빼거나 원-핫으로 바꾸십시오.",
        "{place} takes numbers, but there is the text {got} (shape {shape}). Turn text labels into numbers: names, y = np.unique(y, return_inverse=True). For numbers written as text: .astype(float). Leave out columns of text features, or make them one-hot.",
    ),
    "data.masked": (
        "{place}에 마스크(mask)로 가린 값이 {count}개 있습니다. 가린 값으로는 계산할 수 없습니다. x.filled(0.0)처럼 채우거나 그 행을 빼십시오.",
        "{place} holds {count} masked values, and nothing is computed with those. Fill them, as with x.filled(0.0), or leave out their rows.",
    ),
    "data.no_number": (
        "{place}에는 실수가 와야 하는데 {got}이(가) 있습니다(모양 {shape}). 빈 값이라면 그 행을 빼거나 값을 채우십시오.",
        "{place} takes real numbers, but there is {got} (shape {shape}). If it is a missing value remove that row or fill in a value.",
    ),
    "data.lengths": (
        "{first}와(과) {second}의 행 수가 다릅니다. {first}은(는) {inputs}행 {X}, {second}은(는) {targets}행 {y}입니다. {first}의 행마다 {second}에 정답이 하나씩 있어야 합니다.",
        "{first} and {second} differ in length: {first} has {inputs} rows {X}, {second} has {targets} rows {y}. {second} must hold one answer for each row of {first}.",
    ),
    "data.drop_last": (
        "drop_last=True인데 batch_size={size}이(가) 행 수 {n}보다 커서 미니배치가 하나도 남지 않습니다. batch_size를 줄이거나 drop_last를 빼십시오.",
        "With drop_last=True no batch is left, since batch_size={size} is more than the {n} rows. Lower batch_size or leave out drop_last.",
    ),
    "data.test": (
        "{name}에는 0과 1 사이의 비율(예: 0.2)이나 1 이상의 행 수(예: 50)가 와야 하는데 {got}을(를) 받았습니다.",
        "{name} must be a share between 0 and 1 (such as 0.2) or a number of rows (such as 50), but was given {got}.",
    ),
    "data.split.empty": (
        "{n}행에서 {name}={test}이면 한 부분이 {count}행이 되어 다른 쪽이 빕니다. 모든 부분에 한 행 이상 남도록 {name}의 값을 바꾸십시오.",
        "Of {n} rows, {name}={test} puts {count} into that part, and one part is empty. Change {name} so that every part keeps a row.",
    ),
    "data.stratify.labels": (
        "stratify=True는 (n,) 모양의 클래스 레이블에 쓰는데 y는 {shape} {dtype}입니다. 회귀의 목표값이면 stratify를 빼십시오.",
        "stratify=True is for class labels of shape (n,), but y is {shape} {dtype}. Leave it out for targets of a regression.",
    ),
    "data.stratify.rare": (
        "stratify=True인데 클래스 {label}({count}행)이(가) {side} 쪽에 하나도 없습니다. test를 바꾸거나, 드문 클래스를 빼거나, stratify를 빼십시오.",
        "stratify=True, but class {label} ({count} rows) has no row in the {side} part. Change test, remove the rare class, or leave out stratify.",
    ),
    "data.columns": (
        "others[{index}]의 열이 train과 다릅니다. train은 {train}, others[{index}]은(는) {other}입니다. 첫 축을 뺀 모양이 같아야 합니다.",
        "The columns of others[{index}] differ from those of train: train is {train}, others[{index}] is {other}. "
        "The shapes must agree but for the first axis.",
    ),
    "data.not_finite": (
        "{name}의 {place} 자리가 {got}입니다(nan이나 inf가 모두 {count}곳). 그것으로는 계산할 수 없으니 그 행을 빼거나 값을 채우십시오.",
        "{name} is {got} at {place} ({count} nan or inf in all), which nothing can be computed with. Remove those rows or fill in a value.",
    ),
    # ── data sets by name ──
    "data.unknown": (
        "{name}(이)라는 데이터셋이 없습니다. 고를 수 있는 데이터셋: {options}",
        "There is no data set called {name}. Choose one of: {options}",
    ),
    "data.no_path": (
        "{name}은(는) 파일에서 읽지 않으므로 path를 받지 않습니다. path는 mnist와 boston에만 쓰십시오.",
        "{name} is not read from a file and takes no path. Use path with mnist and boston only.",
    ),
    "data.package": (
        "{name} 데이터는 {package}에 들어 있는데 설치되어 있지 않습니다. 설치: {command}",
        "The data set {name} comes with {package}, which is not installed. Install it: {command}",
    ),
    "data.boston.ethics": (
        "boston 데이터에는 윤리 문제가 있습니다. 열 B는 흑인 주민의 비율로 만든 값으로, 인종 분리가 집값을 올린다는 인종차별적 가정을 담고 있습니다(M. Carlisle, 2019). scikit-learn은 1.2에서 이 데이터를 뺐습니다. 회귀 연습에는 load('diabetes')나 sklearn.datasets.fetch_california_housing()을 쓰십시오.",
        "The boston data set has an ethical problem. Its column B, made from the share of Black residents, encodes the racist assumption "
        "that segregation raises house prices (M. Carlisle, 2019). scikit-learn removed the data set in 1.2. "
        "To practise regression use load('diabetes') or sklearn.datasets.fetch_california_housing().",
    ),
    "data.boston.number": (
        "{path} {line}째 줄의 {cell}은(는) 유한한 수가 아닙니다. boston 데이터에는 빠진 값이 없으니 고친 적 없는 파일을 쓰십시오.",
        "{path}, line {line}: {cell} is not a finite number. The boston data has no missing values; use a file that was not changed.",
    ),
    "data.boston.columns": (
        "{path} {line}째 줄에 숫자가 {found}개 있습니다. 특성 13개와 집값 하나, 모두 14개여야 합니다(StatLib 파일은 11개와 3개).",
        "{path}, line {line} has {found} numbers. It should have 14, 13 features and the price (in the file of StatLib 11 and then 3).",
    ),
    "data.boston.header": (
        "{path}의 머리글 행에 {wrong} 열이 정확히 하나씩 있지 않습니다. 있어야 하는 열: {expected}",
        "The header of {path} does not have exactly one column for each of {wrong}. It should have: {expected}",
    ),
    "data.boston.header.columns": (
        "{path} {line}째 줄에 값이 {found}개 있는데 머리글 행에는 열이 {expected}개 있습니다.",
        "{path}, line {line} has {found} values, but the header has {expected} columns.",
    ),
    "data.boston.rows": (
        "{path}에는 온전한 행이 {expected}개 있어야 하는데 {found}개를 읽었습니다. 파일이 잘렸거나 다른 데이터입니다.",
        "{path} should have {expected} whole rows, but {found} were read. It is cut off, or other data.",
    ),
    # ── any file ──
    "data.file.missing": (
        "파일이 없습니다: {path}. 경로를 확인하십시오.",
        "There is no such file: {path}. Check the path.",
    ),
    "data.file.folder": (
        "{path}은(는) 파일이 아니라 폴더입니다. 그 안의 파일을 고르거나, MNIST 폴더라면 mnist(폴더)로 읽으십시오.",
        "{path} is a folder, not a file. Choose a file in it, or read a folder of MNIST with mnist(folder).",
    ),
    "data.file.empty": (
        "{path}은(는) 빈 파일입니다. 내려받기가 끊겼을 수 있으니 다시 받으십시오.",
        "{path} is empty. A download may have broken off; fetch it again.",
    ),
    "data.file.html": (
        "{path}의 내용은 데이터가 아니라 웹 페이지입니다(첫 바이트 {head}). 주소가 바뀌었거나 로그인이 필요한 페이지입니다. 데이터 파일 자체를 내려받으십시오.",
        "{path} holds a web page instead of data (it starts with {head}). The address has changed or asks for a login. Download the file of data itself.",
    ),
    "data.file.unknown": (
        "{path}의 형식을 알 수 없습니다(첫 바이트 {head}). 읽을 수 있는 형식: IDX, IDX.gz, npz, CSV(UTF-8).",
        "The format of {path} is unknown (it starts with {head}). These can be read: IDX, IDX.gz, npz, CSV (UTF-8).",
    ),
    "data.file.encoding": (
        "{path}은(는) UTF-8로 읽을 수 없습니다. 편집기에서 UTF-8로 다시 저장하십시오.",
        "{path} cannot be read as UTF-8. Save it again as UTF-8 in an editor.",
    ),
    "data.gzip": (
        "{path}의 gzip 압축을 풀 수 없습니다: {why}. 파일이 잘렸거나 깨졌으니 다시 받으십시오.",
        "The gzip data of {path} cannot be unpacked: {why}. The file is cut off or damaged; fetch it again.",
    ),
    # ── images and labels ──
    "data.part": (
        "part는 'train'이나 'test'여야 하는데 {part}을(를) 받았습니다.",
        "part must be 'train' or 'test', but was given {part}.",
    ),
    "data.part.none": (
        "{path}에는 데이터가 한 벌뿐이어서 part='{part}'을(를) 고를 수 없습니다. part는 npz에만 쓰십시오.",
        "{path} holds one set only, so part='{part}' cannot be chosen. Use part with an npz only.",
    ),
    "data.images.shape": (
        "{path}의 배열은 {shape} 모양이라 이미지가 아닙니다. 이미지의 모양은 (장수, 높이, 너비)입니다. 레이블 파일이라면 read_idx(path)로 읽으십시오.",
        "The array of {path} has the shape {shape}, which is not that of images (count, height, width). Read a file of labels with read_idx(path).",
    ),
    "data.images.none": (
        "{path}에 이미지가 없습니다(모양 {shape}).",
        "There are no images in {path} (its shape is {shape}).",
    ),
    "data.labels.shape": (
        "{path}의 레이블은 모양이 {shape}입니다. 레이블은 이미지마다 하나씩, (장수,) 모양이어야 합니다.",
        "The labels of {path} have the shape {shape}. They must be (count,), one for each image.",
    ),
    "data.labels.count": (
        "{path}의 레이블은 {labels}개인데 이미지는 {images}장입니다. 같은 데이터의 이미지 파일과 레이블 파일을 짝지으십시오.",
        "{path} has {labels} labels for {images} images. Pair the images and the labels of the same data.",
    ),
    "data.whole_numbers": (
        "{path}의 {name}은(는) {dtype}입니다. 픽셀과 레이블은 0..255의 정수여야 합니다.",
        "{name} of {path} is {dtype}. Pixels and labels must be whole numbers 0..255.",
    ),
    "data.range": (
        "{path}의 {name}에 {low}부터 {high}까지의 값이 있습니다. 픽셀과 레이블은 0..255의 정수여야 합니다.",
        "{name} of {path} has values from {low} to {high}. Pixels and labels must be whole numbers 0..255.",
    ),
    # ── IDX ──
    "data.idx.magic": (
        "{path}은(는) IDX 파일이 아닙니다. 첫 네 바이트가 {found}입니다. MNIST의 이미지는 00 00 08 03, 레이블은 00 00 08 01로 시작합니다.",
        "{path} is not an IDX file: its first four bytes are {found}. The images of MNIST start with 00 00 08 03, the labels with 00 00 08 01.",
    ),
    "data.idx.large": (
        "{path}의 머리말에 적힌 모양 {shape}은(는) 너무 커서 어떤 배열에도 담을 수 없습니다. 파일이 깨졌으니 다시 받으십시오.",
        "The header of {path} states the shape {shape}, which no array can hold. The file is damaged; fetch it again.",
    ),
    "data.idx.short": (
        "{path}이(가) 잘렸습니다. 머리말의 모양 {shape}에는 {expected}바이트가 필요한데 {found}바이트가 있습니다. 다시 받으십시오.",
        "{path} is cut off. The shape {shape} in its header takes {expected} bytes, but there are {found}. Fetch it again.",
    ),
    "data.idx.long": (
        "{path} 끝에 남는 바이트가 있습니다. 머리말의 모양 {shape}에는 {expected}바이트면 됩니다. 파일이 깨졌으니 다시 받으십시오.",
        "{path} has bytes left over at its end. The shape {shape} in its header takes only {expected}. The file is damaged; fetch it again.",
    ),
    # ── npz ──
    "data.npz.names": (
        "{path}에 {missing}이(가) 없습니다. 들어 있는 것: {found}. x_train, y_train, x_test, y_test가 있어야 합니다.",
        "{path} lacks {missing}. It holds: {found}. It should hold x_train, y_train, x_test, y_test.",
    ),
    "data.npz.pickle": (
        "{path}의 {name}은(는) 파이썬 객체(pickle)입니다. 읽으면 남의 코드를 실행할 수 있으므로 거절합니다. uint8 배열로 다시 저장하십시오.",
        "{name} of {path} holds Python objects (pickle). Reading them can run a stranger's code, so it is refused. Save it again as an array of uint8.",
    ),
    "data.npz.size": (
        "{path}의 {name}은(는) 모양 {shape}에 {expected}바이트가 필요한데 {found}바이트가 있습니다. 파일이 깨졌으니 다시 받으십시오.",
        "{name} of {path} takes {expected} bytes for its shape {shape}, but there are {found}. The file is damaged; fetch it again.",
    ),
    "data.npz.broken": (
        "{path}을(를) npz로 읽을 수 없습니다: {why}. 파일이 잘렸거나 깨졌으니 다시 받으십시오.",
        "{path} cannot be read as an npz: {why}. The file is cut off or damaged; fetch it again.",
    ),
    # ── CSV ──
    "data.csv.columns": (
        "{path} {line}째 줄에 열(쉼표로 나눈 값)이 {found}개 있습니다. 첫 줄처럼 레이블 하나와 픽셀, 모두 {expected}개여야 합니다.",
        "{path}, line {line} has {found} columns (values separated by commas). It should have {expected} (as the first line, a label and pixels).",
    ),
    "data.csv.cell": (
        "{path} {line}째 줄 {column}째 열{name}의 {cell}은(는) 0..255의 정수가 아닙니다.",
        "{path}, line {line}, column {column}{name}: {cell} is not a whole number 0..255.",
    ),
    "data.csv.missing": (
        "{path} {line}째 줄 {column}째 열{name}이(가) 비어 있습니다({cell}). 그 행을 빼거나 값을 채우십시오.",
        "{path}, line {line}, column {column}{name} is missing ({cell}). Remove that row or fill in a value.",
    ),
    "data.csv.text_label": (
        "{path} {line}째 줄의 레이블({column}째 열{name})이 문자열 {cell}입니다. 레이블은 0..255의 정수여야 하니 번호로 바꿔 저장하십시오. 레이블의 열이 아니라면 label=로 알려 주십시오.",
        "{path}, line {line}: the label (column {column}{name}) is the text {cell}. Labels must be whole numbers 0..255; save them as numbers. If this is not the column of labels, say which is: label=",
    ),
    "data.csv.quotes": (
        "{path} {line}째 줄의 따옴표가 맞지 않습니다. 한 줄에 이미지 한 장씩 쓴 CSV여야 합니다.",
        "{path}, line {line}: the quotes do not match. A CSV file should hold one image a line.",
    ),
    "data.csv.label": (
        "{path}의 머리글 행에 레이블의 열({options} 가운데 하나)이 없습니다. 어느 열인지 이름이나 번호로 알려 주십시오: read_images(path, label='이름'), 레이블이 없으면 label=None. 열: {columns}",
        "The header of {path} has no column of labels ({options}). Say which it is, by name or number: read_images(path, label='name'), or label=None if there are no labels. Columns: {columns}",
    ),
    "data.csv.labels": (
        "{path}에 레이블일 수 있는 열이 여럿입니다: {found}. label=로 하나를 고르고, 나머지는 파일에서 빼십시오.",
        "{path} has several columns that may hold the labels: {found}. Choose one with label= and remove the others from the file.",
    ),
    "data.csv.odd": (
        "{path}의 열 {name}은(는) 픽셀인지 알 수 없습니다. 레이블이면 label={name}(으)로 알려 주고, 행 번호나 다른 정보면 그 열을 뺀 파일을 쓰십시오. 열: {columns}",
        "The column {name} of {path} is not clearly one of pixels. If it holds the labels say label={name}; if it numbers the rows or holds something else, use a file without it. Columns: {columns}",
    ),
    "data.csv.no_header": (
        "{path}에는 머리글 행이 없어서 label={label}(이)라는 열을 찾을 수 없습니다. 번호로 고르십시오: label=0(첫 열)부터 label={last}까지, label=-1(마지막 열), 없으면 label=None.",
        "{path} has no header line, so there is no column label={label}. Choose it by number: label=0 (the first) to label={last}, label=-1 (the last), or label=None for no labels.",
    ),
    "data.csv.no_column": (
        "{path}의 머리글 행에 label={label}인 열이 {count}개 있습니다. 정확히 하나여야 합니다. 이 가운데서 고르십시오: {columns}",
        "The header of {path} has {count} columns label={label}. There should be exactly one. Choose from: {columns}",
    ),
    "data.csv.column": (
        "{path}의 열은 {width}개인데 label={label}을(를) 받았습니다. 열의 이름, 0부터 {last}까지나 -1부터 거꾸로 센 번호, 또는 None이어야 합니다.",
        "{path} has {width} columns, but label={label} was given. It must be the name of a column, a number from 0 to {last} or backwards from -1, or None.",
    ),
    "data.csv.index_column": (
        "{path}의 label={label}은(는) 이름 없는 열, 곧 pandas가 쓴 행 번호입니다. 레이블의 열을 고르십시오(번호는 행 번호의 열까지 셉니다). 열: {columns}",
        "label={label} of {path} is a column without a name, the row numbers that pandas writes. Choose the column of labels (numbers count that column, too). Columns: {columns}",
    ),
    "data.csv.unsure.square": (
        "{path}에는 머리글 행이 없고 열이 {width}개({side} × {side})라서, 레이블 없이 픽셀만 있는지 알 수 없습니다. 레이블이 없으면 label=None, 첫 열이면 label=0, 마지막 열이면 label=-1로 알려 주십시오.",
        "{path} has no header and {width} columns ({side} × {side}), so it may hold pixels alone. Say label=None if there are no labels, label=0 if they are the first column, label=-1 if the last.",
    ),
    "data.csv.unsure.rows": (
        "{path}에는 머리글 행이 없고 첫 열이 {low}부터 {high}까지 {rows}행에 걸쳐 하나씩 늘어나서, 레이블이 아니라 행 번호로 보입니다. 레이블이 맞으면 label=0으로 알려 주고, 행 번호라면 그 열을 빼고 저장하십시오(pandas는 index=False).",
        "{path} has no header, and its first column counts up from {low} to {high} over {rows} rows, like numbers of rows rather than labels. Say label=0 if these are the labels; if not, save the file without them (in pandas index=False).",
    ),
    "data.csv.unsure.last": (
        "{path}에는 머리글 행이 없고, 첫 열({low}부터 {high})보다 마지막 열({last_low}부터 {last_high})이 레이블로 보입니다. 첫 열이 레이블이면 label=0, 마지막 열이면 label=-1, 레이블이 없으면 label=None으로 알려 주십시오.",
        "{path} has no header, and its last column ({last_low} to {last_high}) looks more like labels than the first ({low} to {high}). Say label=0 if they are the first column, label=-1 if the last, label=None if there are none.",
    ),
    "data.label.csv_only": (
        "{path}은(는) CSV가 아니라서 label={label}을(를) 쓸 수 없습니다. label은 CSV의 레이블 열을 고를 때만 쓰십시오.",
        "{path} is no CSV file, so label={label} cannot be used. label is for the column of labels in a CSV file.",
    ),
    "data.csv.long": (
        "{path} {line}째 줄이 {most}바이트를 넘습니다. 한 줄에 이미지 한 장씩 쓴 CSV여야 합니다.",
        "{path}, line {line} is longer than {most} bytes. A CSV file should hold one image a line.",
    ),
    "data.csv.none": (
        "{path}에 숫자로 된 줄이 없습니다. 줄마다 레이블 하나와 픽셀이 0..255의 정수로 있어야 합니다.",
        "{path} has no line of numbers. Each line should hold a label and then the pixels, whole numbers 0..255.",
    ),
    # ── MNIST ──
    "data.mnist.missing": (
        "{path}에서 MNIST 파일을 찾지 못했습니다. 내려받으려면 from micrograd_ko.mnist import download_mnist; download_mnist()를 한 번 실행하십시오. "
        "이미 받은 파일이 있으면 그 폴더를 mnist('폴더')로 알려 주십시오.",
        "No files of MNIST were found at {path}. To download them, run once: from micrograd_ko.mnist import download_mnist; download_mnist(). "
        "If you have the files, name their folder: mnist('folder').",
    ),
    "data.mnist.partial": (
        "{path}에 MNIST 파일이 일부만 있습니다. 없는 것: {missing}. download_mnist('{path}')(으)로 마저 받으십시오.",
        "{path} has only some of the files of MNIST. Missing: {missing}. Fetch the rest with download_mnist('{path}').",
    ),
    "data.mnist.one_file": (
        "{path} 하나에는 학습용과 시험용이 함께 들어 있지 않습니다. 파일들이 있는 폴더나 npz를 넘기십시오. 이 파일만 읽으려면 read_images(path)를 쓰십시오.",
        "{path} alone does not hold training and test data. Pass the folder of the files, or an npz. To read just this file use read_images(path).",
    ),
    "data.mnist.unlabelled": (
        "{path}에는 레이블이 없어서 학습용이나 시험용 데이터가 될 수 없습니다(Kaggle의 test.csv에는 레이블이 없습니다). 레이블이 있는 파일만 X, y = read_images(path)로 읽고, 시험용은 split(X, y)로 떼어 두십시오.",
        "{path} has no labels, so it cannot be the training or the test data (Kaggle's test.csv has none). Read the file that has them with X, y = read_images(path), and set a test part aside with split(X, y).",
    ),
    "data.mnist.pixels": (
        "{path}의 학습용 {train}와(과) 시험용 {test}의 픽셀 수가 다릅니다. 같은 데이터의 파일인지 확인하십시오.",
        "In {path} the training images {train} and the test images {test} differ in pixels. Check that the files are of the same data.",
    ),
    # ── downloading ──
    "data.download.url": (
        "url은 https://나 http://로 시작해야 하는데 {url}을(를) 받았습니다. 예: {example}",
        "url must start with https:// or http://, but was {url}. For example: {example}",
    ),
    "data.download.refused": (
        "{url}: 서버가 요청을 거절했습니다({code} {reason}). 주소가 바뀌었을 수 있습니다. 다른 곳에서 받은 파일은 mnist('폴더')로 읽습니다.",
        "{url}: the server refused with {code} {reason}. The address may have changed. Files from elsewhere are read with mnist('folder').",
    ),
    "data.download.network": (
        "{url}을(를) 받지 못했습니다: {why}. 인터넷 연결을 확인하고 다시 실행하십시오. 다 받은 파일은 다시 받지 않습니다.",
        "{url} could not be fetched: {why}. Check the connection and run it again; files already fetched are kept.",
    ),
    "data.download.cut": (
        "{url}: 파일을 다 받기 전에 연결이 끊겼습니다. 다시 실행하십시오.",
        "{url}: the connection ended before the file did. Run it again.",
    ),
    "data.download.large": (
        "{url}의 내용이 {most}바이트를 넘어서 내려받기를 그만두었습니다. MNIST 파일이 아닙니다.",
        "{url} holds more than {most} bytes, so the download was stopped. It is not a file of MNIST.",
    ),
    "data.download.hash": (
        "{url}에서 받은 파일이 원본과 다릅니다. SHA-256이 {expected}이어(여)야 하는데 {found}입니다. 파일을 버렸으니 다른 주소(url=...)로 받으십시오.",
        "What {url} sent is not the original file: its SHA-256 is {found}, not {expected}. It was thrown away; try another address (url=...).",
    ),
}  # fmt: skip
