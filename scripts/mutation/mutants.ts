// All small wrong programs next to a right one: one operator, bound, constant, word, condition, statement or
// argument of a source file changed at a time. Found on the syntax tree, applied as a change of text.
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** One change: the characters from `start` to `end` become `text`. */
export interface Mutant {
  readonly file: string
  readonly line: number
  readonly start: number
  readonly end: number
  readonly before: string
  readonly text: string
}

interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

interface Parser {
  parseSync(name: string, source: string): { readonly program: SyntaxNode }
}

const root = join(import.meta.dirname, '..', '..')
// The parser that the check for unused code brings along.
const parser = createRequire(join(root, 'node_modules', 'knip', 'index.js'))('oxc-parser') as Parser

const swaps: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '^': ['|'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '|=': ['&='],
  '&=': ['|='],
  '^=': ['|='],
  '>>=': ['<<='],
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

type Add = (start: number, end: number, text: string) => void

const swapOperator = (node: SyntaxNode, source: string, add: Add): void => {
  const { left, right, operator } = node
  if (!isNode(left) || !isNode(right) || typeof operator !== 'string') return
  const at = source.indexOf(operator, left.end)
  if (at < 0 || at >= right.start) return
  for (const other of swaps[operator] ?? []) add(at, at + operator.length, other)
}

const changeConstant = (node: SyntaxNode, add: Add): void => {
  const { value, start, end } = node
  if (typeof value === 'boolean') add(start, end, String(!value))
  if (typeof value === 'string') add(start, end, value === '' ? "'x'" : "''")
  if (typeof value !== 'number') return
  add(start, end, String(value + 1))
  if (value > 0) add(start, end, String(value - 1))
}

const negate = (test: unknown, source: string, add: Add): void => {
  if (isNode(test)) add(test.start, test.end, `!(${source.slice(test.start, test.end)})`)
}

// A call without one of its arguments; where `concatBytes` loses a part, something is no longer bound.
const dropArgument = (node: SyntaxNode, source: string, add: Add): void => {
  const given: unknown = node['arguments']
  if (!Array.isArray(given) || given.length < 2) return
  const parts: readonly SyntaxNode[] = given.filter(isNode)
  for (const part of parts) {
    const kept = parts.filter((other) => other !== part)
    const text = kept.map(({ start, end }) => source.slice(start, end)).join(', ')
    add(parts[0]?.start ?? 0, parts.at(-1)?.end ?? 0, text)
  }
}

// The role that `secret` is given is a type and nothing else.
const isRole = ({ type, start }: SyntaxNode, source: string): boolean =>
  type === 'Literal' && source.slice(0, start).endsWith('secret(')

const changeNode = (node: SyntaxNode, source: string, add: Add): void => {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      swapOperator(node, source, add)
      break
    case 'UnaryExpression':
      if (node['operator'] === '!') add(node.start, node.start + 1, '')
      break
    case 'Literal':
      changeConstant(node, add)
      break
    case 'CallExpression':
      dropArgument(node, source, add)
      break
    case 'IfStatement':
    case 'ConditionalExpression':
      negate(node['test'], source, add)
      break
    case 'ThrowStatement':
    case 'ExpressionStatement':
      add(node.start, node.end, '{}')
      break
    default:
  }
}

const walk = (value: unknown, source: string, add: Add): void => {
  if (Array.isArray(value)) {
    for (const part of value) walk(part, source, add)
    return
  }
  // Types are gone when the program runs; imports are no behaviour.
  if (!isNode(value) || value.type.startsWith('TSType') || value.type.startsWith('TSInterface')) {
    return
  }
  if (value.type === 'ImportDeclaration') return
  if (!isRole(value, source)) changeNode(value, source, add)
  // What a refusal says is for people who read a log; that it is one is tried above.
  if (value.type === 'ThrowStatement') return
  for (const part of Object.values(value)) walk(part, source, add)
}

/** Every mutant of a source file, in the order of the text. */
export const mutantsOf = (file: string, source: string): readonly Mutant[] => {
  const found = new Map<string, Mutant>()
  const { program } = parser.parseSync(file, source)
  walk(program, source, (start, end, text) => {
    const before = source.slice(start, end)
    const line = source.slice(0, start).split('\n').length
    found.set(`${start}/${end}/${text}`, { file, line, start, end, before, text })
  })
  return [...found.values()].toSorted((a, b) => a.start - b.start || a.end - b.end)
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** A mutant as people read it: its lines with ⟦before → after⟧ in them. */
export const placeOf = (source: string, { start, end, text }: Mutant): string => {
  const from = source.lastIndexOf('\n', start) + 1
  const to = source.indexOf('\n', end)
  const change = `⟦${source.slice(start, end)} → ${text}⟧`
  return oneLine(
    source.slice(from, start) + change + source.slice(end, to < 0 ? undefined : to),
  ).trim()
}

/** The source with one change. */
export const applyMutant = (source: string, mutant: Mutant): string =>
  source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end)
