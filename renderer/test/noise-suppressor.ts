import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Script, createContext } from 'node:vm'

const require = createRequire(import.meta.url)
const file = (name: string) => readFile(require.resolve(`@sapphi-red/web-noise-suppressor/${name}`))
const BLOCK = 128

type Processor = { process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean }

/**
 * The very worklet and the very WASM that the app loads, in a scope like an AudioWorklet's: fed in blocks of 128 samples
 * as a browser does it, only faster than time.
 */
export async function createSuppressor(): Promise<{ run(samples: Float32Array): Float32Array }> {
  const registered: (new (options: object) => Processor)[] = []
  class AudioWorkletProcessor {
    port = { addEventListener: () => {}, postMessage: () => {} }
  }
  const scope = createContext({
    AudioWorkletProcessor,
    registerProcessor: (_name: string, processor: new (options: object) => Processor) => registered.push(processor),
    // Of this very realm, so that what goes in counts as an ArrayBuffer in there.
    ArrayBuffer,
    Float32Array,
    Uint8Array,
    WebAssembly,
  })
  const source = (await file('rnnoiseWorklet.js')).toString()
  // A script has no address of its own; this module uses it for files that it is never asked for here.
  new Script(source.replaceAll('import.meta.url', "'file:///worklet.js'")).runInContext(scope)
  const wasm = await file('rnnoise_simd.wasm')
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)
  const [Suppressor] = registered
  if (!Suppressor) throw new Error('The worklet registered nothing.')
  const processor = new Suppressor({ processorOptions: { maxChannels: 1, wasmBinary } })
  await isLoaded(processor)
  return {
    run(samples) {
      const output = new Float32Array(samples.length)
      for (let at = 0; at + BLOCK <= samples.length; at += BLOCK)
        processor.process([[samples.subarray(at, at + BLOCK)]], [[output.subarray(at, at + BLOCK)]])
      return output
    },
  }
}

/** It loads in the background and is silent until then; a click comes out as soon as it is there. */
async function isLoaded(processor: Processor): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    const noise = Float32Array.from({ length: BLOCK }, (_, i) => Math.sin(i * i) * 0.3)
    let heard = 0
    for (let i = 0; i < 12; i++) {
      const output = new Float32Array(BLOCK)
      processor.process([[noise]], [[output]])
      heard += output.reduce((sum, sample) => sum + Math.abs(sample), 0)
    }
    if (heard > 0) return
  }
  throw new Error('The noise suppression did not load within five seconds.')
}
