import { describe, expect, it } from 'vitest'
import { fillsPlace, motifOf } from './cover-art.ts'
import { musicPlace } from './place.ts'
import { keySeconds, secondsText, shownSeconds } from './seeking.ts'
import { songsOf } from './song-files.ts'
import { fileIdOf, linesOf, linksOf } from './words.ts'

describe('what was pasted or dropped', () => {
  it('is several songs only when each line is a link', () => {
    expect(linesOf(' https://a.example/1 \r\n\nhttp://b.example/2\n')).toEqual([
      'https://a.example/1',
      'http://b.example/2',
    ])
    expect(linesOf('https://a.example/1')).toBeNull()
    expect(linesOf('slow ferry\nhttps://a.example/1')).toBeNull()
    expect(linesOf('slow ferry\npaper lamps')).toBeNull()
  })
  it('of a list of addresses only those of the web count', () => {
    expect(linksOf('# a comment\r\nhttps://a.example/1\r\nfile:///etc/passwd\r\njavascript:alert(1)')).toEqual([
      'https://a.example/1',
    ])
  })
})

it('a file has its id in its address', () => {
  const id = '0b5f1a52-6f3b-4a7e-9d21-3a1f0d8c9b10'
  expect(fileIdOf(`/files/${id}/song.mp3`)).toBe(id)
  expect(fileIdOf(`/files/${id}/song.mp3?exp=1&sig=a`)).toBe(id)
  for (const other of ['/files/', '/files/x/song.mp3', `/emojis/${id}/image`]) expect(fileIdOf(other)).toBeNull()
})

it('files that are plainly no music are not sent; of unknown ones the room decides', () => {
  const file = (name: string, type: string, size = 1_000) => ({ name, type, size })
  const { taken, refused } = songsOf([
    file('a.mp3', 'audio/mpeg'),
    file('b.webm', 'video/webm'),
    file('c.flac', ''),
    file('d.ogg', 'application/ogg'),
    file('e.zip', 'application/zip'),
    file('f.mp3', 'audio/mpeg', 0),
    file('g.wav', 'audio/wav', 600 * 2 ** 20),
  ])
  expect(taken.map(({ name }) => name)).toEqual(['a.mp3', 'b.webm', 'c.flac', 'd.ogg'])
  expect(refused).toEqual([
    { name: 'e.zip', why: 'no_music' },
    { name: 'f.mp3', why: 'empty' },
    { name: 'g.wav', why: 'too_large' },
  ])
  const many = songsOf(Array.from({ length: 60 }, (_, at) => file(`${at}.mp3`, 'audio/mpeg')))
  expect(many.taken).toHaveLength(50)
  expect(many.refused).toEqual([{ why: 'too_many' }])
})

it('beside a voice channel is its own music, beside others that of the call one is in', () => {
  const [voice, text] = [
    { id: 'couch', is_voice: true },
    { id: 'general', is_voice: false },
  ]
  expect(musicPlace({ open: voice, call: 'garden' })).toBe('couch')
  expect(musicPlace({ open: text, call: 'garden' })).toBe('garden')
  expect(musicPlace({ open: null, call: 'garden' })).toBe('garden')
  expect(musicPlace({ open: text, call: null })).toBeNull()
})

describe('the position', () => {
  it('is what one points at, then what plays, and never beyond the end', () => {
    expect(shownSeconds({ wished: 20, position: 10, duration: 100 })).toBe(20)
    expect(shownSeconds({ wished: null, position: 10, duration: 100 })).toBe(10)
    expect(shownSeconds({ wished: null, position: null, duration: 100 })).toBe(0)
    expect(shownSeconds({ wished: null, position: 100.4, duration: 100 })).toBe(100)
    expect(shownSeconds({ wished: null, position: 140, duration: 0 })).toBe(140)
  })
  it('moves by five seconds with the arrows, and not off its ends', () => {
    expect(keySeconds('ArrowRight', 10, 100)).toBe(15)
    expect(keySeconds('ArrowDown', 3, 100)).toBe(0)
    expect(keySeconds('ArrowUp', 98, 100)).toBe(100)
    expect(['Home', 'a', 'PageUp'].map((key) => keySeconds(key, 10, 100))).toEqual([null, null, null])
  })
  it('is written as on a clock', () => expect([0, 108.9, 3_723].map(secondsText)).toEqual(['0:00', '1:48', '1:02:03']))
})

it('a drawn cover is the same each time, and there is more than one', () => {
  const ids = Array.from({ length: 16 }, (_, at) => `0b5f1a52-6f3b-4a7e-9d21-3a1f0d8c9b1${at.toString(16)}`)
  expect(ids.map(motifOf)).toEqual(ids.map(motifOf))
  expect(new Set(ids.map(motifOf)).size).toBe(4)
  expect(motifOf('?')).toBe('hills')
  expect([fillsPlace(640, 360), fillsPlace(300, 300), fillsPlace(1, 0)]).toEqual([true, false, false])
})
