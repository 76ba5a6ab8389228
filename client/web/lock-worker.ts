// The entry of the Worker that knows the passphrase, for as long as it takes to use it: the page starts one for
// each question and ends it with the answer. Its policy lets it run WebAssembly and reach nothing.
import { PROFILE } from './database.ts'
import { doLockWork, type LockAnswer, type LockAsk } from './lock-work.ts'

// Of a dedicated Worker's scope only this differs from a window's, and the page's types are in force here.
const scope = globalThis as unknown as {
  postMessage(answer: LockAnswer): void
  onmessage: ((event: MessageEvent<LockAsk>) => void) | null
}

scope.onmessage = ({ data: ask }) => {
  const parts = { place: { name: PROFILE, idb: globalThis }, now: () => Date.now() }
  void doLockWork(parts, ask).then((answer) => scope.postMessage(answer))
}
