// Finds the scanner's script, which the build names like the Worker's, and loads it when it is wanted.
import type { startCamera } from './scan.ts'

export interface Scanner {
  readonly startCamera: typeof startCamera
}

const SCANNER = /^\/assets\/scanner-[A-Za-z0-9_-]+\.js$/

/** The address of the scanner; throws TypeError when the page names something else. */
export const scannerAddress = (dataset: DOMStringMap): string => {
  const address = dataset['scanner'] ?? ''
  if (!SCANNER.test(address)) throw new TypeError('not an address of this program')
  return address
}

/** Loads the scanner; the browser keeps it for the next time. */
export const loadScanner = async (): Promise<Scanner> => {
  const address = scannerAddress(document.documentElement.dataset)
  // What the build made of scan.ts.
  return (await import(address)) as Scanner
}
