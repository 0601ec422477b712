import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Move, NO_WISHES, nextMove, wishedOrder, withMove } from './order.ts'

const ids = ['a', 'b', 'c', 'd']
const wish = (...moves: Move[]) => moves.reduce(withMove, NO_WISHES)

describe('the order that one wishes', () => {
  it('is seen at once', () => {
    expect(wishedOrder(ids, wish({ itemId: 'a', to: 2 }))).toEqual(['b', 'c', 'a', 'd'])
    expect(wishedOrder(ids, wish({ itemId: 'd', to: 0 }, { itemId: 'a', to: 3 }))).toEqual(['d', 'b', 'c', 'a'])
  })
  it('knows nothing of what is not there any more, and nothing behind the end', () => {
    expect(wishedOrder(ids, wish({ itemId: 'x', to: 0 }))).toEqual(ids)
    expect(wishedOrder(ids, wish({ itemId: 'a', to: 9 }))).toEqual(['b', 'c', 'd', 'a'])
  })
  it('counts only the last place of a song that is moved on before it was sent', () => {
    const wishes = wish({ itemId: 'a', to: 1 }, { itemId: 'a', to: 2 }, { itemId: 'b', to: 0 }, { itemId: 'b', to: 3 })
    expect(wishes.moves).toEqual([
      { itemId: 'a', to: 2 },
      { itemId: 'b', to: 3 },
    ])
  })
})

describe('moves are sent one at a time', () => {
  it('each on top of the revision that the one before made', () => {
    const first = nextMove(wish({ itemId: 'a', to: 1 }), { rev: 4, ids })
    expect(first.send).toEqual({ itemId: 'a', to: 1 })
    const more = withMove(first.wishes, { itemId: 'a', to: 2 })
    expect(more.moves).toHaveLength(2)
    expect(nextMove(more, { rev: 4, ids }).send).toBeNull()
    const second = nextMove(more, { rev: 5, ids: ['b', 'a', 'c', 'd'] })
    expect(second.send).toEqual({ itemId: 'a', to: 2 })
    expect(nextMove(second.wishes, { rev: 6, ids: ['b', 'c', 'a', 'd'] })).toEqual({ wishes: NO_WISHES, send: null })
  })
  it('none that would change nothing, to which the room would say nothing', () => {
    for (const move of [
      { itemId: 'b', to: 1 },
      { itemId: 'd', to: 7 },
      { itemId: 'x', to: 0 },
    ])
      expect(nextMove(wish(move), { rev: 1, ids })).toEqual({ wishes: NO_WISHES, send: null })
  })
  it('until the room has them all: whatever is moved, it ends as it was seen', () => {
    const moves = fc.array(fc.record({ itemId: fc.constantFrom(...ids), to: fc.nat(3) }), { maxLength: 12 })
    fc.assert(
      fc.property(moves, fc.array(fc.boolean()), (wanted, answers) => {
        let told = { rev: 0, ids: [...ids] }
        let wishes = NO_WISHES
        let underWay: Move | null = null
        const step = () => {
          const next = nextMove(wishes, told)
          wishes = next.wishes
          underWay = next.send ?? underWay
        }
        const answer = () => {
          if (underWay) told = { rev: told.rev + 1, ids: [...wishedOrder(told.ids, wish(underWay))] }
          underWay = null
          step()
        }
        let seen: readonly string[] = ids
        for (const [at, move] of wanted.entries()) {
          wishes = withMove(wishes, move)
          step()
          seen = wishedOrder(told.ids, wishes)
          if (answers[at]) answer()
          expect(wishedOrder(told.ids, wishes)).toEqual(seen)
        }
        for (let left = 0; left <= wanted.length; left++) answer()
        expect(wishes).toEqual(NO_WISHES)
        expect(told.ids).toEqual(seen)
      }),
    )
  })
})
