// The memory store of the tests keeps the same contract as the real one.
import { createBlobsMemory } from '../support/blobs-memory.ts'
import { testBlobs } from './blobs.ts'

testBlobs('memory', async () => {
  const memory = createBlobsMemory(() => 1_000)
  return { open: async () => memory.open(), end: async () => undefined }
})
