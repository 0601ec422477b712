/** The writer thread's file: TypeScript beside this one, or the bundle's own entry. */
export const writerEntry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './writer.js', import.meta.url)
