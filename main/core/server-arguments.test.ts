import { expect, test } from 'vitest'
import { serverArguments } from './server-arguments.ts'

test('Chromium’s switches are not the room’s; everything else is', () => {
  const args = ['--server-only', '--no-sandbox', '--ozone-platform=headless', '--port', '0', '--name=--no-sandbox']
  expect(serverArguments(args)).toEqual(['--server-only', '--port', '0', '--name=--no-sandbox'])
  expect(serverArguments(['backup', '/x'])).toEqual(['backup', '/x'])
})
