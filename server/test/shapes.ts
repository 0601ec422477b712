/**
 * The replies of the contract, written down a second time from its text alone, so that the tests do not believe the
 * server's own schemas. Loose: an addition never trips a client over. `expectFields` is the strict one.
 */
import { z } from 'zod'

const Id = z.string()
const Time = z.string()
const File = z.string().nullable()

export const AuthReply = z.looseObject({
  access_token: z.string(),
  refresh_token: z.string(),
  refresh_token_id: Id,
  user_id: Id,
})
export type AuthReply = z.infer<typeof AuthReply>

export const PublicUser = z.looseObject({ id: Id, username: z.string(), avatar_file_id: File })
export const Profile = z.looseObject({
  id: Id,
  username: z.string(),
  avatar_file_id: File,
  email: z.string().nullable(),
  created_at: Time,
  updated_at: Time,
  roles: z.array(z.looseObject({ id: Id, name: z.string() })),
})
export type Profile = z.infer<typeof Profile>

export const Channel = z.looseObject({
  id: Id,
  name: z.string(),
  is_voice: z.boolean(),
  is_private: z.boolean(),
  is_owner: z.boolean(),
  last_message_at: Time.nullable(),
  last_seq: z.number(),
  unread_count: z.number(),
})
export type Channel = z.infer<typeof Channel>

export const Unread = z.looseObject({
  channel_id: Id,
  last_read_message_id: Id.nullable(),
  last_read_at: Time.nullable(),
  unread_count: z.number(),
})

export const Reaction = z.looseObject({ emoji: z.string(), users: z.array(Id), count: z.number() })
export const Message = z.looseObject({
  id: Id,
  channel_id: Id,
  user_id: Id,
  content: z.string().nullable(),
  file_url: z.string().nullable(),
  filename: z.string().nullable(),
  file_size: z.number().nullable(),
  file_type: z.string().nullable(),
  file_width: z.number().nullable(),
  file_height: z.number().nullable(),
  reply_to: Id.nullable(),
  created_at: Time,
  edited_at: Time.nullable(),
  reactions: z.array(Reaction),
  seq: z.number(),
  change: z.number(),
  client_id: z.string().nullable(),
})
export type Message = z.infer<typeof Message>
/** As `changed_after` gives it: a deleted one carries `deleted_at` and no content. */
export const Changed = Message.extend({ deleted_at: Time.nullish() })

export const Member = z.looseObject({
  user_id: Id,
  can_read: z.boolean(),
  can_write: z.boolean(),
  can_manage: z.boolean(),
})
export const Invite = z.looseObject({
  code: z.string(),
  created_by: Id,
  joined_user_id: Id.nullable(),
  joined_username: z.string().nullable(),
  created_at: Time,
})
export const Presence = z.looseObject({ user_id: Id, status: z.string(), last_heartbeat: Time.nullable() })
export const Emoji = z.looseObject({ name: z.string(), created_at: Time, created_by: Id })
export const Role = z.looseObject({ id: Id, name: z.string(), permissions: z.number(), created_at: Time })
export const SearchPage = z.looseObject({
  results: z.array(z.looseObject({ message: Message, snippet: z.string() })),
  next: z.string().nullable(),
})
export type SearchPage = z.infer<typeof SearchPage>
export const Failure = z.looseObject({ error: z.string(), code: z.string() })

export const FileReply = z.looseObject({ file_id: Id })
export const AvatarReply = z.looseObject({ avatar_file_id: Id })
export const ReactionsReply = z.looseObject({ reactions: z.array(Reaction) })
export const Unknowns = z.record(z.string(), z.unknown())

/** Times: RFC 3339, UTC, milliseconds, `Z`. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The exact fields of an object: all `required` ones, and beside them none but the documented additions. */
export function expectFields(value: unknown, required: readonly string[], additions: readonly string[] = []): void {
  const present = Object.keys(Unknowns.parse(value))
  const missing = required.filter((name) => !present.includes(name))
  const strange = present.filter((name) => !required.includes(name) && !additions.includes(name))
  if (missing.length > 0 || strange.length > 0) {
    throw new Error(`missing fields [${missing.join()}], undocumented fields [${strange.join()}] in ${show(value)}`)
  }
}

/** Short enough for the message of an error. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}
