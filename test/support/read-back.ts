// Reads a conversation back to its beginning, in the page, and measures whether anything jumps meanwhile.

export interface ReadBack {
  /** Pixels by which the row in sight moved beyond what was scrolled, at most. */
  readonly worst: number
  /** Rows in the page at most. */
  readonly most: number
  readonly first: string
}

/** Scrolls up by steps and measures how far the row in sight moved beyond what was scrolled. */
export const READ_BACK = `(async () => {
  const scroller = document.querySelector('.scroller')
  const frames = async () => { for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame) }
  let worst = 0, most = 0
  for (let step = 0; step < 70; step += 1) {
    const edge = scroller.getBoundingClientRect().top
    const row = [...scroller.querySelectorAll('[data-id]')].find((one) => one.getBoundingClientRect().bottom > edge)
    const top = row.getBoundingClientRect().top
    const before = scroller.scrollTop
    scroller.scrollTop -= 300
    const moved = before - scroller.scrollTop
    await frames()
    if (row.isConnected) worst = Math.max(worst, Math.abs(row.getBoundingClientRect().top - top - moved))
    most = Math.max(most, scroller.querySelectorAll('[data-id]').length)
  }
  return { worst, most, first: scroller.querySelector('[data-id]').dataset.id }
})()`
