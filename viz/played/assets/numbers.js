// Numbers as people see and type them: number() writes one as micrograd_ko.engine.number does, read() takes one.

/** Four decimals, an exponent where it is very large or small; ASCII throughout. */
function number(x, digits = 4) {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return "nan";
  if (size === Infinity) return x > 0 ? "inf" : "-inf";
  if (x === 0) return (0).toFixed(digits); // of -0, too
  if (size >= Number(`1e-${digits}`) && size < 1e6) return halfEven((places) => x.toFixed(places), digits);
  return halfEven((places) => x.toExponential(places), digits - 1).replace(/([+-])(\d)$/, "$10$2");
}

/** JavaScript writes an exact half away from zero, Python the even one of its neighbours. */
function halfEven(write, places) {
  const usual = write(places);
  const [mantissa, exponent] = write(places + 1).split("e");
  if (!mantissa.endsWith("5") || !isExact(write, places + 1)) return usual;
  const below = mantissa.slice(0, -1).replace(/\.$/, "");
  return /[02468]$/.test(below) ? below + (exponent === undefined ? "" : `e${exponent}`) : usual;
}

/** A hundred places show whatever a half has: it is a multiple of a power of two, and neither huge nor tiny. */
function isExact(write, places) {
  const [mantissa] = write(100).split("e");
  return /^0*$/.test(mantissa.slice(mantissa.indexOf(".") + 1 + places));
}

const TYPED = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
const BY_NAME = { nan: NaN, inf: Infinity, "+inf": Infinity, "-inf": -Infinity };

/** The number that someone types, in whatever width, with a point or a comma for the decimals; null if it is none. */
function read(text) {
  const typed = text.normalize("NFKC").trim().replace("−", "-").toLowerCase();
  if (Object.hasOwn(BY_NAME, typed)) return BY_NAME[typed];
  const thousands = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(typed);
  const plain = thousands ? typed.replaceAll(",", "") : typed.replace(",", ".");
  return TYPED.test(plain) ? Number(plain) : null;
}
