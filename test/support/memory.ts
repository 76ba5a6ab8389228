// Looks at memory as a thief of it would: notes every byte string that is made while something runs, so that
// a test can tell whether a secret is still in one of them afterwards.
import { equalBytes } from '../../protocol/bytes.ts'

type Bytes = Uint8Array<ArrayBuffer>

// What Uint8Array inherits its methods from has no name in the language.
const methods = Object.getPrototypeOf(Uint8Array.prototype) as Pick<Bytes, 'slice' | 'subarray'>

/** Runs something and gives every Uint8Array that was made meanwhile, in the order of their making. */
export const madeDuring = <T>(
  run: () => T,
): { readonly result: T; readonly made: readonly Uint8Array[] } => {
  const made: Uint8Array[] = []
  const noted = <A>(value: A): A => {
    if (value instanceof Uint8Array) made.push(value)
    return value
  }
  const { Uint8Array: real } = globalThis
  const { slice, subarray } = methods
  globalThis.Uint8Array = new Proxy(real, {
    construct: (target, words): object => noted(Reflect.construct(target, words) as object),
  })
  methods.slice = function (this: Bytes, ...range): Bytes {
    return noted(Reflect.apply(slice, this, range))
  }
  methods.subarray = function (this: Bytes, ...range): Bytes {
    return noted(Reflect.apply(subarray, this, range))
  }
  try {
    return { result: run(), made }
  } finally {
    globalThis.Uint8Array = real
    Object.assign(methods, { slice, subarray })
  }
}

/** True when one of them still is exactly this secret. */
export const isHeld = (made: readonly Uint8Array[], secret: Uint8Array): boolean =>
  made.some((bytes) => equalBytes(bytes, secret))
