import * as routes from '#protocol/emojis.ts'
import { invalid, unauthorized, unknown } from '#protocol/errors.ts'
import { toTime } from '#protocol/ids.ts'
import type { IncomingMessage } from 'node:http'
import { type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { Sql } from '../../storage/database.ts'
import type { Blobs } from '../../storage/blobs.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { ImageService } from '../files/images.ts'

type EmojiRow = { name: string; file_id: string; sha256: string; created_by: string; created_at: number }
const EMOJI =
  'SELECT e.name, e.file_id, f.sha256, e.created_by, e.created_at FROM emojis e JOIN files f ON f.id = e.file_id'
export function createEmojiStore(sql: Sql) {
  return {
    list: async () => sql.all<EmojiRow>(`${EMOJI} ORDER BY e.name`),
    byName: async (name: string) => sql.get<EmojiRow>(`${EMOJI} WHERE e.name = ?`, name),
  }
}

const NAME = /^[a-z0-9_-]{1,32}$/
export type EmojiDeps = {
  writer: Writer
  store: ReturnType<typeof createEmojiStore>
  images: ImageService
  blobs: Blobs
  maxEmojis: number
  urlOf(name: string): string
  /** Null: everybody who knows the name may look. */
  mayLook:
    | ((
        name: string,
        signature: { exp?: string | undefined; sig?: string | undefined },
        http: IncomingMessage,
      ) => boolean)
    | null
  onFileDropped(fileId: string): void
}

export function emojiRoutes(deps: EmojiDeps): Operation[] {
  const { writer, store, images } = deps
  return [
    handle(routes.listEmojis, async () =>
      (await store.list()).map((row) => ({
        name: row.name,
        created_at: toTime(row.created_at),
        created_by: row.created_by,
        url: deps.urlOf(row.name),
      })),
    ),
    handle(routes.createEmoji, async ({ caller, http }) => {
      const { image, fields } = await images.receiveEmoji(http)
      return images.storing(image, async () => {
        const name = fields.get('name') ?? ''
        if (!NAME.test(name)) {
          throw invalid('An emoji name has 1 to 32 lower-case letters, digits, - or _.', 'emoji_name_invalid')
        }
        await writer.runBy(caller, 'emojis.add', {
          name,
          userId: caller.userId,
          maxEmojis: deps.maxEmojis,
          file: image,
        })
        return { status: 'ok' as const, name }
      })
    }),
    handle(routes.deleteEmoji, async ({ caller, params }) => {
      const { fileId } = await writer.runBy(caller, 'emojis.delete', { name: params.name, userId: caller.userId })
      deps.onFileDropped(fileId)
    }),
    handleOpen(routes.getEmojiImage, async ({ params, query, http }) => {
      if (deps.mayLook && !deps.mayLook(params.name, query, http)) throw unauthorized()
      const row = await store.byName(params.name)
      if (!row) throw unknown('emoji')
      return {
        path: deps.blobs.path(row.file_id),
        type: 'image/png',
        etag: row.sha256,
        name: `${row.name}.png`,
        inline: true,
      }
    }),
  ]
}
