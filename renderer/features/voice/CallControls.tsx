import { HeadphoneOff, Headphones, LogOut, Mic, MicOff } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { classes } from '../../ui/classes.ts'
import type { CallView } from '../../voice/state.ts'
import style from './CallControls.module.css'
import { ShareButton } from './screens/ShareButton.tsx'
import { toggleDeafen, toggleMute } from './toggles.ts'
import { useVoice } from './use-call.ts'

/** Mute, deafen, share, leave. `isSmall`: only what one needs at once, where there is little room. */
export function CallControls({ call, name, isSmall = false }: { call: CallView; name: string; isSmall?: boolean }) {
  const t = useTexts().voice
  const voice = useVoice()
  const size = isSmall ? 'lg' : 'md'
  return (
    <div role="group" aria-label={t.bar(name)} className={classes(style['controls'], isSmall && style['small'])}>
      <IconButton
        label={t.mute}
        size={size}
        pressed={call.isMuted}
        className={classes(style['button'], style['switch'])}
        icon={call.isMuted ? <MicOff /> : <Mic />}
        onClick={() => toggleMute(voice, call)}
      />
      <IconButton
        label={t.deafen}
        size={size}
        pressed={call.isDeafened}
        className={classes(style['button'], style['switch'])}
        icon={call.isDeafened ? <HeadphoneOff /> : <Headphones />}
        onClick={() => toggleDeafen(voice, call)}
      />
      <ShareButton call={call} size={size} className={classes(style['button'], style['share'])} />
      <IconButton
        label={t.leaveCall(name)}
        size={size}
        tone="danger"
        className={style['button']}
        icon={<LogOut />}
        onClick={() => voice.leave()}
      />
    </div>
  )
}
