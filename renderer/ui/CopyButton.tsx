import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import { copyText } from './copy-text.ts'

export type CopyButtonProps = {
  text: string
  label: string
  copiedLabel: string
  variant?: 'icon' | 'button' | 'primary'
}
const SHOWN_MS = 2_000

export function CopyButton({ text, label, copiedLabel, variant = 'icon' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const icon = copied ? <Check aria-hidden /> : <Copy aria-hidden />
  const shown = copied ? copiedLabel : label
  const copy = () => void copyText(text).then(setCopied)
  return (
    <>
      {variant === 'icon' ? (
        <IconButton label={shown} icon={icon} size="sm" onClick={copy} />
      ) : (
        <Button variant={variant === 'primary' ? 'primary' : 'plain'} icon={icon} onClick={copy}>
          {shown}
        </Button>
      )}
      <span className="visually-hidden" role="status">
        {copied ? copiedLabel : ''}
      </span>
    </>
  )
}
