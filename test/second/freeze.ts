// Transcripts as files: test/vectors/transcripts/NAME.json, one scene each, hexadecimal throughout.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Transcript, record } from './scene.ts'
import { type Scene, scenes, seeded } from './scenes.ts'
import { makeSecond } from './second-member.ts'

const folder = join(import.meta.dirname, '..', 'vectors', 'transcripts')
const pathOf = (name: string): string => join(folder, `${name}.json`)

const transcriptOf = ({ name, note, asks }: Scene): Transcript => {
  const casting = { alice: makeSecond, bob: makeSecond }
  return { name, note, steps: record(asks, casting, seeded(name)) }
}
const textOf = (transcript: Transcript): string => `${JSON.stringify(transcript, null, 1)}\n`

/** A frozen transcript. The files are ours and checked by their tests. */
export const readTranscript = (name: string): Transcript =>
  JSON.parse(readFileSync(pathOf(name), 'utf8')) as Transcript

/** Names of the scenes whose file is another one than the second implementation makes now. */
export const staleTranscripts = (): readonly string[] =>
  scenes
    .filter((scene) => readFileSync(pathOf(scene.name), 'utf8') !== textOf(transcriptOf(scene)))
    .map(({ name }) => name)

/** Writes every transcript anew, as the second implementation makes it. */
export const freezeTranscripts = (): void => {
  mkdirSync(folder, { recursive: true })
  for (const scene of scenes) writeFileSync(pathOf(scene.name), textOf(transcriptOf(scene)))
}
