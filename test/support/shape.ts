// Whether a page keeps everything in sight: nothing reaches over its edge, and no text is cut off.
import type { Page } from 'playwright-core'

/** Runs in the page. What scrolls by itself may be wider than it shows; what ends in an ellipsis says so. */
const LOST = `(async () => {
  // A window that was just resized is laid out anew with its next frame.
  for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame)
  const width = document.documentElement.clientWidth
  const faults = []
  const say = (what, one) => faults.push(what + ': <' + one.localName + ' class="' + (one.getAttribute('class') ?? '') + '"> ' + (one.textContent ?? '').trim().slice(0, 40))
  const all = [...document.querySelectorAll('body *')].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen, svg, video, .panes:not(.panes-open) > .conversation'))
  const scrollsAside = (one) => one !== document.body && one !== null && (['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth || scrollsAside(one.parentElement))
  const dialog = document.querySelector('dialog[open]')
  for (const one of all) {
    if (dialog && !dialog.contains(one)) continue
    const { left, right, width: wide, height } = one.getBoundingClientRect()
    if (wide <= 1 || height <= 1) continue
    if ((left < -1 || right > width + 1) && !scrollsAside(one.parentElement)) say('over the edge by ' + Math.round(Math.max(-left, right - width)), one)
    const style = getComputedStyle(one)
    const hides = ['hidden', 'clip'].includes(style.overflowX)
    if (hides && one.scrollWidth > one.clientWidth + 1 && style.textOverflow !== 'ellipsis') say('cut at the side', one)
    if (['hidden', 'clip'].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2 && !one.classList.contains('folded') && style.textOverflow !== 'ellipsis') say('cut below', one)
  }
  if (document.documentElement.scrollWidth > width) faults.push('the page is ' + document.documentElement.scrollWidth + ' wide in ' + width)
  return faults
})()`

/** Every element that reaches over the edge of the window, or whose content is cut off without a sign. */
export const lostFrom = async (page: Page): Promise<readonly string[]> =>
  (await page.evaluate(LOST)) as readonly string[]
