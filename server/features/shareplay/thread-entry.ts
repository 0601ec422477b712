/** The thread's file: TypeScript beside this one, or the bundle's own entry. */
export const threadEntry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './metadata-thread.ts' : './metadata.js', import.meta.url)
