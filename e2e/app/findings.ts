import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { settle } from './tour.ts'

/** What axe (or so many of its rules) finds on the page once it stands still: a line for each element, under its impact. */
export async function findings(page: Page, rules?: readonly string[]): Promise<{ grave: string[]; mild: string[] }> {
  await settle(page)
  // The other mode would open a page of its own for its result.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze()
  const found = { grave: new Array<string>(), mild: new Array<string>() }
  for (const { id, impact, nodes } of violations) {
    const isGrave = impact === 'serious' || impact === 'critical'
    for (const node of nodes)
      found[isGrave ? 'grave' : 'mild'].push(
        `${id} (${impact}): ${node.html.slice(0, 160)} ${reasonOf(node.failureSummary)}`,
      )
  }
  return found
}
/** The first of what axe says that would do. */
const reasonOf = (summary = '') => summary.split('\n')[1]?.trim() ?? ''
