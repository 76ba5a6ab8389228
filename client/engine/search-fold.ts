// What two texts have to share for a search to find one in the other: no case, no accents, one width and one
// kind of kana, one form of an Arabic or Hebrew letter, plain quotes and digits, nothing invisible, and one
// blank for any run of blanks. Each code point is folded alone, so every part of a text folds to a part of the
// folded text; `at` leads back (Unicode Standard Annex 15: NFKD; 44: properties).

export interface Folded {
  readonly text: string
  /** For each UTF-16 unit of `text`, where its code point begins in the original; one more for the end. */
  readonly at: readonly number[]
}

// Marks over and under letters, all that is invisible, and the stretching of Arabic words. The voicing marks of
// kana stay: they make other letters.
const DROPPED =
  /(?![\u3099\u309A])[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}\u0640]|(?=\p{Mn})[\u0590-\u08FF]/gu
// The byte order mark is one of JavaScript's blanks, and invisible.
const BLANK = /[^\S\uFEFF]/u
const DIGIT = /^\p{Nd}$/u
const KATAKANA = /[\u30A1-\u30F6]/gu
const KATAKANA_TO_HIRAGANA = 0x60
const PLAIN = /^[!-~]*(?: [!-~]+)*$/

/** Letters that have no decomposition, and those that people take for one another. */
const alike: ReadonlyMap<string, string> = new Map(
  [
    ['ae', 'æ'],
    ['oe', 'œ'],
    ['th', 'þ'],
    ["'", '‘’‚‛ʼ′'],
    ['"', '“”„‟″«»'],
    ['-', '‐‒–—―−'],
    ['o', 'ø'],
    ['d', 'đð'],
    ['l', 'ł'],
    ['h', 'ħ'],
    ['t', 'ŧ'],
    ['i', 'ı'],
    ['σ', 'ς'],
    ['ا', 'ٱ'],
    ['ي', 'ىی'],
    ['ك', 'ک'],
    ['ه', 'ةہھ'],
    ['כ', 'ך'],
    ['מ', 'ם'],
    ['נ', 'ן'],
    ['פ', 'ף'],
    ['צ', 'ץ'],
    ['あ', 'ぁ'],
    ['い', 'ぃ'],
    ['う', 'ぅ'],
    ['え', 'ぇ'],
    ['お', 'ぉ'],
    ['つ', 'っ'],
    ['や', 'ゃ'],
    ['ゆ', 'ゅ'],
    ['よ', 'ょ'],
    ['わ', 'ゎ'],
  ].flatMap(([one = '', others = '']) => Array.from(others, (other) => [other, one] as const)),
)

const withoutMarks = (text: string): string => text.normalize('NFKD').replace(DROPPED, '')

/** The value of a decimal digit of any script: they stand in runs of ten (UAX 44). */
const digitOf = (point: string): string => {
  const code = point.codePointAt(0) ?? 0
  let first = code
  while (code - first < 9 && DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return String(code - first)
}

const foldAlone = (point: string): string => {
  if (BLANK.test(point)) return ' '
  const bare = withoutMarks(point)
  // An accent that stands alone is a sign like any other.
  if (bare.startsWith(' ')) return point
  // By way of the capitals: the sharp s and the other letters whose capitals are two.
  const small = withoutMarks(bare.toLowerCase().toUpperCase().toLowerCase())
  if (small.length === 1 && DIGIT.test(small)) return digitOf(small)
  const kana = small.replace(KATAKANA, (one) =>
    String.fromCharCode(one.charCodeAt(0) - KATAKANA_TO_HIRAGANA),
  )
  return Array.from(kana, (one) => alike.get(one) ?? one).join('')
}

const ascii: readonly string[] = Array.from({ length: 0x80 }, (_, code) =>
  foldAlone(String.fromCharCode(code)),
)

/** Code points folded before; emptied when it has so many. */
const KEPT = 16_384
const kept = new Map<string, string>()

const foldPoint = (point: string): string => {
  const plain = ascii[point.charCodeAt(0)]
  if (plain !== undefined) return plain
  const known = kept.get(point)
  if (known !== undefined) return known
  if (kept.size >= KEPT) kept.clear()
  const folded = foldAlone(point)
  kept.set(point, folded)
  return folded
}

/** The folded text alone; the same as `foldText` gives. */
export const fold = (text: string): string => {
  if (PLAIN.test(text)) return text.toLowerCase()
  let folded = ''
  for (const point of text) {
    const one = foldPoint(point)
    if (one !== ' ' || !folded.endsWith(' ')) folded += one
  }
  return folded
}

/** The folded text, and where each part of it comes from. */
export const foldText = (text: string): Folded => {
  const at: number[] = []
  let folded = ''
  let from = 0
  for (const point of text) {
    const one = foldPoint(point)
    const kept = one === ' ' && folded.endsWith(' ') ? '' : one
    for (let unit = 0; unit < kept.length; unit += 1) at.push(from)
    folded += kept
    from += point.length
  }
  at.push(text.length)
  return { text: folded, at }
}

/** The part of the original that `[from, to)` of the folded text stands for; whole code points with their marks. */
export const originOf = ({ at }: Folded, from: number, to: number): readonly [number, number] => {
  const last = at[to - 1] ?? 0
  let end = to
  while (end < at.length - 1 && at[end] === last) end += 1
  return [at[from] ?? 0, at[end] ?? last]
}
