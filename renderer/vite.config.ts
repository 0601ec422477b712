import { cp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const project = resolve(root, '..')
const outDir = join(project, 'dist/renderer')
/** A room to develop against: `npm run dev` shows this page with its data. */
const room = process.env['STUFFCHAT_ROOM'] ?? 'http://127.0.0.1:22800'

/** The interface: one bundle for the desktop app (`app://`) and for browsers, which get it from the room. */
export default defineConfig({
  root,
  base: '/',
  publicDir: false,
  logLevel: 'warn',
  plugins: [react(), emojiData(), icons(), compressed()],
  resolve: {
    // The original adds <style> elements, which our Content-Security-Policy forbids (renderer/ui/style-singleton.ts).
    alias: { 'react-style-singleton': join(root, 'ui/style-singleton.ts') },
  },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'chrome130',
    // Nothing is inlined: `data:` is no place for fonts or code here, and one rule is easier to keep than two.
    assetsInlineLimit: 0,
    // One file: a part whose styles did not come once (the room was away) would be without them for good.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    sourcemap: false,
  },
  server: {
    proxy: {
      // Not the sources of renderer/api, which stand under the same path here.
      '^/api/(?!.*\\.ts)': room,
      '/files': room,
      '/emojis': room,
      '/ws': { target: room, ws: true },
    },
  },
})

/** The picker's emoji and their names, in the bundle: the original asks a CDN, and a LAN has none. */
function emojiData(): Plugin {
  const from = join(project, 'node_modules/emojibase-data/en')
  const files = {
    'data.json': 'data.json',
    'messages.json': 'messages.json',
    // The short names that people know from elsewhere.
    'shortcodes.json': 'shortcodes/github.json',
  }
  return {
    name: 'emoji-data',
    async writeBundle() {
      for (const [name, file] of Object.entries(files)) await cp(join(from, file), join(outDir, 'emojibase/en', name))
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const found = Object.entries(files).find(([name]) => request.url === `/emojibase/en/${name}`)
        if (!found) return next()
        readFile(join(from, found[1])).then((bytes) => {
          response.setHeader('content-type', 'application/json')
          response.end(bytes)
        }, next)
      })
    },
  }
}

function icons(): Plugin {
  return {
    name: 'icons',
    async writeBundle() {
      for (const file of ['favicon.svg', 'apple-touch-icon.png'])
        await cp(join(project, 'assets', file), join(outDir, file))
    },
  }
}

/** Each text file also as `.br` and `.gz`, made once here: a room never compresses while people talk. */
function compressed(): Plugin {
  const asBrotli = promisify(brotliCompress)
  const asGzip = promisify(gzip)
  let begin = new Date()
  return {
    name: 'compressed',
    buildStart() {
      begin = new Date()
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        for (const entry of await readdir(outDir, { recursive: true, withFileTypes: true })) {
          const path = join(entry.parentPath, entry.name)
          if (!entry.isFile() || !/\.(?:js|css|html|json|svg|wasm)$/.test(entry.name)) continue
          if ((await stat(path)).size < 1_024) continue
          const bytes = await readFile(path)
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
          await writeFile(`${path}.br`, await asBrotli(bytes, { params }))
          await writeFile(`${path}.gz`, await asGzip(bytes, { level: 9 }))
        }
        // Dated back to the build's begin: a source that changed meanwhile counts as newer (main/launch.ts).
        await utimes(join(outDir, 'index.html'), begin, begin)
        await rm(join(outDir, '.vite'), { recursive: true, force: true })
      },
    },
  }
}
