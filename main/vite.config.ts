import { cp, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build, defineConfig, type Plugin } from 'vite'

const root = resolve(import.meta.dirname, '..')
const outDir = join(root, 'dist/main')
/** Electron's own modules, which no bundle can hold, and a native one that need not be there (talk-hook.ts). */
const external = ['electron', 'original-fs', 'uiohook-napi']

/**
 * The build of the desktop shell: `dist/main/main.js`, its preload script and its pictures. The room is not in it: it
 * is imported from `dist/server/`, so that there is one copy of it, which finds its threads beside itself.
 */
export default defineConfig({
  root,
  publicDir: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external },
  plugins: [roomBeside(), preload(), icons(), dated()],
  build: {
    ssr: true,
    target: 'node24',
    outDir,
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: { main: join(root, 'main/main.ts'), 'talk-hook': join(root, 'main/talk-hook.ts') },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})

/** `../server/start.ts` stays an import, of the room's own build. */
function roomBeside(): Plugin {
  return {
    name: 'room-beside',
    enforce: 'pre',
    resolveId: (id) => (id === '../server/start.ts' ? { id: '../server/start.js', external: true } : null),
  }
}

/** One CommonJS file: in the sandbox there is no other kind, and `require` knows little but `electron`. */
function preload(): Plugin {
  return {
    name: 'preload',
    async writeBundle() {
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'warn',
        ssr: { noExternal: true, external },
        build: {
          ssr: true,
          target: 'chrome140',
          outDir,
          emptyOutDir: false,
          minify: false,
          rolldownOptions: {
            input: { preload: join(root, 'main/preload.ts') },
            output: { format: 'cjs', entryFileNames: '[name].cjs' },
          },
        },
      })
    },
  }
}

/** The pictures that the shell itself shows: tray, task bar, window. */
function icons(): Plugin {
  return {
    name: 'icons',
    async writeBundle() {
      await cp(join(root, 'assets/tray'), join(outDir, 'icons'), { recursive: true })
      await cp(join(root, 'assets/icons/256x256.png'), join(outDir, 'icons/icon.png'))
    },
  }
}

/** Dated back to the build's begin, so that a source that changed meanwhile counts as newer (main/launch.ts). */
function dated(): Plugin {
  let begin = new Date()
  return {
    name: 'dated',
    buildStart() {
      begin = new Date()
    },
    closeBundle: () => utimes(join(outDir, 'main.js'), begin, begin),
  }
}
