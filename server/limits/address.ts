// What of an internet address is counted: the address with the neighbours that one household or one
// attacker has anyway (IPv4 /32, IPv6 /64), and the network around it (/24, /48). Nothing keeps the
// addresses themselves: only numbers under a key that lives as long as the process.
import { createHmac } from 'node:crypto'
import { plainAddress } from '../client-address.ts'
import { ipBytes } from '../tls/address.ts'

/** The two numbers under which an address is counted, each from 0 to 65,535. */
export interface AddressMark {
  readonly near: number
  readonly network: number
}

const IPV4_BYTES = 4
/** Bytes that count of an address and of its network, for IPv4 and IPv6. */
const KEPT = { v4: { near: 4, network: 3 }, v6: { near: 8, network: 6 } } as const

/** The bytes of an address that count; all unreadable addresses are one. */
export const prefixesOf = (address: string): { near: Uint8Array; network: Uint8Array } => {
  const bytes = ipBytes(plainAddress(address) ?? '') ?? new Uint8Array(0)
  const kept = bytes.length === IPV4_BYTES ? KEPT.v4 : KEPT.v6
  return { near: bytes.subarray(0, kept.near), network: bytes.subarray(0, kept.network) }
}

/** Makes marks. There are only 65,536 numbers, so that nobody can fill the memory with addresses. */
export class AddressMarks {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  #number(kind: string, prefix: Uint8Array): number {
    return createHmac('sha256', this.#key).update(kind).update(prefix).digest().readUInt16LE(0)
  }

  /** The mark of an address as text. */
  of(address: string): AddressMark {
    const { near, network } = prefixesOf(address)
    return { near: this.#number('near', near), network: this.#number('network', network) }
  }
}
