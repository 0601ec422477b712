import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

/**
 * `node e2e/shell/security/scan.ts [FILE …]`: a public scanner for Electron apps (electronegativity) over the shell's
 * sources, its built entry and preload script, the page, and these files. Prints each finding as one line of JSON; what
 * they mean is in main/SECURITY.md.
 */
const root = resolve(import.meta.dirname, '../../..')
const require = createRequire(join(root, 'node_modules/@doyensec/electronegativity/package.json'))

// It brings a TypeScript of its own (4.2), but a library of its finds the project's (7), which has no compiler interface
// any more. And it asks the internet for translations of its texts at each start: here it is told that there are none.
const typescript = pathToFileURL(require.resolve('typescript')).href
const offline = pathToFileURL(join(import.meta.dirname, 'offline.cjs')).href
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'typescript') return { url: typescript, format: 'commonjs', shortCircuit: true }
    if (specifier === 'got') return { url: offline, format: 'commonjs', shortCircuit: true }
    return next(specifier, context)
  },
  load(url, context, next) {
    if (url !== offline) return next(url, context)
    const source = "module.exports = () => Promise.reject(new Error('no internet'))"
    return { format: 'commonjs', source, shortCircuit: true }
  },
})

const Level = z.object({ name: z.string() })
const Found = z.object({
  issues: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      location: z.object({ line: z.number(), column: z.number() }),
      severity: Level,
      confidence: Level,
      manualReview: z.unknown().optional(),
    }),
  ),
  errors: z.array(z.object({ file: z.string(), message: z.string(), tolerable: z.boolean() })),
})

const folder = mkdtempSync(join(tmpdir(), 'stuffchat-scan-'))
const copy = (from: string, to: string) => {
  if (existsSync(join(root, from))) cpSync(join(root, from), join(folder, to))
}
try {
  copy('package.json', 'package.json')
  copy('dist/main/main.js', 'built-main.js')
  copy('dist/main/preload.cjs', 'built-preload.js')
  copy('dist/renderer/index.html', 'index.html')
  for (const name of readdirSync(join(root, 'main'))) {
    if (name.endsWith('.ts') && !/^(?:launch|vite\.config)/.test(name)) copy(`main/${name}`, name)
  }
  for (const extra of process.argv.slice(2)) cpSync(extra, join(folder, basename(extra)))
  // It speaks of itself; the findings are said below.
  console.log = () => undefined
  const { default: scan } = await import(pathToFileURL(require.resolve('@doyensec/electronegativity')).href)
  const { issues, errors } = Found.parse(await scan({ input: folder, isRelative: false }))
  for (const { id, file, location, severity, confidence } of issues) {
    const where = `${basename(file)}:${location.line}`
    say({ id, where, severity: severity.name, confidence: confidence.name })
  }
  for (const { file, message } of errors) say({ unread: basename(file), message })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function say(finding: Record<string, string>): void {
  process.stdout.write(`${JSON.stringify(finding)}\n`)
}
