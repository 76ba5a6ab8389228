// What the engine needs only after its first moments, as one piece to load: rare commands, the HTTPS jobs,
// fresh sessions, errands, the bytes of attachments. A piece that could not be loaded is asked for again.
export { settlePool } from './account.ts'
export { createCarrier } from './carrier.ts'
export { createErrands } from './errands.ts'
export { fillCards } from './inviting.ts'
export { createJobs } from './jobs.ts'
export { createRare } from './rare.ts'
