/** A thread's file: TypeScript beside this one, or the bundle's own entry. */
export const threadEntry = (name: 'metadata' | 'youtube'): URL =>
  new URL(import.meta.url.endsWith('.ts') ? `./${name}-thread.ts` : `./${name}.js`, import.meta.url)
