// `npm run bench`: every figure of the product, one bench after the other. Figures and ratios, no verdicts.
//   npm run bench -- --peers   the relay beside its peers, and nothing else; further words as in relay.ts
import { benchCatchUp } from './catch-up.ts'
import { benchFeel } from './feel.ts'
import { benchLongConversation } from './long-conversation.ts'
import { benchRelay } from './relay.ts'
import { benchSearch } from './search.ts'
import { benchWeb } from './web.ts'

const words = process.argv.slice(2)
await benchRelay(words)
if (!words.includes('--peers')) {
  await benchWeb()
  await benchFeel()
  await benchCatchUp()
  await benchLongConversation()
  await benchSearch()
  // Prints on its own when it is loaded.
  await import('./crypto.ts')
}
