import { type CommandOf, type CommandType, commands } from '#protocol/commands.ts'
import { Refusal, internal, invalid } from '#protocol/errors.ts'
import type { EventOf } from '#protocol/events.ts'
import { dropEmptyOptionals } from '#protocol/route.ts'
import type { Peer } from './audience.ts'
import { createOrder } from './order.ts'

/** What to do for each command, with the moment at which its frame came. A promise is a write that is under way. */
export type CommandHandlers = {
  [T in CommandType]: (peer: Peer, command: CommandOf<T>, cameAt: number) => void | Promise<unknown>
}

const isCommandType = (type: string): type is CommandType => Object.hasOwn(commands, type)
/** Writes keep their order in the writer's queue, so one need not wait for another. */
const isWrite = (type: CommandType): boolean => type === 'chat_message'

/**
 * Parses one frame and runs its command, after what the same connection sent before has taken effect. Whatever goes
 * wrong becomes an `error` event; the connection stays.
 */
export function createDispatch(deps: {
  handlers: CommandHandlers
  reply(peer: Peer, event: EventOf<'error'>): void
  /** Monotonic milliseconds. */
  clock(): number
  onBug(what: string, error: unknown): void
}) {
  const order = createOrder<Peer>()
  const report = (peer: Peer, inReplyTo: string | undefined, thrown: unknown) => {
    if (!(thrown instanceof Refusal)) deps.onBug('command', thrown)
    const { code, message } = thrown instanceof Refusal ? thrown : internal()
    deps.reply(peer, { type: 'error', code, message, ...(inReplyTo === undefined ? {} : { in_reply_to: inReplyTo }) })
  }
  const prepare = <T extends CommandType>(peer: Peer, type: T, frame: unknown) => {
    const schema = commands[type]
    const parsed = schema.safeParse(dropEmptyOptionals(schema, frame))
    if (!parsed.success)
      throw invalid(`This ${type} frame is not right: ${parsed.error.issues[0]?.message ?? 'unknown form'}.`)
    const cameAt = deps.clock()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by this type's own schema a line above
    return () => deps.handlers[type](peer, parsed.data as CommandOf<T>, cameAt)
  }

  return (peer: Peer, text: string): void => {
    let inReplyTo: string | undefined
    const onError = (error: unknown) => report(peer, inReplyTo, error)
    try {
      const frame = parse(text)
      inReplyTo = frame.client_id ?? frame.type.slice(0, 100)
      if (!isCommandType(frame.type)) throw invalid('There is no such command.', 'unknown_command')
      order.run(peer, isWrite(frame.type), prepare(peer, frame.type, frame.value), onError)
    } catch (error) {
      order.run(peer, false, () => onError(error), onError)
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
  const clientId =
    'client_id' in value && typeof value.client_id === 'string' && value.client_id !== '' ? value.client_id : undefined
  return { value, type: value.type, client_id: clientId?.slice(0, 100) }
}
