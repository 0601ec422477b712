import { expect, test } from 'vitest'
import { stylesheetSingleton } from './style-singleton.ts'

test('the sheet is there from the first user to the last', () => {
  const document: { adoptedStyleSheets: CSSStyleSheet[] } = { adoptedStyleSheets: [] }
  const made: string[] = []
  const construct = (css: string): CSSStyleSheet => {
    made.push(css)
    return Object.create(null)
  }
  const sheet = stylesheetSingleton({ document, construct })
  sheet.add('body { overflow: hidden }')
  sheet.add('body { overflow: hidden }')
  expect(document.adoptedStyleSheets).toHaveLength(1)
  sheet.remove()
  expect(document.adoptedStyleSheets).toHaveLength(1)
  sheet.remove()
  expect(document.adoptedStyleSheets).toHaveLength(0)
  sheet.add('a')
  expect(made).toEqual(['body { overflow: hidden }', 'a'])
})
