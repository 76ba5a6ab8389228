// How many connections each address has open now, both ports together: one address, or one network of
// addresses, cannot take them all.
import type { AddressMark } from './address.ts'
import { NETWORK_FACTOR } from './limits.ts'

/** Open connections by address. */
export class OpenConnections {
  readonly #most: number
  readonly #near = new Map<number, number>()
  readonly #network = new Map<number, number>()

  constructor(mostPerAddress: number) {
    this.#most = mostPerAddress
  }

  /** Counts one more; call what it gives when that one is closed. Undefined when there is no room. */
  enter(mark: AddressMark): (() => void) | undefined {
    const near = this.#near.get(mark.near) ?? 0
    const network = this.#network.get(mark.network) ?? 0
    if (near >= this.#most || network >= this.#most * NETWORK_FACTOR) return undefined
    this.#near.set(mark.near, near + 1)
    this.#network.set(mark.network, network + 1)
    let entered = true
    return () => {
      if (!entered) return
      entered = false
      leave(this.#near, mark.near)
      leave(this.#network, mark.network)
    }
  }
}

const leave = (counts: Map<number, number>, mark: number): void => {
  const left = (counts.get(mark) ?? 1) - 1
  if (left > 0) counts.set(mark, left)
  else counts.delete(mark)
}
