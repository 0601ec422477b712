import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useApp, useTexts } from '../../app/context.tsx'
import { useCanWrite, useChannelName } from '../composer/use-can-write.ts'
import style from './DropZone.module.css'
import { filesOf, hasFiles } from './transferred-files.ts'
import { useAddFiles } from './use-add-files.ts'

/** Around a conversation: files dropped anywhere on it wait in its tray. */
export function DropZone({ channelId, children }: { channelId: string; children: ReactNode }) {
  const t = useTexts().files
  const { toasts } = useApp()
  const addFiles = useAddFiles(channelId)
  const canWrite = useCanWrite(channelId)
  const name = useChannelName(channelId)
  const [isOver, setIsOver] = useState(false)
  /** Entering a child comes before leaving its parent: only the count knows whether one is still inside. */
  const depth = useRef(0)
  useFilesStayOutside()

  const count = (by: number) => {
    depth.current = by === 0 ? 0 : Math.max(0, depth.current + by)
    setIsOver(depth.current > 0)
  }
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return
    event.preventDefault()
    count(0)
    const { files, hasFolders } = filesOf(event.dataTransfer)
    if (canWrite) addFiles(files, hasFolders)
    else toasts.show({ tone: 'warn', text: t.dropReadOnly })
  }
  return (
    <div
      className={style['zone']}
      onDragEnter={(event) => hasFiles(event.dataTransfer) && count(1)}
      onDragLeave={(event) => hasFiles(event.dataTransfer) && count(-1)}
      onDragOver={(event) => {
        if (!hasFiles(event.dataTransfer)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = canWrite ? 'copy' : 'none'
      }}
      onDrop={onDrop}
    >
      {children}
      {isOver ? (
        <div className={style['over']}>
          <div className={style['sign']}>
            <Upload aria-hidden />
            <p className={style['title']}>{canWrite ? t.dropTitle(name ?? '') : t.dropReadOnly}</p>
            {canWrite ? <p>{t.dropText}</p> : null}
          </div>
        </div>
      ) : null}
    </div>
  )
}

/** A file that is dropped beside the zone would be opened in place of the app, and what was typed be gone. */
function useFilesStayOutside(): void {
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer || !hasFiles(event.dataTransfer)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'none'
    }
    window.addEventListener('dragover', refuse)
    window.addEventListener('drop', refuse)
    return () => {
      window.removeEventListener('dragover', refuse)
      window.removeEventListener('drop', refuse)
    }
  }, [])
}
