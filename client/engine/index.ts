// The face of the engine. What a platform provides stands in ports.ts, what a screen may use in view.ts.
export { openEngine } from './engine.ts'
