export type BackupStep = 'database' | 'files'
export type RestoreStep = 'verify' | 'copy'

/** How far one step of a backup or a restore is. */
export type Progress<Step extends string = BackupStep | RestoreStep> = {
  step: Step
  bytes: number
  totalBytes: number
  files: number
  totalFiles: number
}

/** Counts one step. */
export function createProgress<Step extends string>(
  onProgress: (progress: Progress<Step>) => void,
  step: Step,
  totals: { totalBytes: number; totalFiles: number },
) {
  const done = { bytes: 0, files: 0 }
  const tell = () => onProgress({ step, ...totals, ...done })
  tell()
  return {
    addBytes(bytes: number) {
      done.bytes += bytes
      tell()
    },
    addFile() {
      done.files += 1
      tell()
    },
  }
}
