import { useCallback } from 'react'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { FILES_MAX, UPLOAD_MAX, chosenFilesOf } from './chosen-files.ts'

/** Puts files into a channel's tray; what cannot be sent is said in a notice. */
export function useAddFiles(channelId: string): (files: readonly File[], hasFolders?: boolean) => void {
  const live = useLive()
  const { toasts } = useApp()
  const { files: t, common } = useTexts()
  return useCallback(
    (files, hasFolders = false) => {
      const rejected = chosenFilesOf(live).add(channelId, files)
      const show = (text: string) => void toasts.show({ tone: 'warn', text })
      if (hasFolders) show(t.noFolders)
      for (const one of rejected)
        show(one.why === 'too_large' ? t.tooLarge(one.name, common.bytes(UPLOAD_MAX)) : t.tooMany(FILES_MAX))
    },
    [live, channelId, toasts, t, common],
  )
}
