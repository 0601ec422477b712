import { z } from 'zod'
import { login } from '../../client.ts'
import { PublicUser, SearchPage, Unread } from '../../shapes.ts'
import { PASSWORD } from './crowd.ts'
import type { Crowd } from './crowd.ts'
import { compareHistory } from './compare.ts'
import { settle, sha256 } from './ledger.ts'
import { compareMirrors, createMirror } from './mirror.ts'
import type { Mirror } from './mirror.ts'

/** Looks at a room that runs, while its clients are held back, and notes whatever is not as it was acknowledged. */
export type Verifier = {
  /** `all`: the whole history and every upload again, not only what is new. */
  verify(all: boolean): Promise<void>
}

const Health = z.looseObject({ name: z.string() })
const SAMPLE = 3

export function createVerifier(crowd: Crowd): Verifier {
  const { ledger, findings, owner, people } = crowd
  const mirrors = crowd.channels.map(createMirror)
  let uploadsSeen = 0
  let accountsSeen = 0

  const history = async (all: boolean) => {
    for (const mirror of mirrors) {
      await mirror.catchUp(owner, findings)
      if (!all) continue
      const fresh = createMirror(mirror.channelId)
      await fresh.catchUp(owner, findings)
      compareMirrors(mirror, fresh, findings)
    }
    compareHistory(ledger, mirrors, findings)
  }

  const uploads = async (all: boolean) => {
    const fileOf = new Map(
      [...ledger.sent.values()].flatMap((sent) => (sent.fileId === null ? [] : [[sent.fileId, sent]])),
    )
    for (const upload of ledger.uploads.slice(all ? 0 : uploadsSeen)) {
      const isGone = fileOf.get(upload.id)?.deleted.has(true) === true
      const answer = await crowd.nobody.get(`/files/${upload.id}/file.bin`)
      if (isGone && answer.status !== 404)
        findings.note('wrong', `the file ${upload.id} of a deleted message: ${answer.status}`)
      if (isGone) continue
      if (answer.status !== 200) findings.note('lost', `the file ${upload.id} is answered with ${answer.status}`)
      else if (sha256(answer.bytes) !== upload.sha256) findings.note('wrong', `the file ${upload.id} has other bytes`)
    }
    uploadsSeen = ledger.uploads.length
  }

  const accounts = async () => {
    const users = (await owner.get('/api/users')).as(z.array(PublicUser)).map(({ username }) => username)
    const count = new Map<string, number>()
    for (const name of users) count.set(name, (count.get(name) ?? 0) + 1)
    for (const [name, isAcknowledged] of ledger.accounts) {
      const times = count.get(name) ?? 0
      if (isAcknowledged && times === 0) findings.note('lost', `the account ${name}`)
      if (times > 1) findings.note('doubled', `the account ${name}`)
      // There once, there for good.
      if (times > 0) ledger.accounts.set(name, true)
    }
    const fresh = [...ledger.accounts].slice(accountsSeen).filter(([, isThere]) => isThere)
    for (const [username] of fresh.slice(-SAMPLE)) await login(crowd.url, { username, password: PASSWORD })
    accountsSeen = ledger.accounts.size
  }

  const roomName = async () => {
    const { name } = (await crowd.nobody.get('/api/health')).as(Health)
    if (!ledger.names.has(name)) findings.note('lost', `the room is called ${name}`)
    settle(ledger.names, name)
  }

  const search = async () => {
    const candidates = ledger.known.slice(-200).filter((sent) => sent.deleted.has(false))
    for (let n = 0; n < SAMPLE; n += 1) {
      const sent = crowd.random.pick(candidates)
      if (!sent) return
      const { results } = (await owner.get(`/api/search?q=${sent.word}`)).as(SearchPage)
      const ids = results.map(({ message }) => message.id)
      if (ids.length !== 1 || !sent.ids.has(ids[0] ?? ''))
        findings.note('wrong', `a search for ${sent.word} finds ${ids.join()}`)
    }
  }

  const unread = async () => {
    for (const person of people) {
      const rows = (await person.get('/api/channels/unread')).as(z.array(Unread))
      for (const row of rows) {
        const mirror = mirrors.find(({ channelId }) => channelId === row.channel_id)
        const read = mirror?.byId.get(row.last_read_message_id ?? '')?.seq ?? 0
        const expected = mirror?.unread(person.id, read)
        const who = `${person.username} in ${row.channel_id}`
        if (row.unread_count !== expected)
          findings.note('wrong', `${who} has ${row.unread_count} unread, not ${expected}`)
        const marked = markedSeq(ledger.read.get(`${person.id} ${row.channel_id}`), mirror)
        if (read < marked) findings.note('lost', `${who} has read up to ${read}, not ${marked}`)
      }
    }
  }

  return {
    async verify(all) {
      await history(all)
      await uploads(all)
      await accounts()
      await roomName()
      await unread()
      await search()
    },
  }
}

/** Up to where reading was acknowledged. */
function markedSeq(ids: Set<string> | undefined, mirror: Mirror | undefined): number {
  return Math.max(0, ...[...(ids ?? [])].map((id) => mirror?.byId.get(id)?.seq ?? 0))
}
