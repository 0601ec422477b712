/** Says why tests are left out, since Playwright keeps the reasons of skipped ones to itself. Null: they run. */
export function tellNotRun(what: string, reason: string | null): void {
  if (reason !== null) console.log(`NOT RUN: ${what}: ${reason}.`)
}
