// Blobs in memory, which outlive the engine that wrote them and fail when a test says so.
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'
import { DiskFault, type Blobs, type DiskFaultKind } from '../../client/engine/ports.ts'

/** A store whose contents a test may look at and hurt. */
export interface BlobsMemory {
  open(): Blobs
  /** Every piece from now on fails to be stored. */
  fail(kind: DiskFaultKind | undefined): void
  readonly names: () => readonly string[]
  /** Pieces of a blob as they lie there. */
  readonly pieces: (blob: string) => Map<number, Uint8Array>
}

export const createBlobsMemory = (now: () => number = Date.now): BlobsMemory => {
  const blobs = new Map<string, { time: number; pieces: Map<number, Uint8Array> }>()
  let fault: DiskFaultKind | undefined
  const piecesOf = (blob: string): Map<number, Uint8Array> => blobs.get(blob)?.pieces ?? new Map()
  const lengthOf = (blob: string): number => {
    const pieces = piecesOf(blob)
    let count = 0
    while (pieces.has(count)) count += 1
    return count === 0 ? 0 : (count - 1) * BLOB_PIECE_BYTES + (pieces.get(count - 1)?.length ?? 0)
  }
  const open = (): Blobs => {
    let closed = false
    const check = (): void => {
      if (closed) throw new DiskFault('broken')
    }
    return {
      put: async (blob, piece, bytes) => {
        check()
        if (fault) throw new DiskFault(fault)
        const here = blobs.get(blob) ?? { time: now(), pieces: new Map() }
        here.pieces.set(piece, Uint8Array.from(bytes))
        blobs.set(blob, here)
      },
      get: async (blob, piece) => {
        check()
        const found = piecesOf(blob).get(piece)
        return found && Uint8Array.from(found)
      },
      length: async (blob) => {
        check()
        return lengthOf(blob)
      },
      drop: async (blob) => {
        check()
        blobs.delete(blob)
      },
      list: async () => {
        check()
        return [...blobs].map(([blob, { time, pieces }]) => ({
          blob,
          time,
          bytes: Math.max(
            ...[...pieces].map(([at, bytes]) => at * BLOB_PIECE_BYTES + bytes.length),
          ),
        }))
      },
      close: async () => {
        closed = true
      },
    }
  }
  return {
    open,
    fail: (kind) => {
      fault = kind
    },
    names: () => [...blobs.keys()],
    pieces: piecesOf,
  }
}
