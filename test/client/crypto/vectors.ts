// Reads the published vectors beside the tests. Types name the fields that the tests use and no more.
import { readFileSync } from 'node:fs'

const at = (path: string): URL => new URL(`../../vectors/${path}`, import.meta.url)

/** The text of a vector file. */
export const vectorText = (path: string): string => readFileSync(at(path), 'utf8')

/** A JSON vector file as the shape that its test expects: the files are ours and frozen. */
export const vectorJson = <T>(path: string): T => JSON.parse(vectorText(path)) as T

/** A Wycheproof file, its groups flattened. */
export const wycheproof = <T>(name: string): readonly (T & { readonly tcId: number })[] =>
  vectorJson<{ testGroups: readonly { tests: readonly (T & { readonly tcId: number })[] }[] }>(
    `wycheproof/${name}.json`,
  ).testGroups.flatMap((group) => group.tests)

/** Bytes of hexadecimal in either case. */
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

/** Bytes of padded base64. */
export const base64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'))
