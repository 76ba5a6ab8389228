// Everything that reads bytes which somebody else wrote, by name.
import type { Target } from './fuzzing.ts'
import { cryptoTargets } from './targets-crypto.ts'
import { engineTargets } from './targets-engine.ts'
import { hostTargets } from './targets-host.ts'
import { storedTarget } from './targets-stored.ts'
import { textTargets } from './targets-text.ts'
import { wireTargets } from './targets-wire.ts'

/** All targets. Made when asked for, since some need keys and a profile first. */
export const makeTargets = async (): Promise<readonly Target[]> => [
  ...wireTargets,
  ...textTargets,
  ...cryptoTargets(),
  storedTarget(),
  ...(await engineTargets()),
  ...(await hostTargets()),
]
