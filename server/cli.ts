import process from 'node:process'

// Nothing else is imported before the machine is known to be able to run the room (and before --help is answered).
const fail = (sentence: string): never => {
  process.stderr.write(`stuffchat: ${sentence}\n`)
  process.exit(1)
}
const [major] = process.versions.node.split('.', 1).map(Number)
if (major === undefined || major < 24)
  fail(`Stuffchat needs Node 24 or newer; this is ${process.versions.node}. Run "npm ci" again, or install Node 24.`)

// SQLite's bindings announce that they are young; the room's own messages should not drown in that.
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`)
})
if (!process.getBuiltinModule('node:sqlite'))
  fail('This Node was built without SQLite, which the room keeps its data in. Please use the official Node 24.')

const { run } = await import('./cli/run.ts')
await run(process.argv.slice(2), process.env).catch((error: unknown) =>
  fail(error instanceof Error ? error.message : String(error)),
)
