// Runs in the head of the page, before anything is painted: whoever chose dark is not met by a white flash.
import { keptAs } from './kept.ts'
import { applyLook, readLook } from './look.ts'

applyLook(
  document.documentElement,
  readLook((name) => keptAs(name).read()),
)
