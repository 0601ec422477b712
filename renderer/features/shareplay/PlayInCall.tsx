import { Headphones } from 'lucide-react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { MenuItem } from '../../ui/Menu.tsx'
import { useCall } from '../voice/use-call.ts'
import { useActions } from './use-actions.ts'
import { fileIdOf } from './words.ts'

/** In the menu of a message with a song: into the queue of one's call. Only while one is in a call of this room. */
export function PlayInCall({ fileUrl, name }: { fileUrl: string; name: string }) {
  const call = useCall()
  const { key } = useRoom()
  const fileId = fileIdOf(fileUrl)
  if (call?.roomKey !== key || fileId === null) return null
  return <PlayItem channelId={call.channelId} fileId={fileId} name={name} />
}

function PlayItem({ channelId, fileId, name }: { channelId: string; fileId: string; name: string }) {
  const t = useTexts().shareplay
  const { toasts } = useApp()
  const { addFile } = useActions(channelId)
  const play = async () => {
    const outcome = await addFile(fileId)
    if (outcome === 'there') toasts.show({ tone: 'ok', text: t.fileAdded(name) })
    else if (outcome === 'lost') toasts.show({ tone: 'warn', text: t.fileLost(name) })
  }
  return (
    <MenuItem icon={<Headphones aria-hidden />} onSelect={() => void play()}>
      {t.playFile}
    </MenuItem>
  )
}
