import { invalid, notMember, slowDown, unknown } from '#protocol/errors.ts'
import { codePoints, toTime } from '#protocol/ids.ts'
import type { Message, Reaction } from '#protocol/messages.ts'
import { createTokenBuckets } from '../../http/rates.ts'
import type { Limits } from '../../options.ts'
import type { Publish } from '../../realtime/audience.ts'
import type { Writer } from '../../storage/writer/client.ts'
import { refusalFor } from '../channels/policy.ts'
import type { RightsInMemory } from '../channels/rights.ts'
import { type FileUrl, presentMessage, presentReactions } from './present.ts'
import { ftsQuery, snippetOf, termsOf } from './query.ts'
import type { MessageRow } from './rows.ts'
import type { MessageStore, Page } from './store.ts'

export type Who = { userId: string; sessionId: string; isAdmin: boolean }
export type MessageDeps = {
  writer: Writer
  store: MessageStore
  rights: RightsInMemory
  publish: Publish
  fileUrl: FileUrl
  limits: Limits
  now(): number
  onPosted(channelId: string, userId: string): void
  onFileDropped(fileId: string): void
}
type Post = {
  content?: string | undefined
  file_id?: string | undefined
  client_id?: string | undefined
  reply_to?: string | undefined
}
type PageQuery = {
  limit?: number | undefined
  before?: string | undefined
  around?: string | undefined
  after_seq?: number | undefined
  changed_after?: number | undefined
}

const DEFAULT_PAGE = 50

export function createMessageService(deps: MessageDeps) {
  const { writer, store, rights, publish, fileUrl, limits } = deps
  const unlimited = limits.rates === 'off'
  const sends = createTokenBuckets({
    burst: unlimited ? Infinity : limits.send_burst,
    perSecond: limits.send_per_second,
    now: deps.now,
  })

  const demand = (channelId: string, who: Who, action: 'read' | 'write') => {
    const refusal = refusalFor(rights.standing(channelId, who.userId, who.isAdmin), action)
    if (refusal) throw refusal
  }
  /** A message that `who` may read; to everybody else it is unknown. */
  const readable = async (id: string, who: Who): Promise<MessageRow> => {
    const row = await store.live(id)
    const standing = row && rights.standing(row.channel_id, who.userId, who.isAdmin)
    if (!row || !standing) throw unknown('message')
    if (!standing.rights) throw standing.isPrivate ? unknown('message') : notMember()
    return row
  }
  const paced = (who: Who) => {
    const verdict = sends.take(who.userId)
    if (!verdict.ok) throw slowDown(verdict.retryAfterSecs)
  }
  const presentPage = ({ rows, reactions }: Page): Message[] =>
    rows.map((row) => presentMessage(row, reactions.get(row.n) ?? [], fileUrl))
  const contentOf = (text: string | undefined): string | null => {
    if (text === undefined || text.trim() === '') return null
    if (codePoints(text) > limits.content_chars) {
      throw invalid(`A message has at most ${limits.content_chars} characters.`, 'content_too_long')
    }
    return text.toWellFormed()
  }

  return {
    /**
     * `connectionId`: the connection whose frame this is, if it was one.
     * Not async before the write is handed over: what one connection sends is stored in the order in which it came.
     */
    post(who: Who, channelId: string, body: Post, connectionId?: string): Promise<Message> {
      demand(channelId, who, 'write')
      paced(who)
      const content = contentOf(body.content)
      if (content === null && body.file_id === undefined)
        throw invalid('A message needs some text or a file.', 'content_blank')
      const input = {
        channelId,
        userId: who.userId,
        content,
        fileId: body.file_id ?? null,
        clientId: body.client_id ?? null,
        replyTo: body.reply_to ?? null,
      }
      let message: Message | undefined
      return writer
        .runBy(who, 'messages.post', input, (posted) => {
          message = presentMessage(posted.row, posted.reactions, fileUrl)
          const event = { type: 'message_created', ...message } as const
          if (posted.fresh) {
            publish({ kind: 'members', channelId }, event)
            deps.onPosted(channelId, who.userId)
            // A retry is news to nobody but the connection that waits for its answer.
          } else if (connectionId !== undefined) publish({ kind: 'connection', sessionId: connectionId }, event)
        })
        .then((posted) => message ?? presentMessage(posted.row, posted.reactions, fileUrl))
    },

    async edit(who: Who, id: string, text: string): Promise<Message> {
      await readable(id, who)
      paced(who)
      const edited = await writer.runBy(
        who,
        'messages.edit',
        { id, userId: who.userId, content: contentOf(text) },
        ({ row }) => {
          const event = { id: row.id, channel_id: row.channel_id, content: row.content, change: row.change }
          publish(
            { kind: 'joined', channelId: row.channel_id },
            { type: 'message_edited', ...event, edited_at: toTime(row.edited_at ?? 0) },
          )
        },
      )
      return presentMessage(edited.row, edited.reactions, fileUrl)
    },

    async delete(who: Who, id: string): Promise<void> {
      await readable(id, who)
      await writer.runBy(
        who,
        'messages.delete',
        { id, userId: who.userId },
        ({ channelId, deletedAt, change, droppedFile }) => {
          const event = {
            type: 'message_deleted',
            id,
            channel_id: channelId,
            deleted_at: toTime(deletedAt),
            change,
          } as const
          publish({ kind: 'joined', channelId }, event)
          if (droppedFile !== null) deps.onFileDropped(droppedFile)
        },
      )
    },

    async react(who: Who, id: string, emoji: string): Promise<Reaction[]> {
      if (emoji.trim() === '' || !emoji.isWellFormed() || Buffer.byteLength(emoji) > 64) {
        throw invalid('An emoji has 1 to 64 bytes.', 'emoji_invalid')
      }
      await readable(id, who)
      paced(who)
      const input = { id, userId: who.userId, emoji, maxEmojis: limits.reactions_per_message }
      const { reactions } = await writer.runBy(
        who,
        'messages.react',
        input,
        ({ channelId, reactions: rows, change }) => {
          const event = {
            type: 'reaction_updated',
            message_id: id,
            channel_id: channelId,
            reactions: presentReactions(rows),
            change,
          } as const
          publish({ kind: 'joined', channelId }, event)
        },
      )
      return presentReactions(reactions)
    },
    async reactions(who: Who, id: string): Promise<Reaction[]> {
      const row = await readable(id, who)
      return presentReactions(await store.reactionsTo(row.n))
    },

    async page(who: Who, channelId: string, query: PageQuery): Promise<Message[]> {
      demand(channelId, who, 'read')
      const limit = query.limit ?? DEFAULT_PAGE
      if (query.changed_after !== undefined)
        return presentPage(await store.changedAfter(channelId, query.changed_after, limit))
      if (query.after_seq !== undefined) return presentPage(await store.after(channelId, query.after_seq, limit))
      const anchor = query.before ?? query.around
      if (anchor === undefined) return presentPage(await store.before(channelId, null, limit))
      const seq = await store.seqOf(channelId, anchor)
      if (seq === undefined) throw unknown('message')
      return presentPage(
        query.before === undefined
          ? await store.around(channelId, seq, limit)
          : await store.before(channelId, seq, limit),
      )
    },

    /** Full text, newest first, in what `who` may read now. */
    async search(
      who: Who,
      query: { q: string; channel_id?: string | undefined; before?: string | undefined; limit?: number | undefined },
    ) {
      if (query.q.trim() === '') throw invalid('Please say what to look for.', 'query_blank')
      if (query.channel_id !== undefined) demand(query.channel_id, who, 'read')
      const place = query.before === undefined ? undefined : await store.placeOf(query.before)
      if (query.before !== undefined && (!place || !rights.canRead(place.channel_id, who.userId))) {
        throw unknown('message')
      }
      const before = place?.n ?? null
      const terms = termsOf(query.q)
      if (terms.length === 0) return { results: [], next: null }
      // What was said before the question; what is said meanwhile could go on for ever.
      const newest = await store.newestNumber()
      while (!store.isIndexedTo(newest) && (await writer.run('messages.indexNow', undefined)).more) continue
      // Asked for after the wait: somebody may have lost a channel in it.
      if (query.channel_id !== undefined) demand(query.channel_id, who, 'read')
      const channels = query.channel_id === undefined ? [...rights.channelsOf(who.userId)] : [query.channel_id]
      if (channels.length === 0) return { results: [], next: null }
      const limit = query.limit ?? DEFAULT_PAGE
      const page = await store.search(ftsQuery(terms, await store.channelNumbers(channels)), before, limit + 1)
      const found = presentPage(page).slice(0, limit)
      return {
        results: found.map((message) => ({ message, snippet: snippetOf(message.content ?? '', terms) })),
        next: page.rows.length > limit ? (found.at(-1)?.id ?? null) : null,
      }
    },
  }
}
export type MessageService = ReturnType<typeof createMessageService>
