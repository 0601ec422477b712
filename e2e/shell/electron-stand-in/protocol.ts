import type { Protocol } from '../../../main/scheme.ts'

type Schemes = Parameters<Protocol['registerSchemesAsPrivileged']>[0]
type Handler = Parameters<Protocol['handle']>[1]

/** Electron's `protocol`: one handler for our scheme. */
export class StandInProtocol implements Protocol {
  readonly schemes: Schemes = []
  readonly handlers = new Map<string, Handler>()
  readonly #note: (call: string) => void
  constructor(note: (call: string) => void) {
    this.#note = note
  }
  registerSchemesAsPrivileged(schemes: Schemes): void {
    this.#note('registerSchemesAsPrivileged')
    this.schemes.push(...schemes)
  }
  handle(scheme: string, handler: Handler): void {
    this.#note(`handle ${scheme}`)
    this.handlers.set(scheme, handler)
  }
  /** What the page would get. */
  async get(url: string, method = 'GET'): Promise<Response> {
    const handler = this.handlers.get('app')
    if (!handler) throw new Error('Nobody serves app:')
    return handler({ url, method })
  }
}
