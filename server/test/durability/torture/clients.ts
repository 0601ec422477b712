import { setTimeout as sleep } from 'node:timers/promises'
import type { Person } from '../../client.ts'
import { FileReply, Message } from '../../shapes.ts'
import { PASSWORD, acknowledged, draft, insist, post, surprise } from './crowd.ts'
import type { Crowd } from './crowd.ts'
import { settle, sha256 } from './ledger.ts'
import type { Sent } from './ledger.ts'
import { openLine } from './line.ts'

/** Lets them all work until the gate ends; resolves when the last one went home, rejects when one of them broke. */
export async function work(crowd: Crowd): Promise<void> {
  const { people } = crowd
  const kinds = [poster, poster, talker, talker, uploader, changer, changer, reader, host]
  await Promise.all(kinds.map((kind, at) => kind(crowd, people[at % people.length] ?? crowd.owner)))
}

async function poster(crowd: Crowd, person: Person): Promise<void> {
  while (!crowd.gate.ended) {
    await post(crowd, person, draft(crowd, person))
    await sleep(crowd.random.between(0, 12))
  }
}

/** Several at once on a WebSocket, as `chat_message`; what was not echoed is sent again by POST. */
async function talker(crowd: Crowd, person: Person): Promise<void> {
  const line = openLine(crowd.url, () => person.auth.access_token)
  while (!crowd.gate.ended) {
    const burst = Array.from({ length: crowd.random.between(1, 6) }, () => draft(crowd, person))
    const open = await crowd.gate.through(() => line.say(burst, (sent, event) => heard(crowd, sent, event)))
    for (const sent of open ?? []) await post(crowd, person, sent, 0.3)
    await sleep(crowd.random.between(0, 20))
  }
  line.close()
}

function heard(crowd: Crowd, sent: Sent, event: unknown): void {
  acknowledged(crowd, sent, Message.parse(event))
}

async function uploader(crowd: Crowd, person: Person): Promise<void> {
  const { random, ledger } = crowd
  while (!crowd.gate.ended) {
    const bytes = random.bytes(random.chance(0.05) ? random.between(300_000, 1_500_000) : random.between(0, 60_000))
    const answer = await insist(crowd, () => person.upload(bytes, 'file.bin'), 0.5)
    if (answer?.status === 200) {
      const { file_id: id } = answer.as(FileReply)
      ledger.uploads.push({ id, sha256: sha256(bytes), size: bytes.length })
      if (random.chance(0.8)) await post(crowd, person, draft(crowd, person, id))
    } else if (answer !== null) surprise(crowd, 'an upload', answer)
    await sleep(random.between(5, 60))
  }
}

/** Edits and deletes everybody's messages in their names, and reacts to them. */
async function changer(crowd: Crowd): Promise<void> {
  const { random, ledger, people } = crowd
  while (!crowd.gate.ended) {
    await sleep(random.between(2, 20))
    const sent = random.pick(ledger.known.slice(-300))
    const author = people.find(({ id }) => id === sent?.userId)
    if (!sent || !author || sent.busy || sent.deleted.has(true)) continue
    sent.busy = true
    const [id = ''] = sent.ids
    if (random.chance(0.5)) await edit(crowd, author, sent, id)
    else if (random.chance(0.6)) await react(crowd, random.pick(people) ?? author, sent, id)
    else await remove(crowd, author, sent, id)
    sent.busy = false
  }
}

async function edit(crowd: Crowd, author: Person, sent: Sent, id: string): Promise<void> {
  const content = `${sent.word} edited ${crowd.random.between(1, 1e9)}`
  sent.tried.add(content)
  // Not before it goes out: while the gate is closed, what is possible is looked up and settled.
  const once = () => {
    sent.texts.add(content)
    return author.patch(`/api/messages/${id}`, { content })
  }
  const answer = await insist(crowd, once, 0.4)
  if (answer?.status === 200) settle(sent.texts, content)
  else if (answer !== null) surprise(crowd, `the edit of ${sent.key}`, answer)
}

async function remove(crowd: Crowd, author: Person, sent: Sent, id: string): Promise<void> {
  let attempts = 0
  const once = () => {
    attempts += 1
    sent.deleted.add(true)
    return author.delete(`/api/messages/${id}`)
  }
  const answer = await insist(crowd, once, 0.4)
  // The retry of one that had worked finds nothing any more.
  const isGone = answer?.status === 200 || (answer?.status === 404 && attempts > 1)
  if (isGone) settle(sent.deleted, true)
  else if (answer !== null) surprise(crowd, `the deletion of ${sent.key}`, answer)
}

async function react(crowd: Crowd, person: Person, sent: Sent, id: string): Promise<void> {
  const emoji = crowd.random.pick(['👍', '🎉', ':wave:']) ?? '👍'
  const key = `${emoji} ${person.id}`
  const possible = sent.reactions.get(key) ?? new Set([false])
  sent.reactions.set(key, possible)
  let before: boolean[] = []
  const once = () => {
    before = [...possible]
    possible.add(true).add(false)
    return person.put(`/api/messages/${id}/reactions/${encodeURIComponent(emoji)}`)
  }
  // Toggling twice is not toggling once: no retry.
  const answer = await insist(crowd, once, 1)
  if (answer === null) return
  if (answer.status !== 200) return surprise(crowd, `a reaction to ${sent.key}`, answer)
  possible.clear()
  for (const was of before) possible.add(!was)
}

async function reader(crowd: Crowd): Promise<void> {
  const { random, ledger, people } = crowd
  while (!crowd.gate.ended) {
    await sleep(random.between(10, 60))
    const sent = random.pick(ledger.known.slice(-100))
    const person = random.pick(people)
    if (!sent || !person || sent.busy || sent.deleted.has(true)) continue
    sent.busy = true
    const [id = ''] = sent.ids
    const read = () => person.post(`/api/channels/${sent.channelId}/read`, { message_id: id })
    const answer = await insist(crowd, read, 0.5)
    const key = `${person.id} ${sent.channelId}`
    if (answer?.status === 200) ledger.read.set(key, (ledger.read.get(key) ?? new Set()).add(id))
    else if (answer !== null) surprise(crowd, `reading ${sent.key}`, answer)
    sent.busy = false
  }
}

/** Renames the room, and lets newcomers in. */
async function host(crowd: Crowd): Promise<void> {
  const { random, ledger, owner, nobody } = crowd
  for (let n = 1; !crowd.gate.ended; n += 1) {
    await sleep(random.between(20, 150))
    if (random.chance(0.5)) {
      const name = `Room ${n}`
      const once = () => {
        ledger.names.add(name)
        return owner.patch('/api/admin/settings', { name })
      }
      const answer = await insist(crowd, once, 0.4)
      if (answer?.status === 200) settle(ledger.names, name)
      else if (answer !== null) surprise(crowd, 'renaming the room', answer)
    } else {
      const account = { username: `newcomer${n}`, password: PASSWORD }
      ledger.accounts.set(account.username, false)
      const answer = await insist(crowd, () => nobody.post('/api/auth/register', account), 0.3)
      // 409: the attempt before had worked, only its answer was lost.
      if (answer?.status === 200 || answer?.status === 409) ledger.accounts.set(account.username, true)
      else if (answer !== null) surprise(crowd, `the registration of ${account.username}`, answer)
    }
  }
}
