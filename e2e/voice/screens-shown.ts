import { once } from 'node:events'
import { createServer } from 'node:http'

/** Hertz of what the shown page plays; no voice in the tests has it. */
export const SHOWN_TONE = 1_500
/** What the sharing browser is told to choose by. */
export const SHOWN_TITLE = 'shown in the tests'

const PAGE = `<!doctype html><meta charset="utf-8"><title>${SHOWN_TITLE}</title>
<style>html, body { margin: 0; height: 100%; overflow: hidden } canvas { display: block; width: 100vw; height: 100vh }</style>
<canvas width="320" height="180"></canvas>
<script>
  // Little to draw, and all of it changes: what is measured is the sharing.
  const canvas = document.querySelector('canvas')
  const paint = canvas.getContext('2d')
  let frame = 0
  const draw = () => {
    frame++
    paint.fillStyle = 'hsl(' + (frame % 360) + ' 60% 40%)'
    paint.fillRect(0, 0, 320, 180)
    paint.fillStyle = '#fff'
    paint.fillRect((frame * 3) % 320, 40, 24, 100)
    requestAnimationFrame(draw)
  }
  draw()
  if (location.hash === '#tone') {
    const audio = new AudioContext()
    const tone = new OscillatorNode(audio, { frequency: ${SHOWN_TONE} })
    tone.connect(new GainNode(audio, { gain: 0.4 })).connect(audio.destination)
    tone.start()
  }
</script>`

/** A page of somebody else, that moves and sounds: what is shared in the tests. `#tone`: with its tone. */
export async function startShownPage(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(PAGE)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The shown page has no port.')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
