import { readdir, rm, stat, unlink, utimes } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const root = resolve(import.meta.dirname, '..')
const outDir = join(root, 'dist/server')
const cacheDir = join(root, 'dist/compile-cache')

/** What starts by itself, and the file name that it has in dist/server/. */
const entries = {
  cli: join(root, 'server/cli.ts'),
  writer: join(root, 'server/storage/writer/thread.ts'),
  backup: join(root, 'server/backup/thread.ts'),
  metadata: join(root, 'server/features/shareplay/metadata-thread.ts'),
  youtube: join(root, 'server/features/shareplay/youtube-thread.ts'),
}
/** The way in for the desktop app, which imports it as it would the source (main/vite.config.ts). */
const library = { start: join(root, 'server/start.ts') }

/**
 * The build of the room: `dist/server/cli.js` and `dist/server/writer.js`, with everything in them but what is native.
 * The chunks lie in the same folder, because code finds its neighbours by `import.meta.url`; dynamic imports stay
 * chunks of their own, which load at first use.
 */
export default defineConfig({
  root,
  publicDir: false,
  logLevel: 'warn',
  // ws asks for these two natively compiled helpers inside try/catch; with the conditions constant they go away.
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
  ssr: { noExternal: true, external: ['sharp'] },
  plugins: [compileCache(), keepLatest()],
  build: {
    ssr: true,
    target: 'node24',
    outDir,
    // A room that runs may still load a chunk of the build before: keepLatest removes them later.
    emptyOutDir: false,
    sourcemap: true,
    // It would save no measurable time once the compile cache is warm, and cost the names in stack traces.
    minify: false,
    rolldownOptions: {
      // depd, below koa, evaluates a wrapper for functions that it deprecates.
      checks: { eval: false },
      input: { ...Object.fromEntries(Object.keys(entries).map((name) => [name, `virtual:start/${name}`])), ...library },
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})

/**
 * Puts a few lines before each entry that switch on V8's compile cache: a module that is loaded after that is compiled
 * once for all starts. The cache lies in dist/, never in the shared temp folder, where others could plant code; where
 * dist/ cannot be written, Node goes on without.
 */
function compileCache(): Plugin {
  const prefix = 'virtual:start/'
  return {
    name: 'compile-cache',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      const entry = Object.entries(entries).find(([name]) => id === `\0${prefix}${name}`)
      if (!entry) return null
      return `
        import { enableCompileCache, flushCompileCache } from 'node:module'
        import { fileURLToPath } from 'node:url'
        import { setFlagsFromString } from 'node:v8'
        // A young generation that stays small: what an upload leaves behind is collected at once, not at 64 MiB.
        setFlagsFromString('--semi-space-growth-factor=1')
        enableCompileCache(fileURLToPath(new URL(${JSON.stringify(relative(outDir, cacheDir))}, import.meta.url)))
        // Node writes the cache at exit; a room that is killed would never have one.
        setTimeout(flushCompileCache, 5_000).unref()
        await import(${JSON.stringify(entry[1])})`
    },
  }
}

/**
 * Dates the entries back to the build's begin, so that a source that changed meanwhile counts as newer, and removes
 * what builds of more than a day ago left and the compile cache, which holds the old files.
 */
function keepLatest(): Plugin {
  let begin = new Date()
  return {
    name: 'keep-latest',
    buildStart() {
      begin = new Date()
    },
    async writeBundle(_options, bundle) {
      for (const name of Object.keys({ ...entries, ...library })) await utimes(join(outDir, `${name}.js`), begin, begin)
      await rm(cacheDir, { recursive: true, force: true })
      for (const name of await readdir(outDir)) {
        const path = join(outDir, name)
        if (!(name in bundle) && begin.getTime() - (await stat(path)).mtimeMs > 24 * 3600 * 1000) await unlink(path)
      }
    },
  }
}
