import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { type MappingState, patchMapping } from '#protocol/mapping.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { timeOf } from '../start/when.ts'
import { hostKeys, useMapping } from './queries.ts'
import style from './MappingCard.module.css'

/** Whether friends on the internet get in: asked of the router only when the host wants that. */
export function MappingCard() {
  const { doctor: t } = useTexts()
  const { call } = useLive()
  const cache = useQueryClient()
  const id = useId()
  const state = useMapping().data
  const { busy, run } = useAction()
  const toggle = (wanted: boolean) =>
    run(async () => {
      cache.setQueryData(hostKeys.mapping, await call(patchMapping, { body: { wanted } }))
      await cache.invalidateQueries({ queryKey: hostKeys.overview })
    })
  return (
    <section className={style['card']} aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {t.mapping}
      </h2>
      {state ? (
        <Switch
          label={t.mapping}
          description={t.mappingText}
          checked={state.kind !== 'off'}
          busy={busy}
          onChange={(wanted) => void toggle(wanted)}
        />
      ) : (
        <Skeleton height="2.75rem" />
      )}
      <div role="status">{state && <Shown state={state} />}</div>
    </section>
  )
}

function Shown({ state }: { state: MappingState }) {
  const { doctor: t, host, common, language } = useTexts()
  switch (state.kind) {
    case 'off':
      return null
    case 'looking':
      return (
        <p className={style['looking']}>
          <Spinner label={t.mappingLooking} size={16} />
          <span aria-hidden="true">{t.mappingLooking}</span>
        </p>
      )
    case 'mapped': {
      const address = `${state.external_address}:${state.external_port}`
      const by = t.mappedBy[state.via]
      const until = state.until === null ? null : timeOf(state.until, language)
      return (
        <div className={style['mapped']}>
          <div>
            <p>{t.mappedAt}</p>
            <code>{address}</code>
            <small>
              {until === null ? t.mappedForever(by) : t.mappedUntil(by, until)}. {t.mappedShare}
            </small>
          </div>
          <CopyButton variant="icon" text={address} label={host.copyAddress(address)} copiedLabel={common.copied} />
        </div>
      )
    }
    case 'failed':
      return (
        <div className={style['failed']}>
          <Note tone="warn" live={false}>
            {state.reason} {t.remedies[state.problem]}
          </Note>
        </div>
      )
  }
}
