// The face of the engine: what a platform builds on and what a screen may use.
export { openEngine, type EngineParts } from './engine.ts'
export {
  DiskFault,
  TABLES,
  type Clock,
  type Disk,
  type DiskFaultKind,
  type HttpAnswer,
  type Net,
  type Range,
  type Row,
  type Socket,
  type SocketEvents,
  type TableName,
  type Write,
} from './ports.ts'
export type {
  Answer,
  Command,
  Connection,
  Engine,
  Halt,
  InvitationState,
  InvitationView,
  MessageState,
  MessageView,
  Notice,
  PersonView,
  Refusal,
  Snapshot,
  ViewEvent,
} from './view.ts'
