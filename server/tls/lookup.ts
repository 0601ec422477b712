import { lookup } from 'node:dns'
import type { LookupAddress, LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'

/**
 * The system's resolver keeps one of the process's four threads until a name server has answered, half a minute when
 * none does (getaddrinfo in libuv's pool). Files and hashes of a room in the same process need these threads, too.
 */
const MAX_AT_ONCE = 2

type Answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void
type Resolve = (host: string, options: LookupAllOptions, answer: Answer) => void

/** Looks up a few names at once, and one that is being looked up only once, however many saved rooms have one. */
export function createLookup(resolve: Resolve): LookupFunction {
  const asking = new Map<string, Answer[]>()
  const waiting: { host: string; options: LookupAllOptions }[] = []
  let running = 0

  const next = (): void => {
    const first = running < MAX_AT_ONCE ? waiting.shift() : undefined
    if (first === undefined) return
    running += 1
    resolve(first.host, first.options, (error, addresses) => {
      running -= 1
      const answers = asking.get(first.host) ?? []
      asking.delete(first.host)
      next()
      for (const answer of answers) answer(error, addresses)
    })
  }
  return (host, { all, ...options }, answer) => {
    const told: Answer = (error, addresses) => {
      const [one] = addresses ?? []
      if (error || all) answer(error, addresses ?? [])
      else answer(null, one?.address ?? '', one?.family)
    }
    const answers = asking.get(host)
    if (answers) return void answers.push(told)
    asking.set(host, [told])
    waiting.push({ host, options: { ...options, all: true } })
    next()
  }
}

/** For all connections of this process. */
export const lookupFew = createLookup((host, options, answer) => lookup(host, options, answer))
