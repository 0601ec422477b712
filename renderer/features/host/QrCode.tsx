import { create } from 'qrcode'
import { useMemo } from 'react'
import style from './QrCode.module.css'

/** Light modules around the code, without which readers do not find it (ISO/IEC 18004 asks for four). */
const QUIET = 4

/** A text as a QR code, always dark on white: many readers know no other. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text])
  const side = size + 2 * QUIET
  return (
    <svg className={style['code']} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      <rect className={style['paper']} width={side} height={side} />
      <path className={style['ink']} d={path} />
    </svg>
  )
}

/** Each row's runs of dark modules as rectangles one unit high. */
function drawn(text: string): { size: number; path: string } {
  const { modules } = create(text, { errorCorrectionLevel: 'L' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      let run = 0
      while (x + run < size && modules.get(y, x + run)) run++
      if (run > 0) path += `M${x + QUIET} ${y + QUIET}h${run}v1h-${run}z`
      x += run
    }
  return { size, path }
}
