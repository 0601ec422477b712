import { z } from 'zod'
import { linkFromArguments } from './deep-links.ts'

/** How a process begins, told by its arguments (without the program's own name). */
const isServerOnly = (args: readonly string[]): boolean =>
  args.includes('--server-only') && linkFromArguments(args) === null

/**
 * `serve`: a room without a window beside whatever else runs; its data folder has a lock of its own. `run`: the app.
 * `hand_over`: the app runs already and has been given our message; this process ends.
 */
export type InstanceDecision = 'serve' | 'run' | 'hand_over'

/** `takeLock` is Electron's `requestSingleInstanceLock`; it is not called by what needs no lock. */
export function decideInstance(deps: { args: readonly string[]; takeLock: () => boolean }): InstanceDecision {
  if (isServerOnly(deps.args)) return 'serve'
  return deps.takeLock() ? 'run' : 'hand_over'
}

/** What a second process says to the first: the link that it was started with, and nothing else of its arguments. */
export const InstanceMessage = z.object({ version: z.literal(1), link: z.string().max(8_192).nullable() })
export type InstanceMessage = z.infer<typeof InstanceMessage>

export const messageOf = (args: readonly string[]): InstanceMessage => {
  const link = linkFromArguments(args)
  return { version: 1, link: link !== null && link.length <= 8_192 ? link : null }
}

/**
 * What the first process does then: shows its window, and follows the link if there is one. `data` comes from another
 * process; an older or newer version's is not understood, and then its arguments, which Chromium passes on, are read.
 */
export function onSecondInstance(data: unknown, args: readonly string[]): { show: true; link: string | null } {
  const message = InstanceMessage.safeParse(data)
  const link = message.success ? linkFromArguments(message.data.link === null ? [] : [message.data.link]) : null
  return { show: true, link: message.success ? link : linkFromArguments(args) }
}
