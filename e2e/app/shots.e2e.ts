import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { tellNotRun } from '../not-run.ts'
import { expect, test } from './test.ts'
import { PHONE, TOUR_NAMES, TOURS, WIDE, take } from './tour.ts'

/** Where to put them. They are for looking at: nothing compares them. */
const folder = process.env['SHOTS']
const SIZES = { wide: WIDE, large: { width: 1920, height: 1080 }, phone: PHONE } as const
const named = (text: string) => text.replaceAll(/[^a-z0-9]+/gi, '-')

const reason = folder === undefined ? 'set SHOTS to a folder to have every screen drawn into it' : null
tellNotRun('screenshots of every screen', reason)

for (const [size, viewport] of Object.entries(SIZES))
  for (const theme of ['dark', 'light'] as const)
    for (const tour of TOUR_NAMES) {
      if (tour === 'desktop' && size === 'phone') continue
      test(`[SC1] screenshots: ${tour}, ${theme}, ${size}`, async ({ room, visit }) => {
        test.skip(reason !== null, `NOT RUN: ${reason}`)
        test.setTimeout(300_000)
        const place = join(folder ?? '', size, theme)
        await mkdir(place, { recursive: true })
        const failures = await take(tour, { theme, viewport }, { room, visit }, async (page, { name }) => {
          await page.screenshot({ path: join(place, `${tour}-${named(name)}.png`) })
        })
        expect(TOURS[tour].screens.length).toBeGreaterThan(0)
        expect(failures).toEqual([])
      })
    }
