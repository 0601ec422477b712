import { expect, test } from 'vitest'
import { idOf } from '../../test/fakes.ts'
import { ChosenFiles, FILES_MAX, UPLOAD_MAX } from './chosen-files.ts'

const CHANNEL = idOf(1)
function sized(name: string, size: number): File {
  const file = new File([], name)
  Object.defineProperty(file, 'size', { value: size })
  return file
}

test('[UI-FILES] wait by channel until they are taken', () => {
  const chosen = new ChosenFiles()
  expect(chosen.add(CHANNEL, [sized('a', 0), sized('b', 5)])).toEqual([])
  chosen.add(idOf(2), [sized('c', 1)])
  const [first] = chosen.of(CHANNEL).getSnapshot()
  chosen.remove(CHANNEL, first?.id ?? '')
  expect(chosen.take(CHANNEL).map(({ name }) => name)).toEqual(['b'])
  expect(chosen.of(CHANNEL).getSnapshot()).toEqual([])
  expect(chosen.of(idOf(2)).getSnapshot()).toHaveLength(1)
})
test('[UI-FILES] what is too large, or too much, is named and left out', () => {
  const chosen = new ChosenFiles()
  expect(chosen.add(CHANNEL, [sized('film', UPLOAD_MAX + 1), sized('a', UPLOAD_MAX)])).toEqual([
    { why: 'too_large', name: 'film' },
  ])
  const many = Array.from({ length: FILES_MAX }, (_, n) => sized(`f${n}`, 1))
  expect(chosen.add(CHANNEL, many)).toEqual([{ why: 'too_many' }])
  expect(chosen.of(CHANNEL).getSnapshot()).toHaveLength(FILES_MAX)
})
