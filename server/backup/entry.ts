/** The backup thread's file: TypeScript beside this one, or the bundle's own entry. */
export const backupEntry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './backup.js', import.meta.url)
