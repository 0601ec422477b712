import type { Message } from '#protocol/messages.ts'

export type NoticeTexts = {
  /** Who wrote, and where. */
  from(name: string, place: string): string
  many(count: number, place: string): string
  place(channel: string, room: string | null): string
  file(name: string): string
  line(name: string, text: string): string
  somebody: string
}
export type Told = { message: Pick<Message, 'content' | 'filename'>; author: string | undefined }

/** As many code points as people read at a glance; the system cuts at its own length anyhow. */
const LINE = 160
/** The bridge's bound (#protocol/bridge.ts). */
const TITLE = 200
const LINES = 3

const cut = (text: string, most: number): string => {
  const points = [...text]
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : text
}
/** The bridge counts code units; half a character would be no text. */
const bounded = (title: string): string => title.slice(0, TITLE).toWellFormed()

function lineOf({ content, filename }: Told['message'], texts: NoticeTexts): string {
  const text = content?.replaceAll(/\s+/g, ' ').trim() ?? ''
  return cut(text !== '' ? text : texts.file(filename ?? ''), LINE)
}

/** What a notification of these messages says; `told` is not empty, oldest first. `room` where there are several. */
export function wordsOf(
  told: readonly Told[],
  where: { channel: string; room: string | null },
  texts: NoticeTexts,
): { title: string; body: string } {
  const place = texts.place(cut(where.channel, 60), where.room === null ? null : cut(where.room, 40))
  const nameOf = ({ author }: Told) => cut(author ?? texts.somebody, 64)
  const [first] = told
  if (told.length === 1 && first)
    return { title: bounded(texts.from(nameOf(first), place)), body: lineOf(first.message, texts) }
  const lines = told.slice(-LINES).map((one) => texts.line(nameOf(one), lineOf(one.message, texts)))
  return { title: bounded(texts.many(told.length, place)), body: lines.join('\n') }
}
