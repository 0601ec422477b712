import type { HostingState } from '#protocol/bridge.ts'
import { invitationName } from '#protocol/invitation.ts'

/** Somebody else who is connected to the room that this app hosts. */
export type ConnectedPerson = { username: string; in_call: boolean }

/** `system`: the computer shuts down or the session ends, and will not wait for an answer. */
export type QuitCause = 'user' | 'update' | 'system'

/** A question in the form of Electron's message box: `buttons[0]` goes on, `buttons[1]` is what Escape means. */
export type Question = { message: string; detail: string; buttons: readonly [string, string] }

export type QuitDecision =
  | { kind: 'quit' }
  /** The room first: its clients are told, its writes are on the disk, and only then the app goes. */
  | { kind: 'close_room_first' }
  | { kind: 'ask'; question: Question }

export type QuitSituation = {
  hosting: HostingState
  others: readonly ConnectedPerson[]
  cause: QuitCause
  /** The question has been answered with yes. */
  confirmed: boolean
}

/** May the app quit now? Never under a running room; and whoever is cut off is named before it happens. */
export function decideQuit({ hosting, others, cause, confirmed }: QuitSituation): QuitDecision {
  switch (hosting.kind) {
    case 'off':
    case 'failed':
      return { kind: 'quit' }
    case 'starting':
    case 'stopping':
      return { kind: 'close_room_first' }
    case 'on':
      if (cause === 'system' || confirmed) return { kind: 'close_room_first' }
      return { kind: 'ask', question: stopQuestion(hosting.name, others, cause === 'update' ? 'update' : 'quit') }
  }
}

export type CloseSituation = {
  hosting: HostingState
  close_to_tray: boolean
  has_tray: boolean
  platform: NodeJS.Platform
}

/** What closing the window means: a room goes on behind the tray icon, as long as there is one to come back by. */
export function decideClose({ hosting, close_to_tray, has_tray, platform }: CloseSituation): 'hide' | 'quit' {
  if (platform === 'darwin') return 'hide'
  return has_tray && (close_to_tray || hosting.kind === 'on' || hosting.kind === 'starting') ? 'hide' : 'quit'
}

const VERBS = { quit: 'Quit', stop: 'Stop hosting', update: 'Restart' } as const

/** Also for the host panel's "Stop hosting", which cuts off the same people. */
export function stopQuestion(room: string, others: readonly ConnectedPerson[], verb: keyof typeof VERBS): Question {
  const name = invitationName(room) ?? 'your room'
  return {
    message: `${VERBS[verb]}? You are hosting ${name}.`,
    detail: `${whoIsCutOff(others)} Nothing is deleted.`,
    buttons: [VERBS[verb], 'Keep hosting'],
  }
}

const NAMED = 5

function whoIsCutOff(others: readonly ConnectedPerson[]): string {
  if (others.length === 0) return 'Nobody else is there now; nobody can come in until you host it again.'
  // Those in a call first: they notice at once.
  const sorted = others.toSorted((a, b) => Number(b.in_call) - Number(a.in_call))
  const names = sorted.slice(0, NAMED).map(({ username }) => invitationName(username) ?? 'somebody')
  const more = others.length - names.length
  const list = listOf(more > 0 ? [...names, `${more} more`] : names)
  const inCall = others.filter((person) => person.in_call).length
  const verb = others.length === 1 ? 'is' : 'are'
  return `${list} ${verb} cut off${inCall === 0 ? '.' : `, ${inCall} of ${others.length} in a call.`}`
}

const listOf = (names: readonly string[]): string => {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
