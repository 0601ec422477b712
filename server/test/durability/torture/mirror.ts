import { z } from 'zod'
import type { Person } from '../../client.ts'
import { Changed, Channel, show } from '../../shapes.ts'
import type { Findings } from './findings.ts'

export type Mirrored = z.infer<typeof Changed>

/** One channel as `changed_after` gives it, kept up over restarts. */
export type Mirror = {
  readonly channelId: string
  readonly byId: ReadonlyMap<string, Mirrored>
  /** By `user client_id`. */
  find(userId: string, clientId: string): Mirrored | undefined
  /**
   * Takes over what has changed, and notes gaps in `seq`, messages with the same `seq`, `change` or `client_id`, and
   * whatever went without a change.
   */
  catchUp(person: Person, findings: Findings): Promise<void>
  /** Live messages of others after that `seq`, counted one by one. */
  unread(userId: string, afterSeq: number): number
}

const PAGE = 200

export function createMirror(channelId: string): Mirror {
  const byId = new Map<string, Mirrored>()
  const bySeq: Mirrored[] = []
  const byClient = new Map<string, string>()
  const byChange = new Map<number, string>()
  let last = 0

  const take = (message: Mirrored, findings: Findings) => {
    const what = `${channelId} seq ${message.seq}`
    if (message.change <= last) findings.note('wrong', `${what} has change ${message.change}, after ${last}`)
    last = message.change
    const before = byId.get(message.id)
    const neighbour = bySeq[message.seq - 1]
    const clientKey = `${message.user_id} ${message.client_id}`
    const twin = byClient.get(clientKey) ?? message.id
    if (before && before.seq !== message.seq) findings.note('wrong', `${message.id} moved from seq ${before.seq}`)
    if (neighbour && neighbour.id !== message.id) findings.note('doubled', `${what}: ${neighbour.id}, ${message.id}`)
    if (twin !== message.id) findings.note('doubled', `${clientKey}: ${twin} and ${message.id}`)
    if (before) byChange.delete(before.change)
    const holder = byChange.get(message.change)
    if (holder !== undefined) findings.note('wrong', `change ${message.change} of ${holder} and ${message.id}`)
    byChange.set(message.change, message.id)
    byId.set(message.id, message)
    byClient.set(clientKey, message.id)
    bySeq[message.seq - 1] = message
  }

  return {
    channelId,
    byId,
    find: (userId, clientId) => byId.get(byClient.get(`${userId} ${clientId}`) ?? ''),
    async catchUp(person, findings) {
      for (;;) {
        const query = `changed_after=${last}&limit=${PAGE}`
        const page = (await person.get(`/api/channels/${channelId}/messages?${query}`)).as(z.array(Changed))
        for (const message of page) take(message, findings)
        if (page.length < PAGE) break
      }
      // Holes of a sparse array are skipped by `filter`.
      const present = bySeq.filter(() => true).length
      const channels = (await person.get('/api/channels')).as(z.array(Channel))
      const lastSeq = channels.find(({ id }) => id === channelId)?.last_seq ?? 0
      if (present !== bySeq.length || lastSeq !== present) {
        const hole = Array.from({ length: bySeq.length }, (_, at) => at + 1).find((seq) => !bySeq[seq - 1])
        findings.note(
          'gap',
          `${channelId}: ${present} of seq 1..${bySeq.length}, last_seq ${lastSeq}, first hole ${hole}`,
        )
      }
    },
    unread: (userId, afterSeq) =>
      bySeq.slice(afterSeq).filter((one) => one.user_id !== userId && typeof one.deleted_at !== 'string').length,
  }
}

/** Notes where a mirror that was kept up differs from one made afresh. */
export function compareMirrors(kept: Mirror, fresh: Mirror, findings: Findings): void {
  for (const [id, message] of fresh.byId) {
    const before = kept.byId.get(id)
    if (JSON.stringify(before) !== JSON.stringify(message)) {
      findings.note('wrong', `${id} is ${show(message)} and was ${show(before)}`)
    }
  }
  if (kept.byId.size !== fresh.byId.size)
    findings.note('lost', `${kept.channelId}: ${kept.byId.size}, ${fresh.byId.size}`)
}
