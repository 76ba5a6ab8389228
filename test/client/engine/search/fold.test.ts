import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, foldText, originOf } from '../../../../client/engine/search-fold.ts'

const SEED = { seed: 20_261_121 }

const alike: readonly (readonly [what: string, a: string, b: string])[] = [
  ['Latin case', 'WORD', 'word'],
  ['Latin accents', 'Crème Brûlée', 'creme brulee'],
  ['accents written apart', 'cafe\u0301', 'caf\u00E9'],
  ['letters that are two', 'Straße œuvre Æsir', 'strasse oeuvre aesir'],
  ['ligatures', 'ﬁne ŉ Ǆ', "fine 'n dz"],
  ['Turkish i', 'İSTANBUL ısı', 'istanbul isi'],
  ['Polish, Danish, Vietnamese', 'Łódź smørrebrød Đặng', 'lodz smorrebrod dang'],
  ['Cyrillic', 'Ёлка ЧЁРНАЯ', 'елка черная'],
  ['Greek', 'Οδυσσεύς ΌΣΣ', 'οδυσσευσ οσσ'],
  ['Arabic with diacritics', 'مُحَمَّدٌ', 'محمد'],
  ['Arabic stretched', 'مـــرحبـا', 'مرحبا'],
  ['Arabic alef', 'أحمد إلى آخر ٱلله', 'احمد الي اخر الله'],
  ['Arabic endings', 'مدرسة مستشفى', 'مدرسه مستشفي'],
  ['Persian letters and the joiner', 'می‌کنم', 'ميكنم'],
  ['Arabic presentation forms', 'ﻣﺮﺣﺒﺎ', 'مرحبا'],
  ['Hebrew points and final letters', 'שָׁלוֹם', 'שלומ'],
  ['kana width', 'ｶﾞｷﾞ ｱｲｳ', 'がぎ あいう'],
  ['kana kind', 'カタカナ', 'かたかな'],
  ['kana size', 'きょう', 'きよう'],
  ['full-width Latin and digits', 'Ｗｏｒｄ１２', 'word12'],
  ['digits of any script', '٣۴५', '345'],
  ['compatibility ideographs', '\uF900', '\u8C48'],
  ['emoji style', '❤️', '❤'],
  ['quotes and dashes', '“don’t” — no', '"don\'t" - no'],
  ['what is invisible', 'in\u00ADvisi\u200Bble\uFEFF\u202E', 'invisible'],
  ['blanks', 'a \n\t\u00A0\u3000 b', 'a b'],
]
for (const [what, a, b] of alike)
  test(`the same to a search: ${what}`, () => {
    assert.equal(fold(a), fold(b))
  })

const different: readonly (readonly [what: string, a: string, b: string])[] = [
  ['kana with and without a voicing mark', 'が', 'か'],
  ['vowel signs of Devanagari', 'कि', 'का'],
  ['ideographs', '东', '東'],
  ['emoji', '👍', '👎'],
  ['an accent that stands alone and a blank', '´', ' '],
]
for (const [what, a, b] of different)
  test(`not the same to a search: ${what}`, () => {
    assert.notEqual(fold(a), fold(b))
  })

const letters = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...Array.from('aÀßœİıمُأـّカﾞｶ가👩‍👧 \n\u00A0éﬁ')), maxLength: 30 }),
)

test('the quick way and the way with offsets give the same, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(letters, (text) => {
      const folded = foldText(text)
      assert.equal(fold(text), folded.text)
      assert.equal(folded.at.length, folded.text.length + 1)
      assert.equal(fold(folded.text), folded.text)
    }),
    { ...SEED, numRuns: 2_000 },
  )
})

test('every part of a folded text is in it, and leads back to letters that fold to it', () => {
  fc.assert(
    fc.property(letters, fc.nat(), fc.nat(), (text, a, b) => {
      const folded = foldText(text)
      const size = folded.text.length
      if (size === 0) return
      const from = a % size
      const to = from + 1 + (b % (size - from))
      const [start, end] = originOf(folded, from, to)
      assert.ok(start < end && end <= text.length, 'something is marked')
      const part = folded.text.slice(from, to)
      const marked = fold(text.slice(start, end))
      assert.ok(marked.includes(part), `${JSON.stringify(marked)} has ${JSON.stringify(part)}`)
      // No further than the letters at its ends.
      assert.ok(folded.text.slice(0, to).endsWith(part))
      const inner = originOf(folded, from, from + 1)
      assert.equal(inner[0], start)
    }),
    { ...SEED, numRuns: 3_000 },
  )
})

test('every part of a text is found by its own folding', () => {
  fc.assert(
    fc.property(letters, fc.nat(), fc.nat(), (text, a, b) => {
      const points = Array.from(text)
      const from = points.length === 0 ? 0 : a % points.length
      const part = points.slice(from, from + (b % 12)).join('')
      assert.ok(fold(text).includes(fold(part).trim()))
    }),
    { ...SEED, numRuns: 3_000 },
  )
})
