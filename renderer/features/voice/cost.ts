import { MESH_PEOPLE } from '../../voice/state.ts'

/** What one voice takes to one person, in kbit/s. */
const VOICE_KBIT = 40

/** What a call of so many people costs each of them, in kbit/s up; null where nobody has to think of it. */
export const costOf = (people: number): number | null => (people > MESH_PEOPLE ? (people - 1) * VOICE_KBIT : null)
