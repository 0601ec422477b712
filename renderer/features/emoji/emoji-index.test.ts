import { describe, expect, test } from 'vitest'
import { hexcodeOf, indexOf, plainEmoji, searchEmoji } from './emoji-index.ts'

const index = indexOf(
  [
    { emoji: '👍\uFE0F', label: 'Thumbs up', tags: ['like', 'yes'] },
    { emoji: '❤\uFE0F', label: 'Red heart', tags: ['love'] },
    { emoji: '🎉', label: 'Party popper', tags: ['celebrate'] },
    { emoji: '🥳', label: 'Partying face', tags: ['party'] },
    { emoji: '🫨', label: 'Shaking face', tags: ['shock'] },
  ],
  { '1F44D': ['+1', 'thumbsup'], '2764': 'heart', '1F389': 'tada', '1F973': 'partying_face' },
)
const names = (query: string, custom: string[] = []) => searchEmoji(query, custom, index, 8).map(({ name }) => name)

describe('emojis by name', () => {
  test('[UI-EMOJI] the character is as everybody writes it', () => {
    expect(plainEmoji('👍\uFE0F')).toBe('👍')
    expect(plainEmoji('❤\uFE0F')).toBe('❤\uFE0F')
    expect(hexcodeOf('❤\uFE0F')).toBe('2764')
    expect(hexcodeOf('🇩🇪')).toBe('1F1E9-1F1EA')
  })
  test('[UI-EMOJI] is found by every name, and by its label where it has none', () => {
    expect(index.find('+1')).toBe('👍')
    expect(index.find('thumbsup')).toBe('👍')
    expect(index.find('shaking_face')).toBe('🫨')
    expect(index.find('nothing')).toBeUndefined()
  })
  test('[UI-EMOJI] what is meant exactly comes first, then the begin, then a word in it, then what it is about', () => {
    expect(names('heart')).toEqual(['heart'])
    expect(names('face', ['face'])).toEqual(['face', 'shaking_face', 'partying_face'])
    expect(names('pa')).toEqual(['partying_face'])
    expect(names('celeb')).toEqual(['tada'])
    expect(names('ta', ['table_lamp', 'lamp_table'])).toEqual(['tada', 'table_lamp', 'lamp_table'])
  })
  test('[UI-EMOJI] the room’s own are there before the others have come', () => {
    expect(searchEmoji('gg', ['gg', 'lamp'], null, 8)).toEqual([{ kind: 'custom', name: 'gg' }])
  })
})
