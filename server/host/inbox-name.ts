// How commands name an inbox: its random number as six hexadecimal digits. The number is the server's own
// and appears nowhere outside.
const DIGITS = 6

/** The name of an inbox. */
export const inboxName = (inboxNo: number): string => inboxNo.toString(16).padStart(DIGITS, '0')

/** The number behind a name; undefined for what is no name. */
export const inboxNumber = (name: string): number | undefined =>
  /^[0-9a-f]{6}$/i.test(name) ? Number.parseInt(name, 16) : undefined
