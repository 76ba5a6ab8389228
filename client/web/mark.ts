// That an account was made in this browser: one word outside the database. A database that the browser
// dropped alone is so told apart from a browser that never had one. It says nothing else.

const NAME = 'sotto'
const VALUE = 'here'

/** The mark of this browser profile. */
export interface Mark {
  readonly stands: boolean
  set(): void
}

/** Reads it now. A browser that refuses the storage has none, and nothing is lost by that. */
export const readMark = (): Mark => {
  let stands = false
  try {
    stands = localStorage.getItem(NAME) === VALUE
  } catch {
    // Refused: the database is refused too, and says so itself.
  }
  return {
    stands,
    set: () => {
      try {
        localStorage.setItem(NAME, VALUE)
      } catch {
        // As above, or full: then an emptied database looks like a new one.
      }
    },
  }
}
