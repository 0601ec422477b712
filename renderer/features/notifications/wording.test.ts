import { expect, test } from 'vitest'
import { notifications as texts } from '../../texts/en/notifications.ts'
import { wordsOf } from './wording.ts'

const where = { channel: 'general', room: null }
const told = (content: string | null, author = 'tern', filename: string | null = null) => ({
  message: { content, filename },
  author,
})

test('one message: who, where and what', () => {
  expect(wordsOf([told('hi\n  there')], where, texts)).toEqual({ title: 'tern in general', body: 'hi there' })
  expect(wordsOf([told('hi')], { ...where, room: 'Attic' }, texts).title).toBe('tern in general, Attic')
  expect(wordsOf([{ ...told('hi'), author: undefined }], where, texts).title).toBe('Somebody in general')
})

test('a file without words is named', () => {
  expect(wordsOf([told(null, 'tern', 'map.png')], where, texts).body).toBe('File: map.png')
  expect(wordsOf([told('look', 'tern', 'map.png')], where, texts).body).toBe('look')
})

test('a burst is counted, with its last lines', () => {
  const burst = ['a', 'b', 'c', 'd'].map((text) => told(text))
  expect(wordsOf(burst, where, texts)).toEqual({
    title: '4 new messages in general',
    body: 'tern: b\ntern: c\ntern: d',
  })
})

test('nothing is longer than the bridge takes, and no character is cut in two', () => {
  const long = '🦊'.repeat(4_000)
  const { title, body } = wordsOf([told(long, long), told(long, long), told(long, long)], where, texts)
  expect(title.length).toBeLessThanOrEqual(200)
  expect(body.length).toBeLessThanOrEqual(2_000)
  expect(body.isWellFormed()).toBe(true)
  const one = wordsOf([told(long, long)], { channel: long, room: long }, texts)
  expect(one.title.length).toBeLessThanOrEqual(200)
  expect(one.title.isWellFormed()).toBe(true)
})
