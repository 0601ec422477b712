import { setTimeout as sleep } from 'node:timers/promises'
import { register } from '../../client.ts'
import type { Http, Person, Reply } from '../../client.ts'
import { Message, show } from '../../shapes.ts'
import type { Findings } from './findings.ts'
import type { Gate } from './gate.ts'
import type { Ledger, Sent } from './ledger.ts'
import type { Random } from '../random.ts'

export type Crowd = {
  readonly url: string
  readonly nobody: Http
  readonly owner: Person
  readonly people: readonly Person[]
  readonly channels: readonly string[]
  readonly random: Random
  readonly ledger: Ledger
  readonly findings: Findings
  readonly gate: Gate
}

export const PASSWORD = 'correct horse battery'

/** Everybody and everything that must be there before the killing begins. */
export async function gather(nobody: Http, count: number): Promise<Pick<Crowd, 'owner' | 'people' | 'channels'>> {
  const owner = await register(nobody.url, { username: 'owner', password: PASSWORD })
  const people = [owner]
  for (let n = 1; n < count; n += 1) {
    people.push(await register(nobody.url, { username: `client${n}`, password: PASSWORD }))
  }
  const hall = await owner.channel({ name: 'hall' })
  const garden = await owner.channel({ name: 'garden' })
  const cellar = await owner.channel({ name: 'cellar', is_private: true, members: people.slice(1).map(({ id }) => id) })
  return { owner, people, channels: [hall.id, garden.id, cellar.id] }
}

/** The answer, or null when none came: the server was not there, or went while it worked. */
export async function ask(work: () => Promise<Reply>): Promise<Reply | null> {
  try {
    return await work()
  } catch (error) {
    // fetch says TypeError for whatever happens to its connection, ECONNREFUSED included.
    if (!(error instanceof TypeError)) throw error
    return null
  }
}

/** As `ask`, again until there is an answer; null when the client gave up, or the clients were sent home. */
export async function insist(
  { gate, random }: Crowd,
  work: () => Promise<Reply>,
  giveUp: number,
): Promise<Reply | null> {
  for (;;) {
    const answer = await gate.through(() => ask(work))
    // 503: the room says itself that nothing of it was saved.
    if (answer !== null && answer.status !== 503) return answer
    if (gate.ended || (answer === null && random.chance(giveUp))) return null
    await sleep(random.between(5, 40))
  }
}

export function surprise(crowd: Crowd, what: string, { status, text }: Reply): void {
  crowd.findings.note('unexpected', `${what} was answered with ${status} ${show(text)}`)
}

/** A message to be sent, put down in the ledger before it is. */
export function draft(crowd: Crowd, person: Person, fileId: string | null = null): Sent {
  const { random, ledger, channels } = crowd
  const word = `w${ledger.sent.size + 1}x${random.between(1_000, 9_999)}`
  const filler = 'lorem ipsum dolor sit amet '.repeat(random.chance(0.1) ? random.between(20, 250) : 1)
  const channelId = random.pick(channels) ?? ''
  return ledger.send({ channelId, userId: person.id, fileId, word, text: `${word} ${filler}`.trim() })
}

/** Sends by POST, retries with the same `client_id`, and writes down what was acknowledged. */
export async function post(crowd: Crowd, person: Person, sent: Sent, giveUp = 0.15): Promise<void> {
  const body = {
    content: sent.original,
    client_id: sent.key,
    ...(sent.fileId === null ? {} : { file_id: sent.fileId }),
  }
  const path = `/api/channels/${sent.channelId}/messages`
  const times = crowd.random.chance(0.1) ? 2 : 1
  for (let time = 0; time < times; time += 1) {
    const answer = await insist(crowd, () => person.post(path, body), giveUp)
    if (answer === null) return
    if (answer.status !== 200) return surprise(crowd, `POST of ${sent.key}`, answer)
    acknowledged(crowd, sent, answer.as(Message))
  }
}

/** Checks that what came back is what was sent, or what was made of it since. */
export function acknowledged({ ledger, findings }: Crowd, sent: Sent, message: Message): void {
  ledger.acknowledge(sent, message.id)
  const isKnown = message.content === null ? sent.deleted.has(true) : sent.tried.has(message.content)
  if (message.client_id !== sent.key || !isKnown) {
    findings.note('wrong', `${sent.key} was acknowledged as ${show(message)}`)
  }
}
