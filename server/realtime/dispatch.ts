import { type CommandOf, type CommandType, commands } from '#protocol/commands.ts'
import { Refusal, internal, invalid } from '#protocol/errors.ts'
import type { EventOf } from '#protocol/events.ts'
import { dropEmptyOptionals } from '#protocol/route.ts'
import type { Peer } from './audience.ts'

/** What to do for each command. A promise is waited for only to report its failure; order comes from the calls. */
export type CommandHandlers = { [T in CommandType]: (peer: Peer, command: CommandOf<T>) => void | Promise<unknown> }

const isCommandType = (type: string): type is CommandType => Object.hasOwn(commands, type)

/** Parses one frame and runs its command. Whatever goes wrong becomes an `error` event; the connection stays. */
export function createDispatch(deps: {
  handlers: CommandHandlers
  reply(peer: Peer, event: EventOf<'error'>): void
  onBug(what: string, error: unknown): void
}) {
  const report = (peer: Peer, inReplyTo: string | undefined, thrown: unknown) => {
    if (!(thrown instanceof Refusal)) deps.onBug('command', thrown)
    const { code, message } = thrown instanceof Refusal ? thrown : internal()
    deps.reply(peer, { type: 'error', code, message, ...(inReplyTo === undefined ? {} : { in_reply_to: inReplyTo }) })
  }
  const perform = <T extends CommandType>(peer: Peer, type: T, frame: unknown) => {
    const schema = commands[type]
    const parsed = schema.safeParse(dropEmptyOptionals(schema, frame))
    if (!parsed.success) throw invalid(`This ${type} frame is not right: ${parsed.error.issues[0]?.message ?? 'unknown form'}.`)
    return deps.handlers[type](peer, parsed.data as CommandOf<T>)
  }

  return (peer: Peer, text: string): void => {
    let inReplyTo: string | undefined
    try {
      const frame = parse(text)
      inReplyTo = frame.client_id ?? frame.type.slice(0, 100)
      if (!isCommandType(frame.type)) throw invalid('There is no such command.', 'unknown_command')
      const done = perform(peer, frame.type, frame.value)
      if (done) done.catch((error: unknown) => report(peer, inReplyTo, error))
    } catch (error) {
      report(peer, inReplyTo, error)
    }
  }
}

function parse(text: string): { value: object; type: string; client_id: string | undefined } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('A frame is one JSON object.')
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    throw invalid('A frame is one JSON object with a type.')
  }
  const clientId = 'client_id' in value && typeof value.client_id === 'string' && value.client_id !== '' ? value.client_id : undefined
  return { value, type: value.type, client_id: clientId?.slice(0, 100) }
}
