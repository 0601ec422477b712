import { decideQuit } from './core/quit.ts'
import type { ConnectedPerson, Question, QuitCause } from './core/quit.ts'
import type { Hosting } from './hosting.ts'
import type { Log } from './failure.ts'

export type QuittingApp = {
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown
  quit(): void
}

export type Quitting = {
  /** The question is answered and the room is closed: the app goes. */
  isQuitting(): boolean
  /** Asks where there is something to ask, closes the room; false when the person would rather stay. */
  mayQuit(cause: QuitCause): Promise<boolean>
}

/** No way out of the app leads past a room that runs: not the menu, not an update, not the system's own end. */
export function guardQuit(deps: {
  app: QuittingApp
  hosting: Hosting
  /** Everybody but the host. */
  others(): Promise<ConnectedPerson[]>
  ask(question: Question): Promise<boolean>
  /** Ends the rest, once nothing keeps the app; the room has told its people by then. */
  close(): Promise<void>
  log: Log
}): Quitting {
  const { app, hosting } = deps
  let isQuitting = false
  let asking: Promise<boolean> | null = null

  const clear = async (cause: QuitCause): Promise<boolean> => {
    const decide = async (confirmed: boolean) =>
      // The system's end waits for nobody: who is there does not matter then.
      decideQuit({ others: cause === 'system' ? [] : await deps.others(), hosting: hosting.state(), cause, confirmed })
    let decision = await decide(false)
    if (decision.kind === 'ask') {
      if (!(await deps.ask(decision.question))) return false
      // The room may have ended, or another begun, while the question was open.
      decision = await decide(true)
    }
    if (decision.kind !== 'quit') await hosting.stop()
    // What does not end well must not keep the app from ending.
    await deps.close().catch((error: unknown) => deps.log('Not everything ended as it should.', error))
    return true
  }
  const mayQuit = (cause: QuitCause): Promise<boolean> => {
    // One question at a time; but the system's end does not wait for one that is open.
    if (asking !== null && cause !== 'system') return asking
    const turn = clear(cause).then((may) => {
      isQuitting ||= may
      return may
    })
    asking = turn
    return turn.finally(() => {
      if (asking === turn) asking = null
    })
  }

  app.on('before-quit', (event) => {
    if (isQuitting) return
    event.preventDefault()
    mayQuit('user').then(
      (may) => {
        if (may) app.quit()
      },
      (error: unknown) => deps.log('Quitting failed.', error),
    )
  })
  return { isQuitting: () => isQuitting, mayQuit }
}
