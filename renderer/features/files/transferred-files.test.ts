import { expect, test } from 'vitest'
import { filesOf, hasFiles, isRichText } from './transferred-files.ts'

const item = (name: string | null, isDirectory = false) => ({
  kind: name === null ? 'string' : 'file',
  getAsFile: () => (name === null ? null : new File([], name)),
  // Only what is read of an entry.
  webkitGetAsEntry: () => ({ isDirectory }) as FileSystemEntry,
})

test('[UI-FILES] files are taken, folders are noticed, text is left', () => {
  const { files, hasFolders } = filesOf({ types: ['Files'], items: [item('a'), item('b', true), item(null)] })
  expect(files.map(({ name }) => name)).toEqual(['a'])
  expect(hasFolders).toBe(true)
})
test('[UI-FILES] only a drag of files is a drop, and text with its picture is text', () => {
  expect(hasFiles({ types: ['text/plain'] })).toBe(false)
  expect(hasFiles({ types: ['Files'] })).toBe(true)
  expect(hasFiles(null)).toBe(false)
  expect(isRichText({ types: ['text/plain', 'text/html', 'Files'] })).toBe(true)
  expect(isRichText({ types: ['text/html', 'Files'] })).toBe(false)
})
