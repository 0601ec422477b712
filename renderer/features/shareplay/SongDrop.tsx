import { Music } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { filesOf, hasFiles } from '../files/transferred-files.ts'
import type { Actions } from './actions.ts'
import style from './SharePlayPanel.module.css'
import { useAddSongs } from './use-add-songs.ts'
import { linksOf } from './words.ts'

const LINKS = 'text/uri-list'
const hasLinks = ({ types }: Pick<DataTransfer, 'types'>) => types.includes(LINKS)

/** Around the queue: files and links that are dropped anywhere on it are added to it. */
export function SongDrop({
  channelId,
  actions,
  children,
}: {
  channelId: string
  actions: Actions
  children: ReactNode
}) {
  const t = useTexts().shareplay
  const addFiles = useAddSongs(channelId)
  const [isOver, setIsOver] = useState(false)
  /** Entering a child comes before leaving its parent: only the count knows whether one is still inside. */
  const depth = useRef(0)
  const takes = (transfer: DataTransfer) => hasFiles(transfer) || hasLinks(transfer)
  const count = (by: number) => {
    depth.current = by === 0 ? 0 : Math.max(0, depth.current + by)
    setIsOver(depth.current > 0)
  }
  const drop = (event: DragEvent) => {
    const { dataTransfer } = event
    if (!takes(dataTransfer)) return
    event.preventDefault()
    count(0)
    if (hasFiles(dataTransfer)) {
      const { files, hasFolders } = filesOf(dataTransfer)
      addFiles(files, hasFolders)
    } else linksOf(dataTransfer.getData(LINKS)).every((link) => actions.add(link) !== null)
  }
  return (
    <div
      className={style['body']}
      onDragEnter={(event) => takes(event.dataTransfer) && count(1)}
      onDragLeave={(event) => takes(event.dataTransfer) && count(-1)}
      onDragOver={(event) => {
        if (!takes(event.dataTransfer)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className={style['over']}>
          <Music aria-hidden size={28} />
          <b>{t.dropTitle}</b>
          <p>{t.dropText}</p>
        </div>
      )}
    </div>
  )
}
