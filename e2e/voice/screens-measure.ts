import type { Page } from '@playwright/test'

export type Picture = { width: number; height: number; decoded: number; perSecond: number }

/** Every picture that arrives, over all connections of a page. */
export const picturesOf = async (page: Page): Promise<Picture[]> =>
  await page.evaluate(async () => {
    const open = window.rigConnections.filter(({ connectionState }) => connectionState !== 'closed')
    const reports = await Promise.all(open.map(async (one) => await one.getStats()))
    const found: Picture[] = []
    for (const report of reports)
      report.forEach((one: Record<string, unknown>) => {
        const number = (name: string) => (typeof one[name] === 'number' ? one[name] : 0)
        if (one['type'] === 'inbound-rtp' && one['kind'] === 'video' && number('framesDecoded') > 0)
          found.push({
            width: number('frameWidth'),
            height: number('frameHeight'),
            decoded: number('framesDecoded'),
            perSecond: number('framesPerSecond'),
          })
      })
    return found
  })

/** Pictures a second that were really decoded over so long, for the one picture that arrives. */
export async function rateOf(page: Page, ms: number): Promise<number> {
  const before = (await picturesOf(page))[0]?.decoded ?? 0
  const began = performance.now()
  await page.waitForTimeout(ms)
  const after = (await picturesOf(page))[0]?.decoded ?? 0
  return ((after - before) * 1_000) / (performance.now() - began)
}

/** How much two looks at a shown screen differ, 0 to 255 for each colour of each point, on average; and its brightness. */
export const changeOf = async (page: Page, selector: string, apartMs: number) =>
  await page.locator(selector).evaluate(async (element, wait) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('This is no video.')
    const look = () => {
      const canvas = new OffscreenCanvas(160, 90)
      const paint = canvas.getContext('2d')
      if (!paint) throw new Error('There is nothing to paint on.')
      paint.drawImage(element, 0, 0, 160, 90)
      return paint.getImageData(0, 0, 160, 90).data
    }
    const first = look()
    await new Promise((resolve) => {
      setTimeout(resolve, wait)
    })
    const second = look()
    let difference = 0
    let light = 0
    for (const [at, value] of first.entries()) {
      if (at % 4 === 3) continue
      difference += Math.abs(value - (second[at] ?? 0))
      light += value
    }
    const points = (first.length * 3) / 4
    return { change: difference / points, light: light / points }
  }, apartMs)

/** How loud each of these tones is in what the elements play, in dBFS: the loudest of about a second and a half. */
export const tonesIn = async (page: Page, selector: string, hertz: readonly number[]): Promise<number[]> =>
  await page.evaluate(
    async ([query, tones]) => {
      const elements = [...document.querySelectorAll<HTMLMediaElement>(query)]
      const context = new AudioContext()
      await context.resume()
      const analysers = elements.map((element) => {
        if (!(element.srcObject instanceof MediaStream)) throw new Error('This element plays no stream.')
        const analyser = new AnalyserNode(context, { fftSize: 8_192, smoothingTimeConstant: 0 })
        context.createMediaStreamSource(element.srcObject).connect(analyser)
        return analyser
      })
      const loudest = tones.map(() => -Infinity)
      for (let round = 0; round < 10; round++) {
        await new Promise((resolve) => {
          setTimeout(resolve, 200)
        })
        // The first ones still have the silence before in them.
        if (round < 2) continue
        for (const analyser of analysers) {
          const levels = new Float32Array(analyser.frequencyBinCount)
          analyser.getFloatFrequencyData(levels)
          for (const [at, tone] of tones.entries()) {
            const bin = Math.round((tone * analyser.fftSize) / context.sampleRate)
            loudest[at] = Math.max(loudest[at] ?? -Infinity, ...levels.slice(bin - 1, bin + 2))
          }
        }
      }
      await context.close()
      return loudest
    },
    [selector, [...hertz]] as const,
  )
