// Stands for what is said about installing, until that is wanted.
import { later } from './later.tsx'

export const Installing = later(async () => (await import('./installing.tsx')).Installing)
