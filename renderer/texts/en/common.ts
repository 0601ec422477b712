/** Words that many places share. */
export const common = {
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  back: 'Back',
  retry: 'Retry',
  copy: 'Copy',
  copied: 'Copied',
  delete: 'Delete',
  more: 'More',
  loading: 'Loading …',
  you: 'you',
  notices: 'Notices',
  brokenTitle: 'Something broke here',
  brokenText: 'This part of the app could not be shown. What you sent is safe; reloading starts afresh.',
  reload: 'Reload',
  /** `bytes` in the unit that has one to three digits. */
  bytes: (bytes: number): string => {
    const units = ['B', 'kB', 'MB', 'GB', 'TB']
    const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
    const value = bytes / 1_000 ** step
    return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`
  },
}
