// What stands while the engine opens: the ground colour, and the mark only when it takes a while.
import { Mark } from '../icons.tsx'
import { words } from '../words.ts'

export const Loading = () => (
  <main class="loading" aria-busy="true">
    <h1 class="unseen">{words.product}</h1>
    <Mark />
  </main>
)
