import { useState } from 'react'
import { type Channel, changeMembers } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { PeoplePicker } from './PeoplePicker.tsx'
import { useMembers } from './use-members.ts'
import { useUsers } from './use-users.ts'

/** Lets people into a private channel. */
export function AddPeople({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { users: t, common } = useTexts()
  const { call, cache } = useLive()
  const users = useUsers()
  const members = useMembers(channel.id)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const inside = new Set(members.data?.map((member) => member.user_id))
  const outside = [...users.values()].filter((user) => !inside.has(user.id) && !user.is_guest)

  const add = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await call(changeMembers, { params: { id: channel.id }, body: { add: [...chosen] } })
      await cache.invalidateQueries({ queryKey: keys.members(channel.id), exact: true })
      onClose()
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.addTitle(channel.name)}
      description={t.addText}
      closeLabel={common.close}
      footer={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button variant="primary" disabled={chosen.length === 0} busy={isBusy} onClick={() => void add()}>
            {t.add(chosen.length)}
          </Button>
        </>
      }
    >
      {members.isPending ? (
        <Spinner label={t.loading} />
      ) : outside.length === 0 ? (
        <p>{t.nobodyLeft}</p>
      ) : (
        <PeoplePicker label={t.members} people={outside} chosen={chosen} onChange={setChosen} />
      )}
      {problem !== null && <Note tone="danger">{problem}</Note>}
    </Dialog>
  )
}
