import { X } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Chosen } from './chosen-files.ts'
import { Thumbnail } from './Thumbnail.tsx'
import style from './Tray.module.css'

/** The files that go with the next message. */
export function Tray({ files, onRemove }: { files: readonly Chosen[]; onRemove(id: string): void }) {
  const { files: t, common } = useTexts()
  return (
    <ul className={style['tray']} aria-label={t.tray}>
      {files.map(({ id, file }) => (
        <li key={id} className={style['file']}>
          <Thumbnail file={file} />
          <div className={style['text']}>
            <p className={style['name']} title={file.name}>
              <bdi>{file.name}</bdi>
            </p>
            <p className={style['size']}>{common.bytes(file.size)}</p>
          </div>
          <IconButton
            label={t.remove(file.name)}
            icon={<X aria-hidden />}
            size="sm"
            tooltip={false}
            onClick={() => onRemove(id)}
          />
        </li>
      ))}
    </ul>
  )
}
