// Where the service worker keeps which client this browser pinned.

/** The cache that holds one entry, the name of the pinned client's own cache. */
export const PIN = 'sotto-pin'
/** The page itself, by the path it is kept under. */
export const SHELL = '/'
