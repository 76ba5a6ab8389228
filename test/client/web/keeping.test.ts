// The mark of an account, and what it means on the screen: an emptied browser is not a new one.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readMark } from '../../../client/web/mark.ts'

const withStorage = (storage: unknown, use: () => void): void => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => storage })
  try {
    use()
  } finally {
    if (before) Object.defineProperty(globalThis, 'localStorage', before)
    else Reflect.deleteProperty(globalThis, 'localStorage')
  }
}

const createStorage = () => {
  const values = new Map<string, string>()
  return {
    values,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => values.set(name, value),
  }
}

test('the mark stands from the first account on, and holds one word', () => {
  const storage = createStorage()
  withStorage(storage, () => {
    const mark = readMark()
    assert.equal(mark.stands, false)
    mark.set()
    assert.equal(readMark().stands, true)
  })
  assert.deepEqual([...storage.values], [['sotto', 'here']])
})

test('a browser that refuses the storage has no mark and no error', () => {
  const refuse = (): never => {
    throw new DOMException('refused', 'SecurityError')
  }
  withStorage({ getItem: refuse, setItem: refuse }, () => {
    const mark = readMark()
    assert.equal(mark.stands, false)
    mark.set()
  })
})
