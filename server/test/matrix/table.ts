import { ROLES } from './cast.ts'
import type { Role } from './cast.ts'

/** What a cell says: a status (`403n`: with the code not_a_member), or a word that the test knows; null: no such case. */
export type Cells = Record<Role, string | null>
export type Row = { what: string; situation: string; cells: Cells }

/** Reads a table of lines `what | situation | a cell for each of ROLES`; `-` is a case that cannot be. */
export function rowsOf(table: string): Row[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [what = '', situation = '', cells = ''] = line.split('|').map((part) => part.trim().replaceAll(/ +/g, ' '))
      const words = cells.split(' ')
      if (words.length !== ROLES.length) throw new Error(`${words.length} cells instead of ${ROLES.length}: ${line}`)
      return { what, situation, cells: cellsOf((_role, at) => (words[at] === '-' ? null : (words[at] ?? null))) }
    })
}

export const cellsOf = (cell: (role: Role, at: number) => string | null): Cells => ({
  nobody: cell('nobody', 0),
  guest: cell('guest', 1),
  member: cell('member', 2),
  reader: cell('reader', 3),
  left: cell('left', 4),
  manager: cell('manager', 5),
  owner: cell('owner', 6),
  admin: cell('admin', 7),
  insider: cell('insider', 8),
  expired: cell('expired', 9),
  revoked: cell('revoked', 10),
})

/** Fills a row's cells by asking each role whose case exists, all at once. */
export async function ask(row: Row, what: (role: Role) => Promise<string>): Promise<Cells> {
  const answers = await Promise.all(ROLES.map(async (role) => (row.cells[role] === null ? null : what(role))))
  return cellsOf((_role, at) => answers[at] ?? null)
}
