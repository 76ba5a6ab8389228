// The few globals that every run time of this project has (browser, Worker, Node) and that the
// platform-free layers may use. Anything else has to arrive through a port.
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare class URL {
  static canParse(url: string): boolean
  constructor(url: string)
  readonly href: string
  readonly protocol: string
  readonly hostname: string
  readonly username: string
  readonly password: string
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array): string
}
