import process from 'node:process'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { scenarios } from '../shell/scenarios.ts'
import { startApp } from './app.ts'
import { electronBinary, verdict } from './binary.ts'

const can = verdict(process.env, electronBinary())

if (can.kind === 'not_run') {
  console.log(`NOT RUN: ${scenarios.length} scenarios of the desktop app in Electron: ${can.reason}.`)
  test.skip.each(scenarios)(`in Electron: $title — NOT RUN: ${can.reason}`, () => undefined)
} else {
  describe('in Electron', () => {
    let app: Awaited<ReturnType<typeof startApp>>
    beforeAll(async () => {
      app = await startApp(can.binary)
    })
    afterAll(() => app.close())
    test.each(scenarios)('$title', ({ run }) => run(app.underTest))
  })
}
