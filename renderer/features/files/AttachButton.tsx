import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'

/** Opens the system's own choice of files. */
export function AttachButton({
  onFiles,
  className,
}: {
  onFiles(files: readonly File[]): void
  className?: string | undefined
}) {
  const t = useTexts().files
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton
        label={t.attach}
        icon={<Paperclip aria-hidden />}
        className={className}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.attach}
        data-testid="attach"
        onChange={(event) => {
          onFiles(Array.from(event.target.files ?? []))
          // So that the same file can be chosen again.
          event.target.value = ''
        }}
      />
    </>
  )
}
