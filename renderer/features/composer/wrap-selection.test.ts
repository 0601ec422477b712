import { expect, test } from 'vitest'
import { wrapSelection } from './wrap-selection.ts'

/** `[` and `]` stand for the selection. */
function run(marked: string, sign: string): string {
  const start = marked.indexOf('[')
  const end = marked.indexOf(']') - 1
  const text = marked.replace('[', '').replace(']', '')
  const edit = wrapSelection({ text, start, end }, sign)
  const after = text.slice(0, edit.from) + edit.text + text.slice(edit.to)
  return `${after.slice(0, edit.start)}[${after.slice(edit.start, edit.end)}]${after.slice(edit.end)}`
}

test.each([
  ['a [word] here', '**', 'a **[word]** here'],
  ['a **[word]** here', '**', 'a [word] here'],
  ['a [**word**] here', '**', 'a [word] here'],
  ['[]', '*', '*[]*'],
  ['*[]*', '*', '[]'],
  ['**[bold]**', '*', '***[bold]***'],
  ['*[italic]*', '**', '***[italic]***'],
])('[UI-FORMAT] %s with %s', (before, sign, after) => expect(run(before, sign)).toBe(after))
