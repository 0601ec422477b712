import type { AuthReply } from '#protocol/auth.ts'
import { logout } from '#protocol/auth.ts'
import { redeemHandover } from '#protocol/handover.ts'
import { me } from '#protocol/users.ts'
import type { Client } from '../../api/client.ts'
import { SignedOut, sentenceOf } from '../../api/errors.ts'
import { Observable } from '../../api/observable.ts'
import type { Session } from '../../api/session.ts'

export type ArrivalState =
  | { step: 'under_way' }
  /** Somebody else is signed in on this page: `here`. */
  | { step: 'asks'; here: string; coming: string }
  /** `problem`: why nobody was signed in. */
  | { step: 'done'; problem: string | null }

export type ArrivalDeps = {
  code: string
  /** The page's own room, once it is known who is signed in to it. */
  room(): Promise<{ client: Client; session: Session }>
  onTrouble(error: unknown): void
}

/** Somebody comes over from the page that was not encrypted: signs them in here, by the code that they brought. */
export class HandoverArrival {
  readonly #deps: ArrivalDeps
  readonly #state = new Observable<ArrivalState>({ step: 'under_way' })
  #choose: (comes: boolean) => void = () => {}

  constructor(deps: ArrivalDeps) {
    this.#deps = deps
  }
  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  /** Never rejects: what went wrong is in the state. */
  async start(): Promise<void> {
    try {
      await this.#arrive()
      this.#state.set({ step: 'done', problem: null })
    } catch (error) {
      this.#deps.onTrouble(error)
      this.#state.set({ step: 'done', problem: sentenceOf(error) })
    }
  }
  /** The answer to `asks`. */
  readonly choose = (comes: boolean): void => this.#choose(comes)

  async #arrive(): Promise<void> {
    const { client, session } = await this.#deps.room()
    // At once, whoever is signed in here: the code lives a minute.
    const reply = await client.call(redeemHandover, { body: { code: this.#deps.code } })
    const here = await nameIn(session)
    if (here === null) return await session.adopt(reply)
    const state = session.getSnapshot()
    if (state.status === 'signed_in' && state.userId === reply.user_id) return await this.#decline(client, reply)
    const coming = await client.call(me, {}, { token: reply.access_token })
    const comes = await new Promise<boolean>((resolve) => {
      this.#choose = resolve
      this.#state.set({ step: 'asks', here, coming: coming.username })
    })
    this.#state.set({ step: 'under_way' })
    if (!comes) return await this.#decline(client, reply)
    await session.signOut()
    await session.adopt(reply)
  }
  /** The login session that was opened is not needed. */
  async #decline(client: Client, reply: AuthReply): Promise<void> {
    const body = { refresh_token_id: reply.refresh_token_id }
    await client.call(logout, { body }, { token: reply.access_token }).catch(this.#deps.onTrouble)
  }
}

/** Who is signed in, as the room says; null: nobody, or not any more. */
async function nameIn(session: Session): Promise<string | null> {
  if (session.getSnapshot().status !== 'signed_in') return null
  try {
    return (await session.call(me, {})).username
  } catch (error) {
    if (error instanceof SignedOut) return null
    throw error
  }
}
