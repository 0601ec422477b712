import { useQuery } from '@tanstack/react-query'
import type { Channel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import style from './BrowseChannels.module.css'
import { ChannelIcon } from './ChannelIcon.tsx'
import { useJoin } from './use-join.ts'

/** The public channels that one has left, to join again. */
export function BrowseChannels({ onClose }: { onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { data, error } = useQuery<Channel[]>({ queryKey: keys.joinable })
  const { joining, join } = useJoin()
  return (
    <Dialog open onClose={onClose} title={t.browseTitle} description={t.browseText} closeLabel={common.close}>
      {error ? (
        <Note tone="danger">{sentenceOf(error)}</Note>
      ) : !data ? (
        <Spinner label={common.loading} />
      ) : data.length === 0 ? (
        <p className={style['none']}>{t.browseEmpty}</p>
      ) : (
        <ul className={style['list']}>
          {data.map((channel) => (
            <li key={channel.id}>
              <ChannelIcon channel={channel} />
              <bdi className={style['name']}>{channel.name}</bdi>
              <Button
                size="sm"
                busy={joining === channel.id}
                onClick={() => void join(channel.id).then((isDone) => isDone && onClose())}
              >
                {t.join}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
