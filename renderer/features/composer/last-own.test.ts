import { expect, test } from 'vitest'
import type { Message } from '#protocol/messages.ts'
import { idOf } from '../../test/fakes.ts'
import { lastOwn } from './last-own.ts'

const message = (n: number, author: number, content: string | null): Message => ({
  id: idOf(n),
  channel_id: idOf(1),
  user_id: idOf(author),
  content,
  file_url: null,
  filename: null,
  file_size: null,
  file_type: null,
  file_width: null,
  file_height: null,
  created_at: '2026-01-01T00:00:00.000Z',
  edited_at: null,
  reactions: [],
  reply_to: null,
  seq: n,
  change: n,
  client_id: null,
})

test('[UI-EDIT] the last message with words of one’s own is the one that ↑ edits', () => {
  const messages = [message(10, 7, 'a'), message(11, 8, 'b'), message(12, 7, null)]
  expect(lastOwn(messages, idOf(7))?.id).toBe(idOf(10))
  expect(lastOwn(messages, idOf(9))).toBeUndefined()
  expect(lastOwn(undefined, idOf(7))).toBeUndefined()
})
