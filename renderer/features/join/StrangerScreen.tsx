import { ArrowLeft } from 'lucide-react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import type { Stranger } from '../../app/room.ts'
import { Button } from '../../ui/Button.tsx'
import { Door } from '../../ui/Door.tsx'
import { Brand } from '../start/Brand.tsx'
import { useTitle } from '../start/use-title.ts'
import { StrangerDetails } from './StrangerDetails.tsx'
import style from './Stranger.module.css'

/** In the place of a room where somebody else answers, and of which there is nothing to read. */
export function StrangerScreen({ stranger }: { stranger: Stranger }) {
  const { nav } = useApp()
  const room = useRoom()
  const t = useTexts()
  useTitle(room.name)
  return (
    <div className={style['page']}>
      <Brand>
        <Button variant="quiet" icon={<ArrowLeft size={16} />} onClick={() => nav.go({ screen: 'start' })}>
          {t.auth.backToRooms}
        </Button>
      </Brand>
      <main className={style['main']}>
        <div className={style['door']}>
          <Door name={room.name} size="l" state="shut" />
          <h1>{t.join.stranger.title(room.name)}</h1>
        </div>
        <StrangerDetails stranger={stranger} />
      </main>
    </div>
  )
}
