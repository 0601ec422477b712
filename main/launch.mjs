// The first file that runs, in plain JavaScript: an older Node cannot read TypeScript and would say so in its own way.
const wanted = 24

if (Number(process.versions.node.split('.')[0]) < wanted) {
  console.error(
    `Stuffchat needs Node ${wanted} or newer, this is ${process.versions.node}: run "npm ci" again without ` +
      '--omit=optional, which brings one along, or install it from https://nodejs.org.',
  )
  process.exit(1)
}
await import('./launch.ts')
