import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { OwnFoot } from '../users/OwnFoot.tsx'
import { CallBar } from '../voice/CallBar.tsx'
import { CallStrip } from '../voice/CallStrip.tsx'
import { useIsGuest } from '../users/use-users.ts'
import { usePanels } from '../room/panels-context.tsx'
import { useLayout } from '../room/use-layout.ts'
import style from './ChannelColumn.module.css'
import { ChannelRow } from './ChannelRow.tsx'
import { VoiceRow } from './VoiceRow.tsx'
import { sectionsOf } from './order.ts'
import { useChannels } from './use-channels.ts'

/** The channels of the room, text and voice, and at its foot oneself. `heading`: the room. */
export function ChannelColumn({ channelId, heading }: { channelId: string | null; heading: ReactNode }) {
  const t = useTexts().channels
  const panels = usePanels()
  const isGuest = useIsGuest()
  const isNarrow = useLayout() === 'narrow'
  const channels = useChannels()
  const create = (isVoice: boolean) => (isGuest ? null : () => panels.open({ kind: 'create', isVoice }))
  const { text, voice } = sectionsOf(channels ?? [])
  return (
    <nav className={style['column']} aria-label={t.title}>
      {heading}
      {isNarrow && <CallStrip />}
      <div className={style['scroll']}>
        <Section title={t.text} action={t.newText} onAdd={create(false)}>
          {!channels && <Waiting />}
          {text.map((channel) => (
            <li key={channel.id}>
              <ChannelRow channel={channel} isCurrent={channel.id === channelId} />
            </li>
          ))}
        </Section>
        <Section title={t.voice} action={t.newVoice} onAdd={create(true)}>
          {voice.map((channel) => (
            <li key={channel.id}>
              <VoiceRow channel={channel} isCurrent={channel.id === channelId} />
            </li>
          ))}
        </Section>
      </div>
      {!isNarrow && <CallBar channelId={channelId} />}
      <OwnFoot />
    </nav>
  )
}

function Section({
  title,
  action,
  onAdd,
  children,
}: {
  title: string
  action: string
  /** Null for who cannot. */
  onAdd: (() => void) | null
  children: ReactNode
}) {
  return (
    <section>
      <div className={style['head']}>
        <h2>{title}</h2>
        {onAdd && <IconButton label={action} size="sm" icon={<Plus size={16} />} onClick={onAdd} />}
      </div>
      <ul>{children}</ul>
    </section>
  )
}

const Waiting = () => (
  <>
    {['60%', '45%', '70%'].map((width) => (
      <li key={width} className={style['waiting']}>
        <Skeleton width={width} height="0.75rem" />
      </li>
    ))}
  </>
)
