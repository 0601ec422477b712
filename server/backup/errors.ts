/** Why there is no backup, in a sentence for people. Nothing is left of it. */
export class BackupFailed extends Error {
  override name = 'BackupFailed'
}

/** There is a backup, and it can be restored, but files were missing or damaged in the room already. */
export class BackupIncomplete extends Error {
  override name = 'BackupIncomplete'
}

/** Why a backup was not restored, in a sentence for people. */
export class RestoreFailed extends Error {
  override name = 'RestoreFailed'
}

/** A size as people read it. */
export function readableBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** `"a", "b" and 3 more`. */
export function readableNames(names: readonly string[], shown = 5): string {
  const first = names.slice(0, shown).map((name) => JSON.stringify(name))
  const more = names.length - first.length
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
