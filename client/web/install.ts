// Whether this page is a tab or the installed app, and the browser's offer to install it, kept for the right moment.
import { signal, type Signal } from '@preact/signals'

/**
 * `iphone`: a tab of an iPhone or iPad, whose storage the app on the Home Screen does not share: keys that are made
 * there stay behind. Whoever wants to stay there all the same makes it a `tab`.
 */
export type Placed = 'tab' | 'iphone' | 'installed'

/** The browser's `beforeinstallprompt`, which the types do not know. */
export interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

export interface Install {
  readonly placed: Signal<Placed>
  readonly prompt: Signal<InstallPrompt | undefined>
}

const placeOf = (): Placed => {
  // Of Safari on these devices alone; false in a tab.
  const alone = 'standalone' in navigator ? navigator.standalone : undefined
  if (alone === true || matchMedia('(display-mode: standalone)').matches) return 'installed'
  return alone === false ? 'iphone' : 'tab'
}

/** From the page's first moment: the offer comes early and once. */
export const watchInstall = (): Install => {
  const prompt = signal<InstallPrompt | undefined>(undefined)
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    // The event of that name is this one.
    prompt.value = event as InstallPrompt
  })
  addEventListener('appinstalled', () => {
    prompt.value = undefined
  })
  return { placed: signal(placeOf()), prompt }
}
