// What time the server has, from the date of any answer of its own.

/** Milliseconds, to the second; undefined when it does not answer, or not with a date. */
export const readServerTime = async (ask: typeof fetch = fetch): Promise<number | undefined> => {
  try {
    const answer = await ask('/health', { method: 'HEAD', cache: 'no-store' })
    const time = Date.parse(answer.headers.get('date') ?? '')
    return Number.isNaN(time) ? undefined : time
  } catch {
    return undefined
  }
}
