// The maker of wrong programs, and the list of those that may live: what is listed exists and has a reason.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { explainedIn, nameOf, readExplained } from '../../scripts/mutation/explained.ts'
import { applyMutant, mutantsOf, placeOf } from '../../scripts/mutation/mutants.ts'

const root = join(import.meta.dirname, '..', '..')

const placesIn = (source: string): readonly string[] =>
  mutantsOf('sample.ts', source).map((mutant) => placeOf(source, mutant))

test('operators, bounds, constants, words, conditions, statements and arguments are changed', () => {
  const places = (source: string): readonly string[] => placesIn(source).toSorted()
  assert.deepEqual(places('const f = (a: number): boolean => a < 3'), [
    'const f = (a: number): boolean => a < ⟦3 → 2⟧',
    'const f = (a: number): boolean => a < ⟦3 → 4⟧',
    'const f = (a: number): boolean => a ⟦< → <=⟧ 3',
    'const f = (a: number): boolean => a ⟦< → >=⟧ 3',
  ])
  assert.deepEqual(places('if (a) throw new Error("b")'), [
    'if (a) ⟦throw new Error("b") → {}⟧',
    'if (⟦a → !(a)⟧) throw new Error("b")',
  ])
  assert.deepEqual(places("const c = join(a, b, 'c')"), [
    "const c = join(a, b, ⟦'c' → ''⟧)",
    "const c = join(⟦a, b, 'c' → a, 'c'⟧)",
    "const c = join(⟦a, b, 'c' → a, b⟧)",
    "const c = join(⟦a, b, 'c' → b, 'c'⟧)",
  ])
  assert.deepEqual(places("import { a } from 'b'\nexport type C = 'd' | 1"), [])
})

test('a mutant differs from its source in that one place', () => {
  const source = 'const a = 1\nconst b = a && c\n'
  const changed = mutantsOf('sample.ts', source).map((mutant) => applyMutant(source, mutant))
  assert.deepEqual(changed, [
    'const a = 2\nconst b = a && c\n',
    'const a = 0\nconst b = a && c\n',
    'const a = 1\nconst b = a || c\n',
  ])
})

test('every mutant that may live exists, once in the list, under a reason', async () => {
  const listed = await readExplained()
  assert.ok(listed.length > 0)
  assert.equal(new Set(listed.map(nameOf)).size, listed.length, 'listed twice')
  const known = new Set<string>()
  for (const file of new Set(listed.map((entry) => entry.file))) {
    const source = await readFile(join(root, file), 'utf8')
    for (const mutant of mutantsOf(file, source)) {
      known.add(nameOf({ file, place: placeOf(source, mutant) }))
    }
  }
  assert.deepEqual(
    listed.map(nameOf).filter((name) => !known.has(name)),
    [],
    'these lines name no mutant of the code as it is: take them out or mend them',
  )
  const text = await readFile(join(root, 'docs', 'mutants.md'), 'utf8')
  for (const section of text.split('\n## ').slice(1)) {
    const [title = '', ...lines] = section.split('\n')
    assert.ok(explainedIn(section).length > 0, `${title} lists nothing`)
    assert.match(lines.join('\n'), /^\n[^-\s][^\n]{40,}/, `${title} gives no reason`)
  }
})
