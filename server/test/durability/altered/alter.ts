import { registerHooks } from 'node:module'

export type Alteration = { file: string; from: string; to: string }

/**
 * Makes node load some files of the room with other text in them, in the writer thread too (it inherits `--import`): so
 * a test can show that it notices a room that does not keep its promises, and the product needs no switch for it.
 */
export function alter(alterations: readonly Alteration[]): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const wanted = alterations.filter(({ file }) => url.endsWith(`/server/${file}`))
      if (wanted.length === 0) return loaded
      let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
      for (const { file, from, to } of wanted) {
        if (!source.includes(from)) throw new Error(`there is no "${from}" in ${file} any more`)
        source = source.replaceAll(from, to)
      }
      return { ...loaded, source }
    },
  })
}
