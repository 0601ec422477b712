import { ArrowUp, X } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import style from './Jump.module.css'

/** More is new than what is loaded: the way up to where one left off. */
export function NewAbove({ onJump }: { onJump(): void }) {
  const { messages: t, common } = useTexts()
  const [isHidden, setIsHidden] = useState(false)
  if (isHidden) return null
  return (
    <div className={style['above']}>
      <Button
        className={style['jump']}
        icon={<ArrowUp aria-hidden />}
        onClick={() => {
          setIsHidden(true)
          onJump()
        }}
      >
        {t.toFirstNew}
      </Button>
      <IconButton label={common.close} icon={<X aria-hidden />} onClick={() => setIsHidden(true)} />
    </div>
  )
}
