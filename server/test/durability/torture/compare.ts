import { show } from '../../shapes.ts'
import type { Findings } from './findings.ts'
import { settle } from './ledger.ts'
import type { Ledger, Sent } from './ledger.ts'
import type { Mirror, Mirrored } from './mirror.ts'

/** Notes where the history is not what the senders were told, and settles what they could not know. */
export function compareHistory(ledger: Ledger, mirrors: readonly Mirror[], findings: Findings): void {
  const byChannel = new Map(mirrors.map((mirror) => [mirror.channelId, mirror]))
  let stored = 0
  for (const sent of ledger.sent.values()) {
    const message = byChannel.get(sent.channelId)?.find(sent.userId, sent.key)
    if (message) stored += 1
    compare(ledger, sent, message, findings)
  }
  const all = mirrors.reduce((sum, mirror) => sum + mirror.byId.size, 0)
  if (all !== stored) findings.note('wrong', `${all} messages are there, ${stored} of them were sent`)
}

function compare(ledger: Ledger, sent: Sent, message: Mirrored | undefined, findings: Findings): void {
  if (!message) {
    if (sent.ids.size > 0)
      findings.note('lost', `${sent.key} (${[...sent.ids].join()}) was acknowledged and is not there`)
    return
  }
  // It is there, so it must stay there, whether its sender ever heard of it or not.
  if (sent.ids.size === 0) ledger.find(sent, message.id)
  if (sent.ids.size > 1) findings.note('doubled', `${sent.key} was acknowledged as ${[...sent.ids].join()}`)
  if (!sent.ids.has(message.id)) findings.note('lost', `${sent.key} is ${message.id} and was ${[...sent.ids].join()}`)

  const isDeleted = typeof message.deleted_at === 'string'
  if (!sent.deleted.has(isDeleted)) findings.note('wrong', `${sent.key} is ${isDeleted ? '' : 'not '}deleted`)
  settle(sent.deleted, isDeleted)
  if (isDeleted) {
    if (message.content !== null || message.file_url !== null || message.reactions.length > 0) {
      findings.note('wrong', `${sent.key} is deleted and still says ${show(message)}`)
    }
    return
  }
  if (message.content === null || !sent.texts.has(message.content)) {
    findings.note('wrong', `${sent.key} says ${show(message.content)} instead of ${show([...sent.texts])}`)
  } else settle(sent.texts, message.content)
  const hasFile = sent.fileId === null ? message.file_url === null : message.file_url?.includes(sent.fileId)
  if (!hasFile) findings.note('wrong', `${sent.key} has the file ${message.file_url}`)
  compareReactions(sent, message, findings)
}

function compareReactions(sent: Sent, message: Mirrored, findings: Findings): void {
  const there = message.reactions.flatMap(({ emoji, users }) => users.map((user) => `${emoji} ${user}`))
  const known = [...sent.reactions.keys()]
  if (new Set(there).size !== there.length || there.some((key) => !sent.reactions.has(key))) {
    findings.note('wrong', `the reactions to ${sent.key} are ${show(there)}, of ${show(known)}`)
  }
  for (const [key, possible] of sent.reactions) {
    const isThere = there.includes(key)
    if (!possible.has(isThere))
      findings.note('wrong', `the reaction ${key} to ${sent.key} is ${isThere ? '' : 'not '}there`)
    settle(possible, isThere)
  }
}
