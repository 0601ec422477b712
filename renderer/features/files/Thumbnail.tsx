import { useCallback, useState } from 'react'
import { FileGlyph } from '../../ui/FileGlyph.tsx'
import style from './Thumbnail.module.css'

/** Pictures that every browser draws, and that can carry no script. */
const RASTER = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/

/** A file's own picture where it is one, else the sign for a file. */
export function Thumbnail({ file }: { file: File }) {
  const [broken, setBroken] = useState<File | null>(null)
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(file)
      image.setAttribute('src', url)
      return () => URL.revokeObjectURL(url)
    },
    [file],
  )
  return (
    <span className={style['thumbnail']} aria-hidden>
      {RASTER.test(file.type) && broken !== file ? (
        <img ref={show} alt="" width="40" height="40" decoding="async" onError={() => setBroken(file)} />
      ) : (
        <FileGlyph />
      )}
    </span>
  )
}
