import { expect, it } from 'vitest'
import type { Channel } from '#protocol/channels.ts'
import { quickItems } from './quick-items.ts'

const channel = (id: string): Channel => ({
  id,
  name: id,
  is_voice: false,
  is_private: false,
  is_owner: false,
  last_message_at: null,
  last_seq: 0,
  unread_count: 0,
})
const user = (id: string) => ({ id, username: id, avatar_file_id: null, avatar_url: null, is_guest: false })
const channels = ['general', 'pizza', 'patches'].map(channel)
const users = ['pixel', 'gene'].map(user)
const ids = (query: string, recent: string[] = []) => quickItems({ query, channels, users, recent }).map(({ id }) => id)

it('without a query: channels, the recent ones first', () => {
  expect(ids('')).toEqual(['general', 'pizza', 'patches'])
  expect(ids('', ['patches', 'pizza'])).toEqual(['patches', 'pizza', 'general'])
})
it('channels and people by their match', () => {
  expect(ids('p')).toEqual(['pizza', 'patches', 'pixel'])
  expect(ids('gene')).toEqual(['gene', 'general'])
})
it('recent use decides between equals', () => expect(ids('p', ['patches'])[0]).toBe('patches'))
it('@ asks for people, # for channels', () => {
  expect(ids('@p')).toEqual(['pixel'])
  expect(ids('#g')).toEqual(['general'])
  expect(ids('@')).toEqual(['pixel', 'gene'])
})
