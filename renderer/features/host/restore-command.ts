import type { Backup, Overview } from '#protocol/host.ts'

/** What to type on the host's computer to bring a backup back; without one, its folder is left to be filled in. */
export function restoreCommand(
  overview: Pick<Overview, 'data_dir' | 'backup_dir'>,
  backup: Backup | undefined,
): string {
  const { data_dir, backup_dir } = overview
  // The folder's own separator: the page may be looked at on another system.
  const separator = backup_dir.includes('\\') ? '\\' : '/'
  const folder = `${backup_dir}${separator}${backup?.name ?? '…'}`
  return `npm run server -- restore "${folder}" --data-dir "${data_dir}"`
}
