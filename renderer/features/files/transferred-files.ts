type Item = Pick<DataTransferItem, 'kind' | 'getAsFile' | 'webkitGetAsEntry'>
type Transfer = { readonly items: ArrayLike<Item>; readonly types: readonly string[] }

/** Only a drag that carries files is ours; text may be dragged as ever. */
export const hasFiles = (transfer: Pick<DataTransfer, 'types'> | null): boolean =>
  transfer !== null && transfer.types.includes('Files')

/** What was dropped or pasted. A folder looks like a file without bytes, and is told apart only here. */
export function filesOf(transfer: Transfer): { files: File[]; hasFolders: boolean } {
  const files: File[] = []
  let hasFolders = false
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== 'file') continue
    const file = item.getAsFile()
    if (item.webkitGetAsEntry()?.isDirectory) hasFolders = true
    else if (file) files.push(file)
  }
  return { files, hasFolders }
}

/** Office programs put a picture of the text beside the text: who pastes that means the text. */
export const isRichText = ({ types }: Pick<Transfer, 'types'>): boolean =>
  types.includes('text/plain') && (types.includes('text/html') || types.includes('text/rtf'))
