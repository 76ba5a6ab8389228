// Writes test/vectors/transcripts: scenes between two people, played by the second implementation in
// test/second with a seeded source. Run it only when PROTOCOL.md changes what is on the wire; the tests
// hold both implementations to the files.
interface Freeze {
  readonly freezeTranscripts: () => void
}

// A computed address: scripts do not see the tests' types, so the one name used is stated above.
const place = new URL('../test/second/freeze.ts', import.meta.url).href
const { freezeTranscripts } = (await import(place)) as Freeze
freezeTranscripts()
