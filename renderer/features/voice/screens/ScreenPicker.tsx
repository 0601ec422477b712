import { MonitorOff } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Desktop, DesktopEvent, ScreenSource } from '#protocol/bridge.ts'
import { sentenceOf } from '../../../api/errors.ts'
import { useApp, useTexts } from '../../../app/context.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Empty } from '../../../ui/Empty.tsx'
import { Spinner } from '../../../ui/Spinner.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import style from './ScreenPicker.module.css'

type Request = DesktopEvent<'screen_requested'>

/** In the desktop app: asks which screen or window is shared, whenever the page's `getDisplayMedia` wants to know. */
export function ScreenPicker({ desktop }: { desktop: Desktop }) {
  const { onTrouble } = useApp()
  const [request, setRequest] = useState<Request | null>(null)
  const waiting = useRef<Request | null>(null)
  const answer = useCallback(
    (id: string | null, audio: boolean) => {
      const of = waiting.current
      waiting.current = null
      setRequest(null)
      if (of) desktop.screens.choose({ request: of.request, id, audio }).catch(onTrouble)
    },
    [desktop, onTrouble],
  )
  useEffect(() => {
    const stop = desktop.on('screen_requested', (next) => {
      // It takes the place of one before, which the main process has answered with nothing.
      waiting.current = next
      setRequest(next)
    })
    return () => {
      stop()
      // The call is over; nobody is left to ask.
      answer(null, false)
    }
  }, [desktop, answer])
  if (request === null) return null
  return <PickerDialog key={request.request} desktop={desktop} hasSound={request.audio} onChoose={answer} />
}

function PickerDialog({
  desktop,
  hasSound,
  onChoose,
}: {
  desktop: Desktop
  /** The sound of this computer can be shared, too. */
  hasSound: boolean
  onChoose(id: string | null, audio: boolean): void
}) {
  const t = useTexts().voice.screens.picker
  const { sources, trouble, look } = useSources(desktop)
  const [chosen, setChosen] = useState<string | null>(null)
  const [audio, setAudio] = useState(hasSound)
  const cancel = () => onChoose(null, false)
  const isThere = sources?.some(({ id }) => id === chosen) === true
  return (
    <Dialog
      open
      onClose={cancel}
      title={t.title}
      description={t.text}
      size="lg"
      closeLabel={t.cancel}
      footer={
        <>
          <Button onClick={cancel}>{t.cancel}</Button>
          <Button
            variant="primary"
            disabled={!isThere}
            onClick={() => {
              if (isThere) onChoose(chosen, audio)
            }}
          >
            {t.share}
          </Button>
        </>
      }
    >
      {sources === null && trouble === null ? (
        <div className={style['looking']}>
          <Spinner label={t.looking} />
        </div>
      ) : sources === null || sources.length === 0 ? (
        <Empty
          icon={<MonitorOff size={32} />}
          title={t.emptyTitle}
          text={trouble ?? t.emptyText}
          action={<Button onClick={look}>{t.again}</Button>}
        />
      ) : (
        <>
          <RadioGroup.Root aria-label={t.title} value={chosen} onValueChange={setChosen}>
            <Sources label={t.screens} sources={sources.filter(({ kind }) => kind === 'screen')} />
            <Sources label={t.windows} sources={sources.filter(({ kind }) => kind === 'window')} />
          </RadioGroup.Root>
          {hasSound && <Switch label={t.sound} description={t.soundText} checked={audio} onChange={setAudio} />}
        </>
      )}
    </Dialog>
  )
}

function Sources({ label, sources }: { label: string; sources: readonly ScreenSource[] }) {
  const t = useTexts().voice.screens.picker
  if (sources.length === 0) return null
  return (
    <div role="group" aria-label={label} className={style['group']}>
      <h3 className={style['label']}>{label}</h3>
      <div className={style['sources']}>
        {sources.map(({ id, name, thumbnail }) => (
          <RadioGroup.Item key={id} value={id} className={style['source']} aria-label={name}>
            {thumbnail === null ? (
              <span className={style['noPicture']}>{t.noPicture}</span>
            ) : (
              <img src={thumbnail} alt="" width={320} height={180} className={style['picture']} />
            )}
            <bdi className={style['name']}>{name}</bdi>
          </RadioGroup.Item>
        ))}
      </div>
    </div>
  )
}

/** What can be shared; asked for once, and again when the person wants it: on some systems each look asks them. */
function useSources(desktop: Desktop) {
  const [asked, setAsked] = useState(() => ({ answer: desktop.screens.list() }))
  const [sources, setSources] = useState<ScreenSource[] | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    let isWanted = true
    asked.answer.then(
      (found) => {
        if (isWanted) setSources(found)
      },
      (error: unknown) => {
        if (isWanted) setTrouble(sentenceOf(error))
      },
    )
    return () => {
      isWanted = false
    }
  }, [asked])
  const look = () => {
    setSources(null)
    setTrouble(null)
    setAsked({ answer: desktop.screens.list() })
  }
  return { sources, trouble, look }
}
