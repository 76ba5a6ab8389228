// `npm run bench`: every figure of the product, one bench after the other. Figures and ratios, no verdicts.
import { benchCatchUp } from './catch-up.ts'
import { benchRelay } from './relay.ts'
import { benchWeb } from './web.ts'

await benchRelay()
await benchWeb()
await benchCatchUp()
// Prints on its own when it is loaded.
await import('./crypto.ts')
