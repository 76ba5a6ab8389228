// How long something plays, as players show it: minutes and seconds.

/** `3:05` for so many milliseconds. */
export const clockLength = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
