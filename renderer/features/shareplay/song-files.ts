import { FILES_MAX, UPLOAD_MAX } from '../files/chosen-files.ts'

type Named = Pick<File, 'name' | 'size' | 'type'>
export type Refused = { name: string; why: 'too_large' | 'no_music' | 'empty' } | { why: 'too_many' }

/** Whether it may be music, as far as its name tells; of what has no type only the room can say. */
const mayBeMusic = ({ type }: Named): boolean =>
  type === '' || /^(?:audio|video)\/|^application\/(?:ogg|octet-stream)$/.test(type)

/** Which of the files are worth sending, and why the others are not. */
export function songsOf<F extends Named>(files: readonly F[]): { taken: F[]; refused: Refused[] } {
  const taken: F[] = []
  const refused: Refused[] = []
  for (const file of files) {
    const { name } = file
    if (!mayBeMusic(file)) refused.push({ name, why: 'no_music' })
    else if (file.size === 0) refused.push({ name, why: 'empty' })
    else if (file.size > UPLOAD_MAX) refused.push({ name, why: 'too_large' })
    else if (taken.length < FILES_MAX) taken.push(file)
    else if (!refused.some(({ why }) => why === 'too_many')) refused.push({ why: 'too_many' })
  }
  return { taken, refused }
}
