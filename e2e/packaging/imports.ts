import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'

/** `from`, `import` and `require` with a text, as Vite's bundles have them. */
const IMPORTS =
  /(?:^|[;\n}])\s*(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?"([^"\n]+)"|\b(?:import|require)\("([^"\n]+)"\)/g

/** What a bundle names that is neither in Node nor, if it is a path, among `files`. */
export async function missingImports(folder: string, file: string, files: ReadonlySet<string>): Promise<string[]> {
  const code = await readFile(posix.join(folder, file), 'utf8')
  const named = [...code.matchAll(IMPORTS)].map((match) => match[1] ?? match[2] ?? '')
  return named.filter((name) =>
    name.startsWith('.') ? !files.has(posix.join(posix.dirname(file), name)) : !isBuiltin(name),
  )
}
