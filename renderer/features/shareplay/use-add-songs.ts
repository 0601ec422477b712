import { useCallback } from 'react'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { FILES_MAX, UPLOAD_MAX } from '../files/chosen-files.ts'
import { type Refused, songsOf } from './song-files.ts'

/** Sends files into a channel's queue; what is no music is said in a notice. */
export function useAddSongs(channelId: string): (files: readonly File[], hasFolders?: boolean) => void {
  const { songUploads } = useLive()
  const { toasts } = useApp()
  const { shareplay: t, common } = useTexts()
  return useCallback(
    (files, hasFolders = false) => {
      const show = (text: string) => void toasts.show({ tone: 'warn', text })
      const sentenceOf = (one: Refused): string => {
        switch (one.why) {
          case 'too_many':
            return t.tooMany(FILES_MAX)
          case 'too_large':
            return t.tooLarge(one.name, common.bytes(UPLOAD_MAX))
          case 'no_music':
            return t.noMusic(one.name)
          case 'empty':
            return t.emptyFile(one.name)
        }
      }
      const { taken, refused } = songsOf(files)
      if (hasFolders) show(t.noFolders)
      for (const one of refused) show(sentenceOf(one))
      if (taken.length > 0) songUploads.add(channelId, taken)
    },
    [songUploads, toasts, t, common, channelId],
  )
}
